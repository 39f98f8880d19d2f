/**
 * One class for each command that an operator types. A command turns words into a call of the
 * server's program, or into a question to a running server over its control socket ({@link
 * stockpot.cook.operator.ControlLink}); it writes no files itself. Passwords come from the terminal
 * or the input, never as words.
 */
@NullMarked
package stockpot.cook.operator;

import org.jspecify.annotations.NullMarked;
