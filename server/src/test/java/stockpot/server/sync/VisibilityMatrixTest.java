package stockpot.server.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static stockpot.server.fixture.TestRooms.ALICE;
import static stockpot.server.fixture.TestRooms.BOB;
import static stockpot.server.fixture.TestRooms.CHARLIE;
import static stockpot.server.fixture.TestRooms.caller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.filter.RoomEventFilter;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.json.Json;
import stockpot.server.ports.jvm.JvmClock;
import stockpot.server.ports.jvm.JvmWaiting;
import stockpot.server.rooms.RoomHistory;
import stockpot.server.rooms.RoomMemberLists;
import stockpot.server.rooms.RoomReader;
import stockpot.server.store.Database;
import stockpot.server.store.EventRow;
import stockpot.server.store.RoomStates;
import stockpot.server.users.IgnoredUsers;

/** Every history visibility × what Bob is to the room × every way to read it (threat V01). */
class VisibilityMatrixTest {
    /**
     * What happens, in steps: {@code m} Alice sets the topic tN and says mN; Bob is {@code
     * i}nvited, {@code k}nocks, {@code j}oins, {@code l}eaves, is {@code b}anned. After a leave or
     * ban Charlie joins.
     */
    private static final String CASES =
            """
            never     m
            invited   mim
            knocked   mkm
            joined    mjm
            left      mjmlm
            banned    mjmbm
            rejoined  mjmlmjm
            awaited   mimjm
            """;

    /**
     * Written by hand from the specification: which messages Bob may see, the topic he may know,
     * after which messages he may ask who the members were. {@code -} where he is refused.
     */
    private static final String TABLE =
            """
            world_readable never     1        1  1
            world_readable invited   1,2      2  1,2
            world_readable knocked   1,2      2  1,2
            world_readable joined    1,2      2  1,2
            world_readable left      1,2,3    3  1,2,3
            world_readable banned    1,2,3    3  1,2,3
            world_readable rejoined  1,2,3,4  4  1,2,3,4
            world_readable awaited   1,2,3    3  1,2,3
            shared         never     -        -  -
            shared         invited   -        -  -
            shared         knocked   -        -  -
            shared         joined    1,2      2  1,2
            shared         left      1,2      2  1,2,3
            shared         banned    1,2      2  1,2,3
            shared         rejoined  1,2,3,4  4  1,2,3,4
            shared         awaited   1,2,3    3  1,2,3
            invited        never     -        -  -
            invited        invited   -        -  -
            invited        knocked   -        -  -
            invited        joined    2        2  2
            invited        left      2        2  2,3
            invited        banned    2        2  2,3
            invited        rejoined  2,4      4  2,4
            invited        awaited   2,3      3  2,3
            joined         never     -        -  -
            joined         invited   -        -  -
            joined         knocked   -        -  -
            joined         joined    2        2  2
            joined         left      2        2  2,3
            joined         banned    2        2  2,3
            joined         rejoined  2,4      4  2,4
            joined         awaited   3        3  3
            """;

    private static final String REFUSED = "-";

    private record Row(
            String visibility, String stay, String messages, String topic, String membersAt) {
        boolean joinedNow() {
            return stay.endsWith("joined") || stay.equals("awaited");
        }

        boolean gone() {
            return stay.equals("left") || stay.equals("banned");
        }

        boolean current() {
            return joinedNow() || visibility.equals("world_readable");
        }
    }

    private static final class Scene {
        final Row row;
        final RoomId room;
        final List<EventId> said = new ArrayList<>();
        final List<Long> after = new ArrayList<>();
        final TestSync server;
        final RoomHistory history;

        Scene(TestSync server, Row row, String steps) {
            this.server = server;
            this.row = row;
            history = new RoomHistory(server.database, new IgnoredUsers(server.database)::of);
            room =
                    server.rooms.create(
                            ALICE,
                            """
                            {"preset": "public_chat", "initial_state": [
                            {"type": "m.room.history_visibility", "state_key": "",
                             "content": {"history_visibility": "%s"}}]}
                            """
                                    .formatted(row.visibility()));
            steps.chars().forEach(this::step);
        }

