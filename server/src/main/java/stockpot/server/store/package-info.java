/**
 * All SQL of the server, and the order of changes. One text of SQL serves SQLite and PostgreSQL;
 * what differs lies in {@code Dialect}. Every durable change that a client or peer can see takes
 * one position of one sequence ({@link stockpot.server.store.WriteTransaction#nextPosition});
 * readers of that log (sync, push, federation) remember a position and go on from there.
 *
 * <p>Handlers read through {@link stockpot.server.store.Database#read} and change through {@link
 * stockpot.server.store.Database#write}: one writer drains what has queued into one transaction,
 * commits once, then lets the callers go on in order. Store classes are named by the plural of what
 * they hold and take a transaction as first argument, so that one sees what commits together.
 */
@NullMarked
package stockpot.server.store;

import org.jspecify.annotations.NullMarked;
