/** Tests of backups, of putting them back, and of what an old installation left. */
@NullMarked
package stockpot.cook.dataset;

import org.jspecify.annotations.NullMarked;