        private void step(int step) {
            ObjectNode nothing = Json.object();
            switch (step) {
                case 'm' -> say();
                case 'i' -> server.rooms.members.invite(ALICE, BOB, room, nothing);
                case 'k' -> {
                    server.rooms.set(ALICE, room, "m.room.join_rules", "{\"join_rule\":\"knock\"}");
                    server.rooms.members.knock(caller(BOB), room, nothing);
                }
                case 'j' -> server.rooms.join(BOB, room);
                case 'l' -> server.rooms.members.leave(BOB, room, nothing);
                default -> server.rooms.members.ban(ALICE, BOB, room, nothing);
            }
            if (step == 'l' || step == 'b') {
                server.rooms.join(CHARLIE, room);
            }
        }

        private void say() {
            int n = said.size() + 1;
            server.rooms.set(ALICE, room, "m.room.topic", "{\"topic\":\"" + n + "\"}");
            said.add(server.rooms.say(ALICE, room, "m" + n, room + "m" + n));
            after.add(server.database.position());
        }

        String cell(String route) {
            return row + " on " + route;
        }
    }

    @OnBothDatabases
    void v01_everyRouteShowsWhatTheTableSays(Database database) {
        TestSync server = new TestSync(database);
        for (String line : TABLE.strip().split("\n")) {
            String[] cells = line.strip().split(" +");
            Row row = new Row(cells[0], cells[1], cells[2], cells[3], cells[4]);
            Scene scene = new Scene(server, row, steps(row.stay()));
            messages(scene);
            single(scene);
            state(scene);
            members(scene);
            legacy(scene);
            sync(scene);
        }
    }

    private static String steps(String stay) {
        return CASES.lines()
                .map(line -> line.strip().split(" +"))
                .filter(cells -> cells[0].equals(stay))
                .findFirst()
                .orElseThrow()[1];
    }

    private static void messages(Scene scene) {
        for (boolean backward : List.of(true, false)) {
            String seen =
                    attempt(() ->
                            bodies(
                                    scene.history
                                            .messages(
                                                    caller(BOB),
                                                    scene.room,
                                                    new RoomHistory.Query(
                                                            null,
                                                            null,
                                                            backward,
                                                            100,
                                                            RoomEventFilter.none()))
                                            .chunk()));
            assertEquals(scene.row.messages(), seen, scene.cell("messages"));
        }
    }

    private static void single(Scene scene) {
        List<String> events = new ArrayList<>();
        List<String> contexts = new ArrayList<>();
        for (int n = 1; n <= scene.said.size(); n++) {
            EventId id = scene.said.get(n - 1);
            if (!attempt(() -> scene.history.event(caller(BOB), scene.room, id).toString())
                    .equals(REFUSED)) {
                events.add("" + n);
            }
            String around =
                    attempt(() -> {
                        var context =
                                scene.history.context(
                                        caller(BOB), scene.room, id, 100, RoomEventFilter.none());
                        List<ObjectNode> all = new ArrayList<>(context.before());
                        all.add(context.event());
                        all.addAll(context.after());
                        return bodies(all);
                    });
            if (!around.equals(REFUSED)) {
                contexts.add("" + n);
                assertEquals(scene.row.messages(), around, scene.cell("context around " + n));
            }
        }
        assertEquals(scene.row.messages(), list(events), scene.cell("event"));
        assertEquals(scene.row.messages(), list(contexts), scene.cell("context"));
    }

    private static void state(Scene scene) {
        String topic =
                attempt(() ->
                        scene.server.database.read(tx -> {
                            EventRow row =
                                    RoomStates.event(
                                            tx,
                                            RoomReader.readable(tx, scene.room, BOB).root(),
                                            StateKey.of("m.room.topic"));
                            return row == null
                                    ? "none"
                                    : row.event().content().path("topic").asText();
                        }));
        assertEquals(scene.row.topic(), topic, scene.cell("state"));
    }

