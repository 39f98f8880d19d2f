package stockpot.server.rooms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.auth.PowerLevels;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.version.RoomRule;
import stockpot.server.store.Database;
import stockpot.server.store.MembershipRow;
import stockpot.server.store.Memberships;
import stockpot.server.store.RoomRow;
import stockpot.server.store.Rooms;
import stockpot.server.store.Transaction;

/**
 * Joins that members of another room may make without an invite. The join names a user of this
 * server who could have invited. Client-Server API, "Restricted rooms".
 */
final class RestrictedJoins {
    /** Conditions of a join rule that are looked at. */
    private static final int MAX_CONDITIONS = 100;

    /** Members that are looked through for one who may invite. */
    private static final int MAX_CANDIDATES = 200;

    private static final String CONDITION_MEMBERSHIP = "m.room_membership";

    private final Database database;
    private final ServerName server;

    RestrictedJoins(Database database, ServerName server) {
        this.database = database;
        this.server = server;
    }

    /**
     * The user to be named in {@code join_authorised_via_users_server}, or null where the join
     * rules do not ask for one.
     *
     * @throws stockpot.server.matrix.error.MatrixException 403 if no condition is met, 400 {@code
     *     M_UNABLE_TO_GRANT_JOIN} if nobody here could have invited
     */
    @Nullable UserId authoriser(RoomDraft draft, UserId joiner) {
        Pdu rules = draft.get(EventTypes.JOIN_RULES, "");
        if (rules == null || !asks(draft, rules)) {
            return null;
        }
        if (!database.read(tx -> meetsCondition(tx, rules.content(), joiner))) {
            throw MatrixErrors.forbidden("You are in none of the rooms that allow to join");
        }
        UserId authoriser = inviter(draft);
        if (authoriser == null) {
            throw MatrixErrors.of(
                    400, "M_UNABLE_TO_GRANT_JOIN", "Nobody on this server may let you in");
        }
        return authoriser;
    }

    private static boolean asks(RoomDraft draft, Pdu rules) {
        return switch (rules.content().path("join_rule").asText()) {
            case "restricted" -> draft.version().has(RoomRule.RESTRICTED_JOINS);
            case "knock_restricted" -> draft.version().has(RoomRule.KNOCK_RESTRICTED_JOINS);
            default -> false;
        };
    }

    private static boolean meetsCondition(Transaction tx, ObjectNode rules, UserId joiner) {
        Iterator<JsonNode> conditions = rules.path("allow").elements();
        for (int i = 0; i < MAX_CONDITIONS && conditions.hasNext(); i++) {
            JsonNode condition = conditions.next();
            String room = condition.path("room_id").asText();
            if (condition.path("type").asText().equals(CONDITION_MEMBERSHIP)
                    && room.startsWith("!")) {
                MembershipRow row = Memberships.find(tx, new RoomId(room), joiner);
                if (row != null && row.joined()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A joined user of this server who may invite; those with a level of their own first. */
    private @Nullable UserId inviter(RoomDraft draft) {
        PowerLevels levels = draft.powerLevels();
        for (String name : named(draft, levels)) {
            if (mayInvite(draft, levels, name)) {
                return new UserId(name);
            }
        }
        if (levels.usersDefault() < levels.invite()) {
            return null;
        }
        return database.read(tx -> anyMember(tx, draft, levels));
    }

    private Set<String> named(RoomDraft draft, PowerLevels levels) {
        Set<String> names = new TreeSet<>();
        Pdu create = draft.get(EventTypes.CREATE, "");
        if (create != null) {
            names.addAll(PowerLevels.creators(create, draft.version()));
        }
        for (Map.Entry<String, JsonNode> entry : levels.content().path("users").properties()) {
            if (names.size() < MAX_CANDIDATES) {
                names.add(entry.getKey());
            }
        }
        return names;
    }

    private boolean mayInvite(RoomDraft draft, PowerLevels levels, String name) {
        return name.endsWith(":" + server)
                && new UserId(name).server().equals(server)
                && levels.user(name) >= levels.invite()
                && draft.membership(new UserId(name)).equals("join");
    }

    private @Nullable UserId anyMember(Transaction tx, RoomDraft draft, PowerLevels levels) {
        RoomRow room = Rooms.find(tx, draft.room());
        if (room == null) {
            return null;
        }
        for (MembershipRow row : Memberships.ofRoom(tx, room.nid(), "join", MAX_CANDIDATES)) {
            if (row.user().server().equals(server) && levels.user(row.user()) >= levels.invite()) {
                return row.user();
            }
        }
        return null;
    }
}
