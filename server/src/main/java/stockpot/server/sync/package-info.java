/**
 * What has changed since your token: Client-Server API, "Syncing". A request for {@code /sync}
 * enters with a token, a filter and a time limit; bytes of JSON leave, composed of events that were
 * serialized once.
 *
 * <p>{@link stockpot.server.sync.SyncHub} hears of every commit and wakes the users it concerns;
 * {@link stockpot.server.sync.Syncs} registers a waiter first and reads second, so that no change
 * falls between; {@link stockpot.server.sync.SyncBuilder} asks each part (rooms, account data,
 * to-device, device lists, presence) for its share between two positions. In the warm case nothing
 * is read from storage: {@link stockpot.server.sync.ChangeIndex} knows which kinds cannot have
 * changed, and {@link stockpot.server.sync.RecentLog} still holds the newest events of a room.
 *
 * <p>Who may see an event is decided in {@code rooms}, what a push rule says in {@code push};
 * neither belongs here. Read {@code Syncs} first.
 */
@NullMarked
package stockpot.server.sync;

import org.jspecify.annotations.NullMarked;
