package stockpot.server.sync;

import java.util.ArrayList;
import java.util.List;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.UserId;
import stockpot.server.store.EventRow;
import stockpot.server.store.MembershipRow;
import stockpot.server.store.Memberships;
import stockpot.server.store.RoomRow;
import stockpot.server.store.RoomStates;
import stockpot.server.store.Transaction;

/**
 * What a client needs to name a room without all its members: counts, and heroes where the room has
 * neither name nor alias. Client-Server API, "Calculating the display name for a room".
 *
 * @param heroes empty where the room has a name
 * @param named whether it has one
 * @param joined how many are joined
 * @param invited how many are invited
 */
record RoomSummary(List<UserId> heroes, boolean named, long joined, long invited) {
    static final int MAX_HEROES = 5;

    /** Whether the state names the room. */
    static boolean isNamed(Transaction tx, long root) {
        return has(tx, root, "m.room.name", "name")
                || has(tx, root, "m.room.canonical_alias", "alias");
    }

    static RoomSummary of(Transaction tx, RoomRow room, boolean named, UserId viewer) {
        List<UserId> heroes = named ? List.of() : heroes(tx, room.nid(), viewer);
        return new RoomSummary(heroes, named, room.joined(), room.invited());
    }

    void write(AnswerWriter out) {
        out.open("summary");
        if (!named) {
            out.openArray("m.heroes");
            heroes.forEach(hero -> out.text(hero.value()));
            out.closeArray();
        }
        out.number("m.joined_member_count", joined);
        out.number("m.invited_member_count", invited);
        out.close();
    }

    private static boolean has(Transaction tx, long root, String type, String key) {
        EventRow event = RoomStates.event(tx, root, StateKey.of(type));
        return event != null && !event.event().content().path(key).asText().isEmpty();
    }

    private static List<UserId> heroes(Transaction tx, long room, UserId viewer) {
        List<UserId> present = chosen(tx, room, viewer, "join", "invite");
        return present.isEmpty() ? chosen(tx, room, viewer, "leave", "ban") : present;
    }

    private static List<UserId> chosen(
            Transaction tx, long room, UserId viewer, String first, String second) {
        List<MembershipRow> rows = new ArrayList<>();
        rows.addAll(Memberships.ofRoom(tx, room, first, MAX_HEROES + 1));
        rows.addAll(Memberships.ofRoom(tx, room, second, MAX_HEROES + 1));
        rows.removeIf(row -> row.user().equals(viewer));
        rows.sort(java.util.Comparator.comparingLong(MembershipRow::position));
        return rows.stream().limit(MAX_HEROES).map(MembershipRow::user).toList();
    }
}
