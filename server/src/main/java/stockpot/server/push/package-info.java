/**
 * Telling a person's devices: each user's push rules, and what they make of the events that the
 * user has not read. Client-Server API, "Push Notifications". Nothing is written per member when an
 * event is sent: a count is worked out when somebody asks, kept in memory, and carried on from
 * there.
 *
 * <p>What a rule says stands in {@code matrix.push}; receipts, which end what is unread, in {@code
 * rooms.ephemeral}. Read {@link stockpot.server.push.UnreadCounts} first.
 */
@NullMarked
package stockpot.server.push;

import org.jspecify.annotations.NullMarked;