    private static void members(Scene scene) {
        RoomMemberLists lists = new RoomMemberLists(scene.server.database);
        List<String> allowed = new ArrayList<>();
        for (int n = 1; n <= scene.said.size(); n++) {
            String at = "t" + scene.after.get(n - 1);
            String seen =
                    attempt(() ->
                            lists.members(
                                            BOB,
                                            scene.room,
                                            new RoomMemberLists.Query(at, null, null))
                                    .toString());
            if (!seen.equals(REFUSED)) {
                allowed.add("" + n);
            }
            if (scene.row.gone() && !scene.row.current()) {
                assertFalse(seen.contains(CHARLIE.value()), scene.cell("members after leaving"));
            }
        }
        assertEquals(scene.row.membersAt(), list(allowed), scene.cell("members?at"));
        String joined =
                attempt(() ->
                        scene.server
                                        .database
                                        .read(tx -> RoomReader.joinedMembers(tx, scene.room, BOB))
                                        .isEmpty()
                                ? "none"
                                : "some");
        assertEquals(
                scene.row.joinedNow() ? "some" : REFUSED, joined, scene.cell("joined_members"));
    }

    private static void legacy(Scene scene) {
        TestSync server = scene.server;
        IgnoredUsers ignored = new IgnoredUsers(server.database);
        LegacySnapshots snapshots =
                new LegacySnapshots(
                        server.database,
                        server.syncs,
                        new LegacyPresence(server.presence),
                        ignored::of);
        String snapshot =
                attempt(() ->
                        bodies(
                                snapshots
                                        .one(caller(BOB), scene.room, 100)
                                        .path("messages")
                                        .path("chunk")));
        assertEquals(scene.row.messages(), snapshot, scene.cell("initialSync"));
        EventStream stream =
                new EventStream(
                        new EventStream.Sources(
                                server.database,
                                server.hub,
                                server.syncs,
                                server.typing,
                                server.presence,
                                ignored::of),
                        new JvmWaiting(),
                        new JvmClock());
        String events =
                attempt(() ->
                        bodies(
                                stream.next(
                                                new EventStream.Wish(
                                                        caller(BOB),
                                                        "t0",
                                                        Duration.ZERO,
                                                        100,
                                                        scene.room))
                                        .events()));
        assertEquals(
                scene.row.current() ? scene.row.messages() : REFUSED, events, scene.cell("events"));
    }

    private static void sync(Scene scene) {
        JsonNode answer =
                scene.server.sync(
                        BOB,
                        null,
                        "{\"room\": {\"include_leave\": true, \"timeline\": {\"limit\": 100}}}");
        JsonNode room =
                scene.row.joinedNow()
                        ? TestSync.joined(answer, scene.room)
                        : TestSync.left(answer, scene.room);
        String expected =
                scene.row.joinedNow()
                        ? scene.row.messages()
                        : scene.row.gone() ? scene.row.messages().replace(",3", "") : REFUSED;
        assertEquals(expected, bodies(room.path("timeline").path("events")), scene.cell("sync"));
        if (!scene.row.joinedNow() && !scene.row.gone()) {
            boolean told = TestSync.joined(answer, scene.room).isObject();
            assertFalse(told, scene.cell("sync"));
        }
    }

    private static String bodies(Iterable<? extends JsonNode> events) {
        List<String> numbers = new ArrayList<>();
        for (JsonNode event : events) {
            if (event.path("type").asText().equals("m.room.message")) {
                numbers.add(event.path("content").path("body").asText().substring(1));
            }
        }
        return list(numbers);
    }

    private static String list(Collection<String> numbers) {
        return numbers.isEmpty() ? REFUSED : String.join(",", numbers.stream().sorted().toList());
    }

    private static String attempt(Supplier<String> read) {
        try {
            return read.get();
        } catch (MatrixException e) {
            assertEquals(true, e.status() == 403 || e.status() == 404, e.toString());
            return REFUSED;
        }
    }
}
