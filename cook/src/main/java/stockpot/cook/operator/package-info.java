/**
 * One class for each command that an operator types. A command turns words into a call of the
 * server's program; it writes no files itself.
 */
@NullMarked
package stockpot.cook.operator;

import org.jspecify.annotations.NullMarked;
