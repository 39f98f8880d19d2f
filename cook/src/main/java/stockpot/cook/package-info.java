/**
 * The command line of {@code cook}: from a name to a configured service. What belongs to the
 * server's files it gets by starting {@code stockpot} with the option for it; the two programs
 * share no classes at run time. {@link stockpot.cook.Main} is the class to read first; commands lie
 * in {@code operator}.
 */
@NullMarked
package stockpot.cook;

import org.jspecify.annotations.NullMarked;
