package stockpot.server.store;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;

/** What users reported to the administrators of this server. */
public final class Reports {
    private Reports() {}

    /** A report of an event, a room or a user; what does not apply is null. */
    public record Report(
            UserId reporter,
            @Nullable RoomId room,
            @Nullable EventId event,
            @Nullable UserId user,
            @Nullable String reason,
            @Nullable Long score) {}

    /** Keeps a report. */
    public static void add(WriteTransaction tx, Report report, long createdMillis) {
        tx.update(
                "INSERT INTO reports (nid, reporter, room_id, event_id, user_id, reason, score,"
                        + " created) VALUES ((SELECT coalesce(max(nid), 0) + 1 FROM reports),"
                        + " ?, ?, ?, ?, ?, ?, ?)",
                report.reporter().value(),
                report.room() == null ? null : report.room().value(),
                report.event() == null ? null : report.event().value(),
                report.user() == null ? null : report.user().value(),
                report.reason(),
                report.score(),
                createdMillis);
    }
}
