/**
 * The seam for time, chance and threads. Plain blocking code runs on virtual threads, but every
 * wait, timer, thread start, clock reading and random number goes through these interfaces, which
 * {@code Wiring} hands out. In production they are the JVM's own (package {@code ports.jvm}); in
 * the simulator they are a virtual clock and a seeded scheduler, and the same code runs unchanged.
 *
 * <p>What does not belong here: storage (the port for it is {@code store.Database}) and anything
 * that knows Matrix. Read {@link stockpot.server.ports.Waiting} first: it replaces every timed wait
 * of the JDK.
 */
@NullMarked
package stockpot.server.ports;

import org.jspecify.annotations.NullMarked;
