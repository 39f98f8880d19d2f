/**
 * The life of a room, and the only door through which an event enters one. Actions of users come in
 * ({@link stockpot.server.rooms.RoomCreation}, {@link stockpot.server.rooms.RoomMembers}, {@link
 * stockpot.server.rooms.RoomEvents}, {@link stockpot.server.rooms.RoomAliases}, {@link
 * stockpot.server.rooms.RoomUpgrades}); committed events go out through the change log.
 * Client-Server API, "Rooms" and "Events".
 *
 * <p>Each room has one sequencer ({@link stockpot.server.rooms.RoomHead}): under its lock an event
 * is built on the last accepted one, checked by the rules of the room's version, signed and queued;
 * the caller then waits for the commit outside the lock. What the rules say lies in {@code matrix},
 * what is stored in {@code store}. What does not belong here: HTTP, other servers, who a user is.
 * Read {@link stockpot.server.rooms.RoomWriter} first.
 */
@NullMarked
package stockpot.server.rooms;

import org.jspecify.annotations.NullMarked;
