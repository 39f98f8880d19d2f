/**
 * What happens in a room and is no event: read receipts, which are stored, and typing, which lives
 * in memory only. Client-Server API, "Receipts", "Typing Notifications", "Read and unread markers".
 * Requests of members enter; sync and federation read what is new. Presence is the users' and does
 * not belong here. Read {@link stockpot.server.rooms.ephemeral.ReadReceipts} first.
 */
@NullMarked
package stockpot.server.rooms.ephemeral;

import org.jspecify.annotations.NullMarked;
