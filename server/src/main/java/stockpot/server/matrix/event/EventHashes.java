package stockpot.server.matrix.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.json.CanonicalJson;
import stockpot.server.matrix.signing.Signatures;
import stockpot.server.matrix.signing.UnpaddedBase64;
import stockpot.server.matrix.version.RoomRule;
import stockpot.server.matrix.version.RoomVersion;

/** The hashes of an event. Server-Server API, "Signing Events". */
public final class EventHashes {
    private static final Set<String> NOT_HASHED = Set.of("unsigned", "signatures", "hashes");

    private EventHashes() {}

    /** The content hash, over everything but hashes, signatures and {@code unsigned}. */
    public static byte[] contentHash(ObjectNode event) {
        return sha256(CanonicalJson.encode(event, NOT_HASHED));
    }

    /** Whether the content hash that an event carries is right. */
    public static boolean contentHashHolds(ObjectNode event) {
        byte[] carried = UnpaddedBase64.decode(event.path("hashes").path("sha256").asText(""));
        return carried != null && MessageDigest.isEqual(carried, contentHash(event));
    }

    /**
     * The bytes of the redacted event that are signed; the reference hash is taken over the same
     * ones.
     */
    public static byte[] essentialBytes(ObjectNode event, RoomVersion version) {
        return Signatures.signedBytes(Redaction.redact(event, version));
    }

    /** The event id that follows from the reference hash. Only from room version 3 on. */
    static EventId eventId(byte[] essentialBytes, RoomVersion version) {
        byte[] hash = sha256(essentialBytes);
        return new EventId(
                "$"
                        + (version.has(RoomRule.URL_SAFE_EVENT_IDS)
                                ? UnpaddedBase64.encodeUrlSafe(hash)
                                : UnpaddedBase64.encode(hash)));
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
