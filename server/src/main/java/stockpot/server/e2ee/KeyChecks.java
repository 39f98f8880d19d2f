package stockpot.server.e2ee;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.KeyId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.signing.Signatures;
import stockpot.server.matrix.signing.VerifyKey;

/** Checks that every kind of uploaded key needs. */
final class KeyChecks {
    /** Longest name of a key, algorithm, device, room or session, in bytes of UTF-8. */
    static final int MAX_NAME_BYTES = 255;

    /** Most signatures that one uploaded key may carry. */
    static final int MAX_SIGNATURES = 100;

    private KeyChecks() {}

    /** Refuses names that no database column should hold (threat J12). */
    static String name(String value, String what) {
        if (value.isEmpty()
                || value.indexOf('\0') >= 0
                || value.length() > MAX_NAME_BYTES
                || value.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw MatrixErrors.invalidParam(what + " must have 1 to 255 bytes and no NUL");
        }
        return value;
    }

    /** Refuses a JSON value whose text is too long. */
    static String sized(JsonNode value, int maxBytes, String what) {
        String text = Json.text(value);
        if (text.length() > maxBytes || text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw MatrixErrors.tooLarge(what + " has more than " + maxBytes + " bytes");
        }
        return text;
    }

    /** An object under a key; absent or of another type is {@code M_BAD_JSON}. */
    static ObjectNode object(ObjectNode parent, String key) {
        if (parent.get(key) instanceof ObjectNode object) {
            return object;
        }
        throw MatrixErrors.badJson("'" + key + "' must be an object");
    }

    /** A string under a key; absent or of another type is {@code M_BAD_JSON}. */
    static String text(ObjectNode parent, String key) {
        JsonNode value = parent.get(key);
        if (value == null || !value.isTextual()) {
            throw MatrixErrors.badJson("'" + key + "' must be a string");
        }
        return value.textValue();
    }

    /** Refuses an array under a key that is absent or holds anything but strings. */
    static void texts(ObjectNode parent, String key) {
        JsonNode value = parent.get(key);
        if (value == null || !value.isArray()) {
            throw MatrixErrors.badJson("'" + key + "' must be an array of strings");
        }
        for (JsonNode element : value) {
            if (!element.isTextual()) {
                throw MatrixErrors.badJson("'" + key + "' must be an array of strings");
            }
        }
    }

    /**
     * Checks the shape of {@code signatures}: user to key name to text. Only the owner's own are
     * allowed on an upload, since nobody has proved the others (threat Y05).
     */
    static void ownSignatures(ObjectNode signatures, UserId owner) {
        int count = 0;
        for (Map.Entry<String, JsonNode> bySigner : signatures.properties()) {
            if (!(bySigner.getValue() instanceof ObjectNode byKey)) {
                throw MatrixErrors.badJson("'signatures' must map users to objects");
            }
            for (Map.Entry<String, JsonNode> signature : byKey.properties()) {
                if (!signature.getValue().isTextual() || ++count > MAX_SIGNATURES) {
                    throw MatrixErrors.badJson("'signatures' must hold few strings");
                }
            }
            if (!bySigner.getKey().equals(owner.value())) {
                throw MatrixErrors.invalidParam("a signature is not the owner's");
            }
        }
    }

    /** The signature of a user by a key, or null. */
    static @Nullable String signature(ObjectNode object, UserId signer, String keyName) {
        JsonNode text = object.path("signatures").path(signer.value()).path(keyName);
        return text.isTextual() ? text.textValue() : null;
    }

    /** Whether an object carries a signature of that user by that key, and it holds. */
    static boolean holds(ObjectNode object, UserId signer, String keyName, VerifyKey key) {
        return Signatures.verify(object, signer.value(), new KeyId(keyName), key);
    }

    /** The object without what signatures do not cover. */
    static ObjectNode signedPart(ObjectNode object) {
        ObjectNode part = object.deepCopy();
        part.remove(Signatures.UNSIGNED_KEYS);
        return part;
    }

    static MatrixException invalidSignature(String reason) {
        return MatrixErrors.of(400, "M_INVALID_SIGNATURE", reason);
    }
}
