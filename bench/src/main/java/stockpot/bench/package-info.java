/**
 * The load program: starts a homeserver as a process of its own, drives it over HTTP like clients
 * do, checks everything that it receives, and reads what the server used from {@code /proc}. The
 * same scenarios run against Stockpot and, in the same run, against Synapse, since figures of two
 * different hours on a shared machine cannot be compared.
 *
 * <p>{@code subject} starts and measures servers, {@code scenario} holds one class for each load,
 * {@code crash} kills a server under load and looks for what is missing. {@link
 * stockpot.bench.Main} is the command line.
 */
@NullMarked
package stockpot.bench;

import org.jspecify.annotations.NullMarked;
