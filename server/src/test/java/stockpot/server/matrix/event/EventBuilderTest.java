package stockpot.server.matrix.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.fixture.TestRoom.ALICE;
import static stockpot.server.fixture.TestRoom.KEY;
import static stockpot.server.fixture.TestRoom.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import stockpot.server.fixture.TestRoom;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.signing.Signatures;
import stockpot.server.matrix.version.RoomVersion;

class EventBuilderTest {
    private static final EventSigner SIGNER = TestRoom.signer(ALICE.server());

    private static PduDraft draft(ObjectNode content, @Nullable EventId redacts) {
        return new PduDraft(
                new RoomId("!r:kitchen.example"),
                ALICE,
                redacts == null ? "m.room.message" : "m.room.redaction",
                null,
                content,
                1_700_000_000_000L,
                7,
                List.of(new EventId("$before:x")),
                List.of(new EventId("$auth:x")),
                redacts);
    }

    @Test
    void k09_builtEventsAreHashedSignedAndNamed() {
        for (RoomVersion version : RoomVersion.ALL) {
            Pdu event = EventBuilder.build(draft(json("{'body':'x'}"), null), version, SIGNER);
            assertTrue(EventHashes.contentHashHolds(event.json()));
            ObjectNode redacted = Redaction.redact(event.json(), version);
            assertTrue(
                    Signatures.verify(redacted, "kitchen.example", KEY.keyId(), KEY.verifyKey()));
            assertEquals(event, Pdu.of(event.json().deepCopy(), version));
            assertEquals(7, event.depth());
            assertEquals(List.of(new EventId("$before:x")), event.prevEvents());
            assertEquals(List.of(new EventId("$auth:x")), event.authEvents());
            assertEquals(1_700_000_000_000L, event.originServerTs());
        }
    }

    @Test
    void k09_changedContentIsNoticed() {
        Pdu event = EventBuilder.build(draft(json("{'body':'x'}"), null), RoomVersion.V12, SIGNER);
        ObjectNode changed = event.json().deepCopy();
        changed.putObject("content").put("body", "y");
        assertFalse(EventHashes.contentHashHolds(changed));
        changed.putObject("hashes").put("sha256", "*");
        assertFalse(EventHashes.contentHashHolds(changed));
        changed.remove("hashes");
        assertFalse(EventHashes.contentHashHolds(changed));
    }

    @Test
    void sameDraftGivesTheSameEvent() {
        for (RoomVersion version : RoomVersion.ALL) {
            Pdu event = EventBuilder.build(draft(json("{'body':'x'}"), null), version, SIGNER);
            assertEquals(
                    event, EventBuilder.build(draft(json("{'body':'x'}"), null), version, SIGNER));
            assertNotEquals(
                    event.eventId(),
                    EventBuilder.build(draft(json("{'body':'y'}"), null), version, SIGNER)
                            .eventId());
        }
    }

    @Test
    void freeEventIdsNameTheServer() {
        Pdu event = EventBuilder.build(draft(Json.object(), null), RoomVersion.V2, SIGNER);
        assertTrue(event.eventId().value().matches("\\$[A-Za-z0-9_-]{24}:kitchen\\.example"));
        assertEquals(event.eventId().value(), event.json().path("event_id").asText());
        Pdu hashed = EventBuilder.build(draft(Json.object(), null), RoomVersion.V3, SIGNER);
        assertFalse(hashed.json().has("event_id"));
    }

    @Test
    void e08_redactsIsPutWhereItBelongs() {
        ObjectNode content = json("{'reason':'r'}");
        EventId target = new EventId("$t");
        Pdu old = EventBuilder.build(draft(content, target), RoomVersion.V10, SIGNER);
        assertEquals("$t", old.json().path("redacts").asText());
        assertEquals(json("{'reason':'r'}"), old.content());
        Pdu modern = EventBuilder.build(draft(content, target), RoomVersion.V11, SIGNER);
        assertFalse(modern.json().has("redacts"));
        assertEquals(json("{'reason':'r','redacts':'$t'}"), modern.content());
        assertEquals(json("{'reason':'r'}"), content);
        assertEquals(target, old.redacts());
        assertEquals(target, modern.redacts());
        assertFalse(
                EventBuilder.build(draft(content, null), RoomVersion.V10, SIGNER)
                        .json()
                        .has("redacts"));
    }

    @Test
    void e01_localEventsLeaveRoomForFurtherSignatures() {
        ObjectNode content = Json.object().put("body", "");
        Pdu event = EventBuilder.build(draft(content, null), RoomVersion.V12, SIGNER);
        int left = 65_000 - event.text().length();
        content.put("body", "a".repeat(left));
        assertEquals(
                65_000,
                EventBuilder.build(draft(content, null), RoomVersion.V12, SIGNER).text().length());
        content.put("body", "a".repeat(left + 1));
        MatrixException refusal =
                assertThrows(
                        MatrixException.class,
                        () -> EventBuilder.build(draft(content, null), RoomVersion.V12, SIGNER));
        assertEquals("M_TOO_LARGE", refusal.code().value());
        assertEquals(413, refusal.status());
    }

    @Test
    void j02_clientsCannotSendFloatsFromVersion6On() {
        PduDraft draft = draft(json("{'a':1.0}"), null);
        assertEquals(
                "M_BAD_JSON",
                assertThrows(
                                MatrixException.class,
                                () -> EventBuilder.build(draft, RoomVersion.V6, SIGNER))
                        .code()
                        .value());
        Pdu old = EventBuilder.build(draft, RoomVersion.V5, SIGNER);
        assertTrue(old.text().contains("\"a\":1.0"));
    }

    @Test
    void j12_namesOfStateHoldNoNulButContentsMay() {
        TestRoom room = TestRoom.of(RoomVersion.V12);
        for (String bad : List.of("\0", "a\0b")) {
            assertThrows(MatrixException.class, () -> room.build(ALICE, bad, null, Json.object()));
            assertThrows(MatrixException.class, () -> room.build(ALICE, "x", bad, Json.object()));
        }
        Pdu event = room.build(ALICE, "x", null, Json.object().put("body", "\0"));
        assertTrue(event.text().contains("\\u0000"));
        assertFalse(event.text().contains("\0"));
    }

    @Test
    void draftsCopyTheirLists() {
        List<EventId> ids = new java.util.ArrayList<>(List.of(new EventId("$a")));
        PduDraft draft = new PduDraft(null, ALICE, "x", "", Json.object(), 0, 0, ids, ids, null);
        ids.clear();
        assertEquals(1, draft.prevEvents().size());
        assertEquals(1, draft.authEvents().size());
    }
}
