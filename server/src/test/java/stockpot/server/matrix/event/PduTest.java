package stockpot.server.matrix.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.fixture.TestRoom.ALICE;
import static stockpot.server.fixture.TestRoom.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stockpot.server.fixture.TestRoom;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.version.RoomVersion;

class PduTest {
    private static ObjectNode message() {
        return json(
                "{'type':'m.room.message','room_id':'!r:kitchen.example',"
                        + "'sender':'@alice:kitchen.example','content':{'body':'x'},"
                        + "'origin_server_ts':1,'depth':5,'prev_events':['$a'],"
                        + "'auth_events':['$b','$c'],'hashes':{},'signatures':{}}");
    }

    private static ObjectNode with(String key, String value) {
        ObjectNode event = message();
        event.set(key, Json.trustedValue(value.replace('\'', '"')));
        return event;
    }

    private static String refusal(ObjectNode event, RoomVersion version) {
        return assertThrows(MatrixException.class, () -> Pdu.of(event, version)).code().value();
    }

    @Test
    void fieldsAreReadOnDemand() {
        Pdu event = Pdu.of(with("state_key", "'k'"), RoomVersion.V10);
        assertEquals("m.room.message", event.type());
        assertEquals("!r:kitchen.example", event.roomId().value());
        assertEquals(ALICE, event.sender());
        assertEquals("k", event.stateKey());
        assertEquals(new StateKey("m.room.message", "k"), event.stateSlot());
        assertTrue(event.isState());
        assertTrue(event.fills("m.room.message", "k"));
        assertFalse(event.fills("m.room.message", ""));
        assertFalse(event.fills("m.room.name", "k"));
        assertEquals("x", event.content().path("body").asText());
        assertEquals(1, event.originServerTs());
        assertEquals(5, event.depth());
        assertEquals(List.of(new EventId("$a")), event.prevEvents());
        assertEquals(List.of(new EventId("$b"), new EventId("$c")), event.authEvents());
        assertEquals(RoomVersion.V10, event.version());
        assertNull(event.membership());
        assertEquals(Json.text(event.json()), event.text());
        assertEquals(event.eventId() + " (m.room.message)", event.toString());
    }

    @Test
    void messagesFillNoSlot() {
        Pdu event = Pdu.of(message(), RoomVersion.V10);
        assertNull(event.stateKey());
        assertNull(event.stateSlot());
        assertFalse(event.isState());
        assertFalse(event.fills("m.room.message", ""));
    }

    @Test
    void membershipIsReadIfItIsAString() {
        assertEquals(
                "join",
                Pdu.of(with("content", "{'membership':'join'}"), RoomVersion.V6).membership());
        assertNull(Pdu.of(with("content", "{'membership':5}"), RoomVersion.V6).membership());
    }

    @Test
    void storedEventsKeepTheirTextAndId() {
        String text =
                "{\"type\":\"x\",\"room_id\":\"!r\",\"sender\":\"@a:b\",\"unsigned\":{\"age\":3}}";
        Pdu event = Pdu.trusted(text, RoomVersion.V12, new EventId("$known"));
        assertEquals(text, event.text());
        assertEquals("$known", event.eventId().value());
        assertEquals(3, event.unsigned().path("age").intValue());
        assertEquals(Json.object(), event.content());
        assertEquals(0, event.depth());
        assertEquals(List.of(), event.prevEvents());
    }

    @Test
    void eventsAreEqualByIdVersionAndText() {
        Pdu event = Pdu.of(message(), RoomVersion.V10);
        assertEquals(event, Pdu.of(message(), RoomVersion.V10));
        assertEquals(event.hashCode(), Pdu.of(message(), RoomVersion.V10).hashCode());
        assertNotEquals(event, Pdu.of(message(), RoomVersion.V9));
        assertNotEquals(event, Pdu.of(with("depth", "6"), RoomVersion.V10));
        assertNotEquals(event, event.redacted());
        assertNotEquals(event, new Object());
        assertNotEquals(
                Pdu.trusted(event.text(), RoomVersion.V10, new EventId("$x")),
                Pdu.trusted(event.text(), RoomVersion.V10, new EventId("$y")));
    }

