package stockpot.server.e2ee;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;
import stockpot.server.store.KeyBackupSessions;
import stockpot.server.store.KeyBackupSessions.KeyBackupSession;
import stockpot.server.store.KeyBackups;
import stockpot.server.store.KeyBackups.KeyBackup;
import stockpot.server.store.Transaction;
import stockpot.server.store.WriteTransaction;

/**
 * Backups of room keys, encrypted by the client. Client-Server API, "Server-side key backups";
 * threat Y06. Reading whole backups is the work of {@link RoomKeyReader}.
 */
public final class RoomKeyBackups {
    /** Most versions that a user keeps. */
    static final int MAX_VERSIONS = 100;

    /** Most sessions in all versions of a user. */
    static final int MAX_SESSIONS = 500_000;

    /** Most bytes of {@code auth_data}. */
    static final int MAX_AUTH_DATA_BYTES = 64 * 1024;

    /** Most bytes of one session's data. */
    static final int MAX_SESSION_BYTES = 64 * 1024;

    private final Database database;
    private final long maxSessions;

    /** Backups in that database. */
    public RoomKeyBackups(Database database) {
        this(database, MAX_SESSIONS);
    }

    RoomKeyBackups(Database database, long maxSessions) {
        this.database = database;
        this.maxSessions = maxSessions;
    }

    /** How many sessions a version has, and the text that changes with them. */
    public record State(long count, String etag) {
        static State of(KeyBackup backup) {
            return new State(backup.sessions(), Long.toString(backup.etag()));
        }

        /** As the answer to an upload or deletion. */
        public ObjectNode json() {
            ObjectNode json = Json.object();
            json.put("count", count);
            json.put("etag", etag);
            return json;
        }
    }

    /** Makes a new version, which becomes the current one; gives its name. */
    public String create(UserId user, ObjectNode body) {
        String algorithm = KeyChecks.name(Body.of(body).text("algorithm"), "an algorithm");
        String authData = authData(body);
        long version =
                database.write(tx -> {
                    if (KeyBackups.totals(tx, user).versions() >= MAX_VERSIONS) {
                        throw MatrixErrors.tooLarge(
                                "at most " + MAX_VERSIONS + " backups; delete old ones");
                    }
                    return KeyBackups.create(tx, user, algorithm, authData);
                });
        return Long.toString(version);
    }

    private static String authData(ObjectNode body) {
        JsonNode authData = body.get("auth_data");
        if (authData == null) {
            throw MatrixErrors.missingParam("missing key 'auth_data'");
        }
        // NOTSPEC: a string is taken too, as other servers do; it is opaque to the server.
        if (!authData.isObject() && !authData.isTextual()) {
            throw MatrixErrors.badJson("'auth_data' must be an object");
        }
        return KeyChecks.sized(authData, MAX_AUTH_DATA_BYTES, "'auth_data'");
    }

    /**
     * What a version is.
     *
     * @param version its name, or null for the current one
     * @throws stockpot.server.matrix.error.MatrixException 404 if there is none
     */
    public ObjectNode info(UserId user, @Nullable String version) {
        KeyBackup backup =
                database.read(tx ->
                        version == null ? KeyBackups.latest(tx, user) : find(tx, user, version));
        if (backup == null) {
            throw version == null
                    ? MatrixErrors.notFound("No current backup version")
                    : unknownVersion();
        }
        ObjectNode info = State.of(backup).json();
        info.put("algorithm", backup.algorithm());
        info.set("auth_data", Json.trustedValue(backup.authData()));
        info.put("version", Long.toString(backup.version()));
        return info;
    }

    /** Changes the {@code auth_data} of a version. */
    public void update(UserId user, String version, ObjectNode body) {
        Body typed = Body.of(body);
        String algorithm = typed.text("algorithm");
        String sentVersion = typed.text("version", version);
        String authData = authData(body);
        database.write(tx -> {
            KeyBackup backup = require(tx, user, version);
            if (!sentVersion.equals(version)) {
                throw MatrixErrors.invalidParam("Version does not match");
            }
            if (!backup.algorithm().equals(algorithm)) {
                throw MatrixErrors.invalidParam("Algorithm does not match");
            }
            KeyBackups.setAuthData(tx, user, backup.version(), authData);
            return true;
        });
    }

    /** Deletes a version with all its sessions; one that was deleted before is no error. */
    public void delete(UserId user, String version) {
        database.write(tx -> {
            KeyBackup backup = find(tx, user, version);
            if (backup != null) {
                KeyBackups.delete(tx, user, backup.version());
            } else if (!wasGiven(version, KeyBackups.lastGiven(tx, user))) {
                throw unknownVersion();
            }
            return true;
        });
    }

    private static boolean wasGiven(String version, long last) {
        long number = number(version);
        return number >= 1 && number <= last;
    }

    /** Stores the sessions of {@code {"rooms": {room: {"sessions": {id: session}}}}}. */
    public State put(UserId user, String version, ObjectNode body) {
        List<KeyBackupSession> sessions = new ArrayList<>();
        for (Map.Entry<String, JsonNode> room : Body.of(body).object("rooms").properties()) {
            if (!(room.getValue() instanceof ObjectNode object)) {
                throw MatrixErrors.badJson("a room must be an object");
            }
            sessions.addAll(sessions(room.getKey(), object));
        }
        return store(user, version, sessions);
    }

    /** Stores the sessions of one room: {@code {"sessions": {id: session}}}. */
    public State put(UserId user, String version, String room, ObjectNode body) {
        return store(user, version, sessions(room, body));
    }

