package stockpot.server.matrix.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static stockpot.server.fixture.TestRoom.ALICE;
import static stockpot.server.fixture.TestRoom.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import stockpot.server.fixture.TestRoom;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.version.RoomVersion;

class ClientEventsTest {
    private static final TestRoom ROOM = TestRoom.of(RoomVersion.V12);

    @Test
    void fullEventsNameTheirRoom() {
        Pdu event = ROOM.build(ALICE, "m.room.message", null, json("{'body':'x'}"));
        ObjectNode expected =
                json(
                        "{'room_id':'"
                                + event.roomId()
                                + "','event_id':'"
                                + event.eventId()
                                + "','type':'m.room.message','sender':'@alice:kitchen.example',"
                                + "'origin_server_ts':"
                                + event.originServerTs()
                                + ",'content':{'body':'x'},'unsigned':{'age':5}}");
        assertEquals(expected, ClientEvents.full(event, json("{'age':5}")));
        expected.remove("room_id");
        assertEquals(expected, ClientEvents.inRoom(event, json("{'age':5}")));
        expected.remove("unsigned");
        assertEquals(expected, ClientEvents.inRoom(event, Json.object()));
    }

    @Test
    void createEventOfVersion12NamesTheRoomThatItMakes() {
        Pdu create = ROOM.get("m.room.create");
        assertFalse(create.json().has("room_id"));
        ObjectNode event = ClientEvents.full(create, Json.object());
        assertEquals(create.roomId().value(), event.path("room_id").asText());
        assertEquals("", event.path("state_key").asText("x"));
    }

    @Test
    void oldFormRepeatsKeysAtTheTop() {
        Pdu event = ROOM.get("m.room.power_levels");
        ObjectNode unsigned =
                json(
                        "{'age':5,'prev_content':{'a':1},'redacted_because':{},"
                                + "'replaces_state':'$x','transaction_id':'t'}");
        ObjectNode legacy = ClientEvents.legacy(event, unsigned);
        assertEquals("@alice:kitchen.example", legacy.path("user_id").asText());
        assertEquals(5, legacy.path("age").asInt());
        assertEquals(json("{'a':1}"), legacy.path("prev_content"));
        assertEquals(Json.object(), legacy.path("redacted_because"));
        assertEquals("$x", legacy.path("replaces_state").asText());
        assertFalse(legacy.has("transaction_id"));
        assertFalse(ClientEvents.legacy(event, Json.object()).has("age"));
    }

    @Test
    void strippedStateHasFourKeys() {
        Pdu event = ROOM.get("m.room.join_rules");
        assertEquals(
                json(
                        "{'type':'m.room.join_rules','state_key':'',"
                                + "'sender':'@alice:kitchen.example',"
                                + "'content':{'join_rule':'invite'}}"),
                ClientEvents.stripped(event));
        Pdu message = ROOM.build(ALICE, "m.room.message", null, Json.object());
        assertEquals("", ClientEvents.stripped(message).path("state_key").asText("x"));
        Pdu member = ROOM.build(ALICE, "x", "k", Json.object());
        assertEquals("k", ClientEvents.stripped(member).path("state_key").asText());
    }

    @Test
    void redactionsTellTheirTargetInBothPlaces() {
        for (RoomVersion version : RoomVersion.ALL) {
            Pdu event =
                    TestRoom.of(version)
                            .build(
                                    ALICE,
                                    "m.room.redaction",
                                    null,
                                    json("{'reason':'r'}"),
                                    new EventId("$t:x"));
            ObjectNode client = ClientEvents.full(event, Json.object());
            assertEquals("$t:x", client.path("redacts").asText());
            assertEquals("$t:x", client.path("content").path("redacts").asText());
            assertEquals("r", client.path("content").path("reason").asText());
        }
    }
}