    @Test
    void e06_unsignedOfOthersIsDropped() {
        Pdu event = Pdu.of(with("unsigned", "{'age':1,'prev_content':{}}"), RoomVersion.V10);
        assertEquals(Json.object(), event.unsigned());
        assertFalse(event.text().contains("unsigned"));
        assertEquals(Pdu.of(message(), RoomVersion.V10).eventId(), event.eventId());
    }

    @Test
    void k09_eventIdComesFromTheRedactedForm() {
        Pdu event = Pdu.of(message(), RoomVersion.V10);
        ObjectNode other = message();
        other.putObject("content").put("body", "another text");
        assertEquals(event.eventId(), Pdu.of(other, RoomVersion.V10).eventId());
        assertEquals(event.eventId(), event.redacted().eventId());
        assertEquals(Json.object(), event.redacted().content());
        assertEquals(Json.text(event.redacted().json()), event.redacted().text());
        assertNotEquals(
                event.eventId(),
                Pdu.of(with("hashes", "{'sha256':'x'}"), RoomVersion.V10).eventId());
        ObjectNode signed = with("signatures", "{'s':{'ed25519:1':'x'}}");
        assertEquals(event.eventId(), Pdu.of(signed, RoomVersion.V10).eventId());
    }

    @Test
    void eventIdsHaveTheFormOfTheirVersion() {
        for (RoomVersion version : RoomVersion.ALL.subList(2, 12)) {
            ObjectNode event = message();
            // Tried until the hash has a character in which the alphabets differ.
            String id;
            do {
                event.put("origin_server_ts", event.path("origin_server_ts").asInt() + 1);
                id = Pdu.of(event.deepCopy(), version).eventId().value();
            } while (!id.matches(".*[-_+/].*"));
            assertEquals(44, id.length());
            assertEquals(version.equals(RoomVersion.V3), id.matches(".*[+/].*"));
        }
        ObjectNode old = message();
        old.put("event_id", "$opaque:kitchen.example");
        old.set("prev_events", json("{'a':[['$a:x',{'sha256':'h'}]]}").get("a"));
        old.set("auth_events", Json.array());
        Pdu event = Pdu.of(old, RoomVersion.V2);
        assertEquals("$opaque:kitchen.example", event.eventId().value());
        assertEquals(List.of(new EventId("$a:x")), event.prevEvents());
        old.put("event_id", 5);
        assertEquals("M_BAD_JSON", refusal(old, RoomVersion.V2));
        old.put("event_id", "opaque");
        assertEquals("M_INVALID_PARAM", refusal(old, RoomVersion.V1));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-5, 0",
        "7, 7",
        "9007199254740991, 9007199254740991",
        "9007199254740992, 9007199254740991",
        "9223372036854775807, 9007199254740991",
        "92233720368547758070, 9007199254740991",
        "-92233720368547758070, 0"
    })
    void e04_depthIsClampedAndKept(String depth, long expected) {
        Pdu event = Pdu.of(with("depth", depth), RoomVersion.V5);
        assertEquals(expected, event.depth());
        assertTrue(event.text().contains("\"depth\":" + depth));
    }

    @Test
    void j01_depthPast53BitsIsRefusedFromVersion6On() {
        assertEquals("M_BAD_JSON", refusal(with("depth", "9007199254740992"), RoomVersion.V6));
        assertEquals("M_BAD_JSON", refusal(with("content", "{'a':[1.5]}"), RoomVersion.V12));
        assertEquals(
                "$",
                Pdu.of(with("content", "{'a':1.5}"), RoomVersion.V5)
                        .eventId()
                        .value()
                        .substring(0, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "type | 5",
                "type | null",
                "sender | 5",
                "sender | 'alice'",
                "room_id | 5",
                "room_id | 'r'",
                "state_key | 5",
                "state_key | null",
                "content | []",
                "content | 'x'",
                "content | null",
                "unsigned | 5",
                "unsigned | null",
                "origin_server_ts | 'x'",
                "origin_server_ts | null",
                "depth | {}",
                "depth | '5'",
                "prev_events | {}",
                "prev_events | [5]",
                "prev_events | [['$a',{}]]",
                "prev_events | ['a']",
                "auth_events | 5",
                "auth_events | [null]"
            })
    void j13_fieldsOfTheWrongTypeAreRefused(String key, String value) {
        String code = refusal(with(key, value), RoomVersion.V10);
        assertTrue(code.equals("M_BAD_JSON") || code.equals("M_INVALID_PARAM"), code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type",
                "sender",
                "room_id",
                "content",
                "origin_server_ts",
                "depth",
                "prev_events",
                "auth_events"
            })
    void j13_missingFieldsAreRefused(String key) {
        ObjectNode event = message();
        event.remove(key);
        assertEquals("M_BAD_JSON", refusal(event, RoomVersion.V10));
    }

    private static String ids(int count) {
        StringBuilder ids = new StringBuilder("[");
        for (int i = 0; i < count; i++) {
            ids.append(i == 0 ? "'$" : ",'$").append(i).append('\'');
        }
        return ids.append(']').toString();
    }

    @Test
    void e03_referencesAreBoundedAndDifferent() {
        assertEquals(20, Pdu.of(with("prev_events", ids(20)), RoomVersion.V10).prevEvents().size());
        assertEquals("M_BAD_JSON", refusal(with("prev_events", ids(21)), RoomVersion.V10));
        assertEquals(10, Pdu.of(with("auth_events", ids(10)), RoomVersion.V10).authEvents().size());
        assertEquals("M_BAD_JSON", refusal(with("auth_events", ids(11)), RoomVersion.V10));
        assertEquals("M_BAD_JSON", refusal(with("prev_events", "['$a','$a']"), RoomVersion.V10));
        assertEquals("M_BAD_JSON", refusal(with("auth_events", "['$a','$a']"), RoomVersion.V10));
        assertEquals("M_BAD_JSON", refusal(with("prev_events", "[]"), RoomVersion.V10));
        assertEquals(List.of(), Pdu.of(with("auth_events", "[]"), RoomVersion.V10).authEvents());
    }

    @Test
    void e03_eventsDoNotReferToThemselves() {
        for (String key : List.of("prev_events", "auth_events")) {
            ObjectNode event = with(key, "[['$me:x',{}]]");
            event.set(
                    key.equals("prev_events") ? "auth_events" : "prev_events",
                    json("{'a':[['$b:x',{}]]}").get("a"));
            event.put("event_id", "$you:x");
            assertEquals("$you:x", Pdu.of(event, RoomVersion.V1).eventId().value());
            event.put("event_id", "$me:x");
            assertEquals("M_BAD_JSON", refusal(event, RoomVersion.V1));
        }
    }

    @Test
    void e02_typeAndStateKeyAreBoundedInBytes() {
        String fits = "'" + "é".repeat(127) + "'";
        String tooLong = "'" + "é".repeat(128) + "'";
        for (String key : List.of("type", "state_key")) {
            assertEquals(
                    "$",
                    Pdu.of(with(key, fits), RoomVersion.V10).eventId().value().substring(0, 1));
            assertEquals("M_BAD_JSON", refusal(with(key, tooLong), RoomVersion.V10));
        }
        assertEquals(
                "M_INVALID_PARAM",
                refusal(with("sender", "'@" + "é".repeat(127) + ":a'"), RoomVersion.V10));
        assertEquals(
                "M_INVALID_PARAM",
                refusal(with("room_id", "'!" + "é".repeat(128) + "'"), RoomVersion.V10));
    }

    @Test
    void e01_sizeIsBoundedInBytesOfCanonicalJson() {
        ObjectNode event = message();
        event.putObject("content").put("body", "");
        int left = 65_536 - Json.bytes(event).length;
        event.putObject("content").put("body", "a".repeat(left));
        assertEquals(65_536, Pdu.of(event.deepCopy(), RoomVersion.V10).text().length());
        event.putObject("content").put("body", "a".repeat(left + 1));
        assertEquals("M_TOO_LARGE", refusal(event.deepCopy(), RoomVersion.V10));
        event.putObject("content").put("body", "é".repeat(left / 2 + 1));
        assertEquals("M_TOO_LARGE", refusal(event, RoomVersion.V10));
    }

    @Test
    void j09_nestingIsBoundedWithTheEventAroundIt() {
        String deep = "{'a':".repeat(126) + "{}" + "}".repeat(126);
        assertEquals("m.room.message", Pdu.of(with("content", deep), RoomVersion.V10).type());
        String deeper = "{'a':".repeat(127) + "{}" + "}".repeat(127);
        assertEquals("M_BAD_JSON", refusal(with("content", deeper), RoomVersion.V10));
        String arrays = "{'a':" + "[".repeat(127) + "]".repeat(127) + "}";
        assertEquals("M_BAD_JSON", refusal(with("content", arrays), RoomVersion.V10));
    }

    private static ObjectNode create() {
        ObjectNode event = message();
        event.put("type", "m.room.create").put("state_key", "");
        event.set("prev_events", Json.array());
        return event;
    }

    @Test
    void e11_createEventOfVersion12MakesTheRoomId() {
        ObjectNode named = create();
        assertEquals("M_BAD_JSON", refusal(named, RoomVersion.V12));
        ObjectNode event = create();
        event.remove("room_id");
        Pdu pdu = Pdu.of(event, RoomVersion.V12);
        assertEquals("!" + pdu.eventId().value().substring(1), pdu.roomId().value());
        ObjectNode nameless = create();
        nameless.remove("room_id");
        assertEquals("M_BAD_JSON", refusal(nameless, RoomVersion.V11));
        assertEquals("!r:kitchen.example", Pdu.of(create(), RoomVersion.V11).roomId().value());
        ObjectNode message = message();
        message.remove("room_id");
        assertEquals("M_BAD_JSON", refusal(message, RoomVersion.V12));
        ObjectNode stateless = create();
        stateless.remove("room_id");
        stateless.remove("state_key");
        stateless.set("prev_events", json("{'a':['$a']}").get("a"));
        assertEquals("M_BAD_JSON", refusal(stateless, RoomVersion.V12));
    }

    @Test
    void e08_redactsCountsOnlyWhereItBelongs() {
        ObjectNode event = message();
        event.put("type", "m.room.redaction").put("redacts", "$top");
        event.putObject("content").put("redacts", "$inner");
        assertEquals(new EventId("$top"), Pdu.of(event.deepCopy(), RoomVersion.V10).redacts());
        assertEquals(new EventId("$inner"), Pdu.of(event.deepCopy(), RoomVersion.V11).redacts());
        event.remove("redacts");
        assertNull(Pdu.of(event.deepCopy(), RoomVersion.V10).redacts());
        event.put("redacts", 5);
        event.putObject("content");
        assertNull(Pdu.of(event.deepCopy(), RoomVersion.V10).redacts());
        assertNull(Pdu.of(event.deepCopy(), RoomVersion.V11).redacts());
        ObjectNode other = message();
        other.put("redacts", "$top");
        assertNull(Pdu.of(other, RoomVersion.V10).redacts());
    }

    @Test
    void stateKeysAreOrderedByTypeThenKey() {
        List<StateKey> keys =
                List.of(new StateKey("b", "a"), new StateKey("a", "b"), StateKey.of("a"));
        assertEquals(
                List.of(StateKey.of("a"), new StateKey("a", "b"), new StateKey("b", "a")),
                keys.stream().sorted().toList());
    }

    @Test
    void e05_timesOfAnyKindAreKept() {
        for (long time : new long[] {-1, 0, 9_007_199_254_740_991L}) {
            Pdu event = Pdu.of(with("origin_server_ts", Long.toString(time)), RoomVersion.V12);
            assertEquals(time, event.originServerTs());
        }
    }

    @Test
    void roomsOfTheFixtureAreWellFormed() {
        for (RoomVersion version : RoomVersion.ALL) {
            Pdu levels = TestRoom.of(version).get("m.room.power_levels");
            Pdu read = Pdu.of(levels.json().deepCopy(), version);
            assertEquals(levels, read);
        }
    }
}
