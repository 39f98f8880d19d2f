package stockpot.server.matrix.signing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import stockpot.server.matrix.id.KeyId;
import stockpot.server.matrix.json.CanonicalJson;

/** Signatures of JSON objects. Appendices, "Signing JSON". */
public final class Signatures {
    /** What a signature does not cover. */
    public static final Set<String> UNSIGNED_KEYS = Set.of("signatures", "unsigned");

    private Signatures() {}

    /** The bytes of an object that are signed. */
    public static byte[] signedBytes(ObjectNode object) {
        return CanonicalJson.encode(object, UNSIGNED_KEYS);
    }

    /** Signs an object in place, beside the signatures that it has. */
    public static void sign(ObjectNode object, String signer, SigningKey key) {
        put(object, signer, key.keyId(), key.sign(signedBytes(object)));
    }

    /** Puts a finished signature into an object. */
    public static void put(ObjectNode object, String signer, KeyId keyId, byte[] signature) {
        ObjectNode bySigner = inner(inner(object, "signatures"), signer);
        bySigner.put(keyId.value(), UnpaddedBase64.encode(signature));
    }

    private static ObjectNode inner(ObjectNode parent, String key) {
        return parent.get(key) instanceof ObjectNode found ? found : parent.putObject(key);
    }

    /** Whether an object carries a signature of that signer under that key, and it holds. */
    public static boolean verify(ObjectNode object, String signer, KeyId keyId, VerifyKey key) {
        JsonNode text = object.path("signatures").path(signer).path(keyId.value());
        if (!text.isTextual()) {
            return false;
        }
        byte[] signature = UnpaddedBase64.decode(text.textValue());
        return signature != null && key.verify(signedBytes(object), signature);
    }
}
