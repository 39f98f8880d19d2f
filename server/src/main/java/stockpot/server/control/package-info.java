/**
 * The door for the operator of this machine: a Unix socket in the data set that only its owner can
 * open. A request is one JSON object on a line, and so is its answer; every request is written to
 * the log. What is asked for is done through {@link stockpot.server.control.ControlOperations},
 * which the wiring connects; the other end is {@link stockpot.server.control.ControlClient}, used
 * by the command lines.
 *
 * <p>What does not belong here: anything that can be asked for over the network. {@link
 * stockpot.server.control.ControlSocket} is the class to read first; it says how a request looks.
 */
@NullMarked
package stockpot.server.control;

import org.jspecify.annotations.NullMarked;
