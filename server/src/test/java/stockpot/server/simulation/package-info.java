/**
 * Runs the server's own blocking code on a seeded scheduler with a virtual clock: one seed, one
 * run, to the last step. {@link stockpot.server.simulation.Simulation} is the class to read first;
 * {@link stockpot.server.simulation.Incarnation} is one life of a server, with the ports that its
 * code receives, and ends without a farewell when the server crashes.
 *
 * <p>What runs here waits only through the ports or by untimed waits of {@code
 * java.util.concurrent}. A timed wait of the JDK, or a task from a thread that is not simulated,
 * fails the seed. Ports rest for random virtual times, since otherwise few threads are ever ready
 * together and races stay hidden.
 */
@NullMarked
package stockpot.server.simulation;

import org.jspecify.annotations.NullMarked;
