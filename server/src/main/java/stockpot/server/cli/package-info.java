/**
 * The command lines of the server and of its operator tools. Words come in, an exit status goes
 * out: 0 for done, 1 for anything the caller can put right, with a sentence that says how. The
 * server itself is started through {@link stockpot.server.cli.Starter}, which the wiring
 * implements; nothing here knows what it is made of.
 *
 * <p>{@link stockpot.server.cli.StockpotCommand} is the class to read first. It understands the one
 * line that services use, {@code --config FILE}, by itself, so that a start does not pay for a
 * parser; every other line goes to Picocli. What does not belong here: settings (package {@code
 * config}) and what a running server does when it is asked over the control socket (package {@code
 * control}).
 */
@NullMarked
package stockpot.server.cli;

import org.jspecify.annotations.NullMarked;
