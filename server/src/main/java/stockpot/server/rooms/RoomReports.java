package stockpot.server.rooms;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Clock;
import stockpot.server.store.Database;
import stockpot.server.store.Events;
import stockpot.server.store.Reports;
import stockpot.server.store.RoomRow;
import stockpot.server.store.Rooms;

/** What users report to the administrators. Client-Server API, "Reporting Content". */
public final class RoomReports {
    /** Longest reason, in characters. */
    public static final int MAX_REASON = 1_000;

    private final Database database;
    private final Clock clock;

    /** Keeps reports in {@code database}. */
    public RoomReports(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Reports an event of a room that the reporter is in.
     *
     * @throws stockpot.server.matrix.error.MatrixException 404 in all other cases
     */
    public void event(
            UserId reporter,
            RoomId room,
            EventId event,
            @Nullable String reason,
            @Nullable Long score) {
        boolean known =
                database.read(tx -> {
                    RoomRow row = Rooms.find(tx, room);
                    return row != null
                            && RoomReader.membership(tx, room, reporter).equals("join")
                            && Events.byId(tx, row.nid(), event) != null;
                });
        if (!known) {
            throw MatrixErrors.notFound("Unable to report event: it does not exist or is hidden");
        }
        add(new Reports.Report(reporter, room, event, null, reason, score));
    }

    /** Reports a room; nothing is said about whether it exists. */
    public void room(UserId reporter, RoomId room, @Nullable String reason) {
        if (database.read(tx -> Rooms.find(tx, room)) != null) {
            add(new Reports.Report(reporter, room, null, null, reason, null));
        }
    }

    /** Reports a user; nothing is said about whether there is one. */
    public void user(UserId reporter, UserId user, @Nullable String reason) {
        add(new Reports.Report(reporter, null, null, user, reason, null));
    }

    private void add(Reports.Report report) {
        if (report.reason() != null && report.reason().length() > MAX_REASON) {
            throw MatrixErrors.invalidParam("the reason is too long");
        }
        long now = clock.millis();
        database.write(tx -> {
            Reports.add(tx, report, now);
            return true;
        });
    }
}
