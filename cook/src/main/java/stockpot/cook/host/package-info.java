/**
 * The only place that runs programs. Arguments are lists, never a line for a shell. What does not
 * belong here: what a command means (package {@code operator}).
 */
@NullMarked
package stockpot.cook.host;

import org.jspecify.annotations.NullMarked;
