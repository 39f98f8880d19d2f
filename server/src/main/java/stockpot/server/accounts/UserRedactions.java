package stockpot.server.accounts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.ports.Chance;
import stockpot.server.ports.Clock;
import stockpot.server.ports.Threads;
import stockpot.server.rooms.RoomEvents;
import stockpot.server.store.Database;
import stockpot.server.store.MembershipRow;
import stockpot.server.store.Memberships;
import stockpot.server.store.RedactionTasks;
import stockpot.server.store.RedactionTasks.TaskRow;
import stockpot.server.store.RoomRow;
import stockpot.server.store.Rooms;
import stockpot.server.store.SentEvents;
import stockpot.server.store.Transaction;
import stockpot.server.users.Accounts;
import stockpot.server.users.Caller;

/**
 * Takes back what a user wrote, in the background; goes on after a restart (threat X03: each event
 * is redacted once, since redacted ones are skipped).
 */
public final class UserRedactions {
    private static final Logger log = System.getLogger(UserRedactions.class.getName());

    /** Events of a room that one task redacts unless it says otherwise. */
    static final long USUAL_LIMIT = 1_000;

    static final int MAX_ROOMS = 1_000;
    static final long MAX_LIMIT = 100_000;

    /** Reasons of failure that a task remembers. */
    private static final int MAX_FAILURES = 1_000;

    private static final Duration KEPT = Duration.ofDays(7);
    private static final int UNAVAILABLE = 503;
    private static final int ID_BYTES = 8;

    private final Database database;
    private final Accounts accounts;
    private final RoomEvents events;
    private final Clock clock;
    private final Chance chance;
    private final Threads threads;

    /** Redacts through {@code events}. */
    public UserRedactions(
            Database database,
            Accounts accounts,
            RoomEvents events,
            Clock clock,
            Chance chance,
            Threads threads) {
        this.database = database;
        this.accounts = accounts;
        this.events = events;
        this.clock = clock;
        this.chance = chance;
        this.threads = threads;
    }

    /**
     * What is to be taken back.
     *
     * @param rooms none for all in which the user is, or from which the user is banned
     * @param byAdmin whether the administrator redacts and not the user
     * @param before the latest time, exclusive, in milliseconds, or null
     * @param after the earliest time, exclusive, in milliseconds, or null
     * @param limit events of a room at most, newest first
     */
    public record Wish(
            List<RoomId> rooms,
            boolean byAdmin,
            @Nullable String reason,
            @Nullable Long before,
            @Nullable Long after,
            long limit) {}

    /**
     * Begins a task.
     *
     * @return its id
     * @throws MatrixException 400 where one is under way for this user
     */
    public String start(UserId admin, UserId user, Wish wish) {
        if (wish.rooms.size() > MAX_ROOMS || wish.limit > MAX_LIMIT) {
            throw MatrixErrors.invalidParam(
                    "at most " + MAX_ROOMS + " rooms and " + MAX_LIMIT + " events of each");
        }
        String id = HexFormat.of().formatHex(chance.bytes(ID_BYTES));
        TaskRow task =
                new TaskRow(
                        id,
                        user,
                        clock.millis(),
                        "scheduled",
                        Json.text(request(admin, user, wish)),
                        "{}");
        database.write(tx -> {
            if (RedactionTasks.isUnderWay(tx, user)) {
                throw MatrixErrors.of(
                        400, "M_UNKNOWN", "Redact already in progress for user " + user);
            }
            RedactionTasks.insert(tx, task, clock.millis() - KEPT.toMillis());
            return true;
        });
        threads.start("redact " + id, () -> run(task));
        return id;
    }

    private ObjectNode request(UserId admin, UserId user, Wish wish) {
        boolean byAdmin = wish.byAdmin || !accounts.isLocal(user);
        ObjectNode request = Json.object().put("as", (byAdmin ? admin : user).value());
        List<RoomId> rooms = wish.rooms.isEmpty() ? roomsOf(user) : wish.rooms;
        var list = request.putArray("rooms");
        rooms.forEach(room -> list.add(room.value()));
        request.put("reason", wish.reason).put("limit", wish.limit);
        request.put("before", wish.before).put("after", wish.after);
        return request;
    }

    private List<RoomId> roomsOf(UserId user) {
        return database.read(tx -> Memberships.ofUser(tx, user)).stream()
                .filter(row -> row.joined() || row.membership().equals("ban"))
                .map(MembershipRow::roomId)
                .limit(MAX_ROOMS)
                .toList();
    }

    /** The task of that id, or null. */
    public @Nullable TaskRow find(String id) {
        return database.read(tx -> RedactionTasks.find(tx, id));
    }

    /** Goes on with tasks that a stop of the server interrupted. */
    public void resume() {
        for (TaskRow task : database.read(RedactionTasks::unfinished)) {
            threads.start("redact " + task.id(), () -> run(task));
        }
    }

    private void run(TaskRow task) {
        ObjectNode request = Json.trusted(task.request());
        ObjectNode failed = Json.object();
        try {
            note(task, "active", failed);
            for (JsonNode room : request.path("rooms")) {
                redact(task, RoomId.parse(room.asText()), request, failed);
            }
            note(task, "complete", failed);
            log.log(
                    Level.INFO,
                    "redaction {0} of {1} is complete, {2} failed",
                    task.id(),
                    task.user(),
                    String.valueOf(failed.size()));
        } catch (MatrixException e) {
            // The server stops, or its database is away: the next start goes on.
            log.log(Level.WARNING, "redaction {0} waits: {1}", task.id(), e.getMessage());
        } catch (RuntimeException e) {
            log.log(Level.ERROR, "redaction " + task.id(), e);
            note(task, "failed", failed);
        }
    }

    private void note(TaskRow task, String status, ObjectNode failed) {
        String text = Json.text(failed);
        database.write(tx -> {
            RedactionTasks.update(tx, task.id(), status, text);
            return true;
        });
    }

    private void redact(TaskRow task, RoomId room, ObjectNode request, ObjectNode failed) {
        Caller as = new Caller(new UserId(request.path("as").asText()), null, false, 0);
        ObjectNode content = Json.object();
        if (request.hasNonNull("reason")) {
            content.put("reason", request.path("reason").asText());
        }
        for (EventId event : database.read(tx -> wanted(tx, room, task.user(), request))) {
            try {
                events.redact(as, room, event, content.deepCopy(), "redaction " + task.id());
            } catch (MatrixException e) {
                if (e.status() == UNAVAILABLE) {
                    throw e;
                }
                if (failed.size() < MAX_FAILURES) {
                    failed.put(event.value(), String.valueOf(e.getMessage()));
                }
            }
        }
    }

    private static List<EventId> wanted(
            Transaction tx, RoomId id, UserId user, ObjectNode request) {
        RoomRow room = Rooms.find(tx, id);
        if (room == null) {
            return List.of();
        }
        return new ArrayList<>(
                SentEvents.redactable(
                        tx,
                        room.nid(),
                        user,
                        time(request, "after"),
                        time(request, "before"),
                        request.path("limit").asLong()));
    }

    private static @Nullable Long time(ObjectNode request, String key) {
        return request.hasNonNull(key) ? Long.valueOf(request.path(key).asLong()) : null;
    }
}
