package stockpot.server.matrix.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static stockpot.server.fixture.TestRoom.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.version.RoomVersion;

class RedactionTest {
    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static ObjectNode eventWithEverything(String type) {
        ObjectNode event = json("{'type':'" + type + "'}");
        for (String key :
                List.of(
                        "event_id",
                        "room_id",
                        "sender",
                        "state_key",
                        "hashes",
                        "signatures",
                        "depth",
                        "prev_events",
                        "prev_state",
                        "auth_events",
                        "origin",
                        "origin_server_ts",
                        "membership",
                        "unsigned",
                        "redacts",
                        "age",
                        "x")) {
            event.put(key, 1);
        }
        ObjectNode content = event.putObject("content");
        for (String key :
                List.of(
                        "membership",
                        "join_authorised_via_users_server",
                        "creator",
                        "room_version",
                        "join_rule",
                        "allow",
                        "ban",
                        "events",
                        "events_default",
                        "invite",
                        "kick",
                        "redact",
                        "state_default",
                        "users",
                        "users_default",
                        "notifications",
                        "aliases",
                        "history_visibility",
                        "redacts",
                        "body",
                        "displayname")) {
            content.put(key, 1);
        }
        content.putObject("third_party_invite").put("signed", 1).put("display_name", 1);
        return event;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m.room.member | 1 | 8 | membership",
                "m.room.member | 9 | 10 | membership join_authorised_via_users_server",
                "m.room.member | 11 | 12 | membership join_authorised_via_users_server"
                        + " third_party_invite",
                "m.room.create | 1 | 10 | creator",
                "m.room.join_rules | 1 | 7 | join_rule",
                "m.room.join_rules | 8 | 12 | join_rule allow",
                "m.room.power_levels | 1 | 10 | ban events events_default kick redact"
                        + " state_default users users_default",
                "m.room.power_levels | 11 | 12 | ban events events_default kick redact"
                        + " state_default users users_default invite",
                "m.room.aliases | 1 | 5 | aliases",
                "m.room.aliases | 6 | 12 | ''",
                "m.room.history_visibility | 1 | 12 | history_visibility",
                "m.room.redaction | 1 | 10 | ''",
                "m.room.redaction | 11 | 12 | redacts",
                "m.room.message | 1 | 12 | ''",
                "m.room.third_party_invite | 1 | 12 | ''"
            })
    void e09_contentKeepsWhatItsTypeProtects(String type, int first, int last, String kept) {
        for (int number = first; number <= last; number++) {
            RoomVersion version = RoomVersion.ALL.get(number - 1);
            ObjectNode redacted = Redaction.redact(eventWithEverything(type), version);
            List<String> expected = kept.isEmpty() ? List.of() : List.of(kept.split(" ", -1));
            assertEquals(expected, names(redacted.path("content")), version.id());
        }
    }

    @Test
    void e09_topLevelKeepsWhatIsProtected() {
        String common =
                "type event_id room_id sender state_key hashes signatures depth prev_events"
                        + " auth_events origin_server_ts content";
        String old =
                "type event_id room_id sender state_key hashes signatures depth prev_events"
                        + " prev_state auth_events origin origin_server_ts membership content";
        for (RoomVersion version : RoomVersion.ALL) {
            String expected = Integer.parseInt(version.id()) < 11 ? old : common;
            assertEquals(
                    List.of(expected.split(" ", -1)),
                    names(Redaction.redact(eventWithEverything("m.room.message"), version)));
        }
    }

    @Test
    void e09_createEventKeepsAllFromVersion11On() {
        ObjectNode event = eventWithEverything("m.room.create");
        ObjectNode before = event.deepCopy();
        assertEquals(event.get("content"), Redaction.redact(event, RoomVersion.V11).get("content"));
        assertEquals(event.get("content"), Redaction.redact(event, RoomVersion.V12).get("content"));
        assertEquals(before, event);
    }

    @Test
    void e09_thirdPartyInviteKeepsOnlyWhatIsSigned() {
        ObjectNode redacted =
                Redaction.redact(eventWithEverything("m.room.member"), RoomVersion.V11);
        assertEquals(json("{'signed':1}"), redacted.path("content").path("third_party_invite"));
        for (String odd : List.of("{}", "5", "{'display_name':'x'}", "null")) {
            ObjectNode event =
                    json("{'type':'m.room.member','content':{'third_party_invite':" + odd + "}}");
            assertEquals(Json.object(), Redaction.redact(event, RoomVersion.V11).path("content"));
        }
    }

    @Test
    void e09_redactingTwiceIsRedactingOnce() {
        for (RoomVersion version : RoomVersion.ALL) {
            for (String type :
                    List.of(
                            "m.room.member",
                            "m.room.create",
                            "m.room.join_rules",
                            "m.room.power_levels",
                            "m.room.aliases",
                            "m.room.redaction",
                            "x")) {
                ObjectNode once = Redaction.redact(eventWithEverything(type), version);
                assertEquals(once, Redaction.redact(once, version));
            }
        }
    }

    @Test
    void absentAndOddKeysAreNoTrouble() {
        assertEquals(
                json("{'type':'m.room.member','content':{}}"),
                Redaction.redact(json("{'type':'m.room.member','content':{}}"), RoomVersion.V12));
        assertEquals(
                json("{'type':5,'content':[1]}"),
                Redaction.redact(json("{'type':5,'content':[1]}"), RoomVersion.V1));
        assertEquals(Json.object(), Redaction.redact(Json.object(), RoomVersion.V6));
    }
}
