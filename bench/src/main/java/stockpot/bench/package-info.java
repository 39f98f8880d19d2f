/** The command line of {@code bench}. */
@NullMarked
package stockpot.bench;

import org.jspecify.annotations.NullMarked;
