package stockpot.server.e2ee;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;
import stockpot.server.store.KeyBackupSessions;
import stockpot.server.store.KeyBackupSessions.KeyBackupSession;

/**
 * Reads key backups. Whole ones are written page by page and never held in memory: they reach
 * hundreds of megabytes.
 */
public final class RoomKeyReader {
    /** Sessions read in one query. */
    static final int PAGE = 200;

    private final Database database;

    /** Backups in that database. */
    public RoomKeyReader(Database database) {
        this.database = database;
    }

    /**
     * One session.
     *
     * @throws stockpot.server.matrix.error.MatrixException 404 for an unknown version or session
     */
    public ObjectNode session(UserId user, String version, String room, String session) {
        KeyBackupSession found =
                database.read(tx -> {
                    long number = RoomKeyBackups.require(tx, user, version).version();
                    return KeyBackupSessions.find(tx, user, number, room, session);
                });
        if (found == null) {
            throw MatrixErrors.notFound("Key not found.");
        }
        return json(found);
    }

    private static ObjectNode json(KeyBackupSession session) {
        ObjectNode json = Json.object();
        json.put("first_message_index", session.firstMessageIndex());
        json.put("forwarded_count", session.forwardedCount());
        json.put("is_verified", session.verified());
        json.set("session_data", Json.trustedValue(session.sessionData()));
        return json;
    }

    /**
     * All sessions of a room: {@code {"sessions": {id: session}}}.
     *
     * @throws stockpot.server.matrix.error.MatrixException 404 for an unknown version
     */
    public StreamedAnswer room(UserId user, String version, String room) {
        long number = number(user, version);
        return out -> {
            text(out, "{\"sessions\":{");
            writeRoom(out, user, number, room);
            text(out, "}}");
        };
    }

    private void writeRoom(OutputStream out, UserId user, long version, String room)
            throws IOException {
        String last = "";
        boolean first = true;
        List<KeyBackupSession> page;
        do {
            String after = last;
            page =
                    database.read(tx ->
                            KeyBackupSessions.pageOfRoom(tx, user, version, room, after, PAGE));
            for (KeyBackupSession session : page) {
                entry(out, first, session.session(), session);
                first = false;
                last = session.session();
            }
        } while (page.size() == PAGE);
    }

    /**
     * All sessions: {@code {"rooms": {room: {"sessions": {id: session}}}}}.
     *
     * @throws stockpot.server.matrix.error.MatrixException 404 for an unknown version
     */
    public StreamedAnswer all(UserId user, String version) {
        long number = number(user, version);
        return out -> {
            text(out, "{\"rooms\":{");
            writeAll(out, user, number);
            text(out, "}}");
        };
    }

    private void writeAll(OutputStream out, UserId user, long version) throws IOException {
        KeyBackupSession last = null;
        List<KeyBackupSession> page;
        do {
            page = page(user, version, last);
            for (KeyBackupSession session : page) {
                boolean sameRoom = last != null && last.room().equals(session.room());
                if (!sameRoom) {
                    text(out, last == null ? "" : "}},");
                    out.write(Json.bytes(Json.object().textNode(session.room())));
                    text(out, ":{\"sessions\":{");
                }
                entry(out, !sameRoom, session.session(), session);
                last = session;
            }
        } while (page.size() == PAGE);
        text(out, last == null ? "" : "}}");
    }

    private List<KeyBackupSession> page(
            UserId user, long version, @Nullable KeyBackupSession last) {
        String room = last == null ? "" : last.room();
        String session = last == null ? "" : last.session();
        return database.read(tx -> KeyBackupSessions.page(tx, user, version, room, session, PAGE));
    }

    private static void entry(
            OutputStream out, boolean first, String name, KeyBackupSession session)
            throws IOException {
        text(out, first ? "" : ",");
        out.write(Json.bytes(Json.object().textNode(name)));
        out.write(':');
        out.write(Json.bytes(json(session)));
    }

    private long number(UserId user, String version) {
        return database.read(tx -> RoomKeyBackups.require(tx, user, version).version());
    }

    private static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
