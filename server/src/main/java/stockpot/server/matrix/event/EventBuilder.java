package stockpot.server.matrix.event;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.json.CanonicalJson;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.signing.Signatures;
import stockpot.server.matrix.signing.UnpaddedBase64;
import stockpot.server.matrix.version.RoomRule;
import stockpot.server.matrix.version.RoomVersion;

/** Makes the events of this server: hashed, signed, named. */
public final class EventBuilder {
    private static final int OPAQUE_ID_BYTES = 18;

    private EventBuilder() {}

    /**
     * Makes an event of a draft. Pure: the same draft gives the same event.
     *
     * @throws MatrixException {@code M_BAD_JSON} for what the room version has no place for, {@code
     *     M_TOO_LARGE} (413) for an event past its size
     */
    public static Pdu build(PduDraft draft, RoomVersion version, EventSigner signer) {
        requireNoNul(draft);
        ObjectNode event = unsignedEvent(draft, version, signer);
        EventFormat.check(event, version);
        ObjectNode hashes = Json.object();
        hashes.put("sha256", UnpaddedBase64.encode(EventHashes.contentHash(event)));
        event.set("hashes", hashes);
        // One canonical form serves the signature and the event id.
        byte[] essential = EventHashes.essentialBytes(event, version);
        Signatures.put(event, signer.server().value(), signer.keyId(), signer.sign(essential));
        EventId id =
                version.has(RoomRule.HASHED_EVENT_IDS)
                        ? EventHashes.eventId(essential, version)
                        : new EventId(event.path("event_id").asText());
        return Pdu.made(event, version, id, EventFormat.MAX_LOCAL_BYTES);
    }

    /** NOTSPEC: names of state with NUL, which not every database can keep (threat J12). */
    private static void requireNoNul(PduDraft draft) {
        String stateKey = draft.stateKey();
        if (draft.type().indexOf('\0') >= 0 || (stateKey != null && stateKey.indexOf('\0') >= 0)) {
            throw MatrixErrors.badJson("type and state_key must not hold NUL");
        }
    }

    private static ObjectNode unsignedEvent(
            PduDraft draft, RoomVersion version, EventSigner signer) {
        ObjectNode event = Json.object();
        if (draft.roomId() != null) {
            event.put("room_id", draft.roomId().value());
        }
        event.put("sender", draft.sender().value());
        event.put("type", draft.type());
        if (draft.stateKey() != null) {
            event.put("state_key", draft.stateKey());
        }
        event.set("content", draft.content());
        event.put("origin_server_ts", draft.originServerTs());
        event.put("depth", draft.depth());
        event.set("prev_events", references(draft.prevEvents(), version));
        event.set("auth_events", references(draft.authEvents(), version));
        putRedacts(event, draft, version);
        if (!version.has(RoomRule.HASHED_EVENT_IDS)) {
            event.put("event_id", opaqueId(event, signer));
        }
        return event;
    }

    private static void putRedacts(ObjectNode event, PduDraft draft, RoomVersion version) {
        if (draft.redacts() == null) {
            return;
        }
        if (version.has(RoomRule.REDACTS_IN_CONTENT)) {
            // A copy of the top level only: the draft's own content stays as it is.
            ObjectNode content = Json.object();
            content.setAll(draft.content());
            content.put("redacts", draft.redacts().value());
            event.set("content", content);
        } else {
            event.put("redacts", draft.redacts().value());
        }
    }

    private static ArrayNode references(List<EventId> ids, RoomVersion version) {
        ArrayNode list = Json.array();
        for (EventId id : ids) {
            if (version.has(RoomRule.HASHED_EVENT_IDS)) {
                list.add(id.value());
            } else {
                // The hash beside the id is not known here and nobody reads it any more.
                list.addArray().add(id.value()).add(Json.object());
            }
        }
        return list;
    }

    /** In rooms where ids are free: from what is in the event, so that making it stays pure. */
    private static String opaqueId(ObjectNode event, EventSigner signer) {
        byte[] hash = EventHashes.sha256(CanonicalJson.encode(event));
        byte[] opaque = Arrays.copyOf(hash, OPAQUE_ID_BYTES);
        return "$" + UnpaddedBase64.encodeUrlSafe(opaque) + ":" + signer.server();
    }
}
