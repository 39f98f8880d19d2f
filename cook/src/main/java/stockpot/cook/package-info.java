/** The command line of {@code cook}. */
@NullMarked
package stockpot.cook;

import org.jspecify.annotations.NullMarked;
