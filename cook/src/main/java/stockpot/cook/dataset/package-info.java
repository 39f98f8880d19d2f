/**
 * What becomes of a data set: backups of it, putting one back, moving it to a newer program, and
 * taking over what an older installation left. {@link stockpot.cook.dataset.Backup} is the class to
 * read first. Files are written by {@code host}; what is in the database only {@code stockpot}
 * knows, which is started with the option for it.
 */
@NullMarked
package stockpot.cook.dataset;

import org.jspecify.annotations.NullMarked;