    /** Stores one session. */
    public State put(UserId user, String version, String room, String session, ObjectNode body) {
        return store(user, version, List.of(session(room, session, body)));
    }

    private static List<KeyBackupSession> sessions(String room, ObjectNode body) {
        List<KeyBackupSession> sessions = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : Body.of(body).object("sessions").properties()) {
            if (!(entry.getValue() instanceof ObjectNode object)) {
                throw MatrixErrors.badJson("a session must be an object");
            }
            sessions.add(session(room, entry.getKey(), object));
        }
        return sessions;
    }

    private static KeyBackupSession session(String room, String session, ObjectNode body) {
        Body typed = Body.of(body);
        JsonNode data = body.get("session_data");
        if (data == null) {
            throw MatrixErrors.missingParam("missing key 'session_data'");
        }
        // NOTSPEC: a string is taken too, as other servers do; it is opaque to the server.
        if (!data.isObject() && !data.isTextual()) {
            throw MatrixErrors.badJson("'session_data' must be an object");
        }
        return new KeyBackupSession(
                KeyChecks.name(room, "a room id"),
                KeyChecks.name(session, "a session id"),
                count(typed, "first_message_index"),
                count(typed, "forwarded_count"),
                typed.flag("is_verified"),
                KeyChecks.sized(data, MAX_SESSION_BYTES, "'session_data'"));
    }

    private static long count(Body body, String key) {
        long value = body.number(key);
        if (value < 0) {
            throw MatrixErrors.badJson("'" + key + "' must not be negative");
        }
        return value;
    }

    private State store(UserId user, String version, List<KeyBackupSession> sessions) {
        return database.write(tx -> store(tx, user, version, sessions));
    }

    private State store(
            WriteTransaction tx, UserId user, String version, List<KeyBackupSession> sessions) {
        KeyBackup backup = requireCurrent(tx, user, version);
        int added = 0;
        boolean changed = false;
        for (KeyBackupSession session : sessions) {
            KeyBackupSession stored =
                    KeyBackupSessions.find(
                            tx, user, backup.version(), session.room(), session.session());
            if (stored == null || isBetter(session, stored)) {
                KeyBackupSessions.put(tx, user, backup.version(), session);
                added += stored == null ? 1 : 0;
                changed = true;
            }
        }
        if (added > 0 && KeyBackups.totals(tx, user).sessions() + added > maxSessions) {
            throw MatrixErrors.tooLarge("at most " + maxSessions + " sessions in all backups");
        }
        if (changed) {
            KeyBackups.sessionsChanged(tx, user, backup.version(), added);
        }
        return State.of(require(tx, user, version));
    }

    /** Whether a key takes the place of the stored one: verified, then earlier, then closer. */
    static boolean isBetter(KeyBackupSession session, KeyBackupSession stored) {
        if (session.verified() != stored.verified()) {
            return session.verified();
        }
        if (session.firstMessageIndex() != stored.firstMessageIndex()) {
            return session.firstMessageIndex() < stored.firstMessageIndex();
        }
        return session.forwardedCount() < stored.forwardedCount();
    }

    /** Deletes all sessions of a version, those of a room, or one. */
    public State delete(
            UserId user, String version, @Nullable String room, @Nullable String session) {
        return database.write(tx -> {
            KeyBackup backup = require(tx, user, version);
            int gone = delete(tx, user, backup.version(), room, session);
            if (gone > 0) {
                KeyBackups.sessionsChanged(tx, user, backup.version(), -gone);
            }
            return State.of(require(tx, user, version));
        });
    }

    private static int delete(
            WriteTransaction tx,
            UserId user,
            long version,
            @Nullable String room,
            @Nullable String session) {
        if (room == null) {
            return KeyBackupSessions.delete(tx, user, version);
        }
        return session == null
                ? KeyBackupSessions.delete(tx, user, version, room)
                : KeyBackupSessions.delete(tx, user, version, room, session);
    }

    /** Only the current version takes new keys, or two clients would fill two backups. */
    private static KeyBackup requireCurrent(Transaction tx, UserId user, String version) {
        KeyBackup latest = KeyBackups.latest(tx, user);
        if (latest == null) {
            throw unknownVersion();
        }
        if (!Long.toString(latest.version()).equals(version)) {
            ObjectNode extra = Json.object();
            extra.put("current_version", Long.toString(latest.version()));
            throw MatrixErrors.of(403, "M_WRONG_ROOM_KEYS_VERSION", "Wrong backup version.", extra);
        }
        return latest;
    }

    static KeyBackup require(Transaction tx, UserId user, String version) {
        KeyBackup backup = find(tx, user, version);
        if (backup == null) {
            throw unknownVersion();
        }
        return backup;
    }

    private static @Nullable KeyBackup find(Transaction tx, UserId user, String version) {
        long number = number(version);
        return number < 1 ? null : KeyBackups.find(tx, user, number);
    }

    /** The number of a version's name; 0 for a text that never was one. */
    private static long number(String version) {
        if (version.isEmpty() || version.length() > 18 || version.charAt(0) == '0') {
            return 0;
        }
        for (int i = 0; i < version.length(); i++) {
            if (version.charAt(i) < '0' || version.charAt(i) > '9') {
                return 0;
            }
        }
        return Long.parseLong(version);
    }

    private static RuntimeException unknownVersion() {
        return MatrixErrors.notFound("Unknown backup version");
    }
}
