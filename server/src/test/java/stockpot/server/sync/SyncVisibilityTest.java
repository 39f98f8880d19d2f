package stockpot.server.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static stockpot.server.fixture.TestRooms.ALICE;
import static stockpot.server.fixture.TestRooms.BOB;
import static stockpot.server.sync.TestSync.joined;
import static stockpot.server.sync.TestSync.left;
import static stockpot.server.sync.TestSync.said;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;

/** The column of {@code /sync} in the matrix of history visibilities and memberships. */
final class SyncVisibilityTest {
    private static final String EVERYTHING =
            "{\"room\": {\"include_leave\": true, \"timeline\": {\"limit\": 100}}}";

    /** What Bob went through, and what he may read, for each visibility. */
    private record Case(String life, String world, String shared, String invited, String joined) {
        String of(String visibility) {
            return switch (visibility) {
                case "world_readable" -> world;
                case "shared" -> shared;
                case "invited" -> invited;
                default -> joined;
            };
        }
    }

    private static final List<Case> CASES =
            List.of(
                    new Case("never", "", "", "", ""),
                    new Case("invited", "", "", "", ""),
                    new Case("joined", "0 1 2", "0 1 2", "1 2", "2"),
                    new Case("left", "0 1 2", "0 1 2", "1 2", "2"),
                    new Case("banned", "0 1 2", "0 1 2", "1 2", "2"),
                    new Case("rejoined", "0 1 2 3 4", "0 1 2 3 4", "1 2 4", "2 4"));

    @OnBothDatabases
    void v01_syncShowsWhatTheVisibilityAllows(Database database) {
        TestSync server = new TestSync(database);
        List<String> wrong = new ArrayList<>();
        for (String visibility : List.of("world_readable", "shared", "invited", "joined")) {
            for (Case each : CASES) {
                String seen = String.join(" ", seen(server, visibility, each.life()));
                if (!seen.equals(each.of(visibility))) {
                    wrong.add(visibility + "/" + each.life() + ": " + seen);
                }
                forgetAll(server);
            }
        }
        assertEquals(List.of(), wrong);
    }

    /**
     * Messages: 0 before the invitation, 1 after it, 2 while joined, 3 after leaving, 4 back in.
     */
    private static List<String> seen(TestSync server, String visibility, String life) {
        RoomId room = server.rooms.create(ALICE, "{\"preset\": \"private_chat\"}");
        server.rooms.set(
                ALICE,
                room,
                "m.room.history_visibility",
                "{\"history_visibility\": \"" + visibility + "\"}");
        server.rooms.say(ALICE, room, "0");
        if (!life.equals("never")) {
            server.rooms.members.invite(ALICE, BOB, room, Json.object());
        }
        server.rooms.say(ALICE, room, "1");
        if (!life.equals("never") && !life.equals("invited")) {
            server.rooms.join(BOB, room);
            server.rooms.say(ALICE, room, "2");
            goOn(server, room, life);
        }
        JsonNode answer = server.sync(BOB, null, EVERYTHING);
        List<String> said = new ArrayList<>(said(joined(answer, room)));
        said.addAll(said(left(answer, room)));
        return said;
    }

    private static void goOn(TestSync server, RoomId room, String life) {
        switch (life) {
            case "left", "rejoined" -> server.rooms.members.leave(BOB, room, Json.object());
            case "banned" -> server.rooms.members.ban(ALICE, BOB, room, Json.object());
            default -> {
                return;
            }
        }
        server.rooms.say(ALICE, room, "3");
        if (life.equals("rejoined")) {
            server.rooms.members.invite(ALICE, BOB, room, Json.object());
            server.rooms.join(BOB, room);
            server.rooms.say(ALICE, room, "4");
        }
    }

    private static void forgetAll(TestSync server) {
        for (RoomId room : server.rooms.reader.joinedRooms(BOB)) {
            server.rooms.members.leave(BOB, room, Json.object());
            server.rooms.members.forget(BOB, room);
        }
    }
}
