package stockpot.server.e2ee;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.signing.VerifyKey;

/**
 * The checked body of {@code POST /keys/upload}.
 *
 * @param deviceKeys identity keys without {@code unsigned}, or null if none were sent
 * @param oneTimeKeys in the order of the body
 * @param fallbackKeys at most one of an algorithm
 */
record KeyUpload(
        @Nullable ObjectNode deviceKeys, List<NamedKey> oneTimeKeys, List<NamedKey> fallbackKeys) {
    /** Most bytes of a device's identity keys. */
    static final int MAX_DEVICE_KEYS_BYTES = 16 * 1024;

    /** Most identity keys and algorithms of a device. */
    static final int MAX_IDENTITY_KEYS = 50;

    /** Most bytes of a one-time or fallback key. */
    static final int MAX_KEY_BYTES = 4 * 1024;

    private static final String SIGNED = "signed_curve25519";

    KeyUpload {
        oneTimeKeys = List.copyOf(oneTimeKeys);
        fallbackKeys = List.copyOf(fallbackKeys);
    }

    /**
     * A one-time or fallback key.
     *
     * @param value a string, or an object with {@code key} and {@code signatures}
     */
    record NamedKey(String algorithm, String keyId, JsonNode value) {
        String name() {
            return algorithm + ":" + keyId;
        }

        String json() {
            return Json.text(value);
        }
    }

    /**
     * Reads a body.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_BAD_JSON}, {@code
     *     M_INVALID_PARAM} or {@code M_TOO_LARGE}
     */
    static KeyUpload parse(ObjectNode body, UserId user, DeviceId device) {
        ObjectNode deviceKeys = null;
        // Threat Y03: null is refused, since a device without keys is not what the client meant.
        if (body.has("device_keys")) {
            deviceKeys = deviceKeys(KeyChecks.object(body, "device_keys"), user, device);
        }
        String fallbackKey =
                body.has("fallback_keys") ? "fallback_keys" : "org.matrix.msc2732.fallback_keys";
        List<NamedKey> fallback = keys(body, fallbackKey, user);
        long algorithms = fallback.stream().map(NamedKey::algorithm).distinct().count();
        if (algorithms < fallback.size()) {
            throw MatrixErrors.invalidParam("at most one fallback key for each algorithm");
        }
        return new KeyUpload(deviceKeys, keys(body, "one_time_keys", user), fallback);
    }

    private static ObjectNode deviceKeys(ObjectNode keys, UserId user, DeviceId device) {
        if (!KeyChecks.text(keys, "user_id").equals(user.value())
                || !KeyChecks.text(keys, "device_id").equals(device.value())) {
            throw MatrixErrors.invalidParam("the keys are not those of this user and device");
        }
        KeyChecks.texts(keys, "algorithms");
        identityKeys(KeyChecks.object(keys, "keys"));
        KeyChecks.ownSignatures(KeyChecks.object(keys, "signatures"), user);
        // NOTSPEC: the device's signature over its own keys is not demanded to hold. The clients
        // that use the keys check it, other servers accept such uploads, and conformance tests make
        // them; a wrong one harms only the device that sent it.
        keys.remove("unsigned");
        KeyChecks.sized(keys, MAX_DEVICE_KEYS_BYTES, "'device_keys'");
        return keys;
    }

    private static void identityKeys(ObjectNode keys) {
        if (keys.size() > MAX_IDENTITY_KEYS) {
            throw MatrixErrors.invalidParam("too many identity keys");
        }
        for (Map.Entry<String, JsonNode> key : keys.properties()) {
            if (key.getKey().indexOf(':') <= 0 || !key.getValue().isTextual()) {
                throw MatrixErrors.badJson("'keys' must map algorithm:device to strings");
            }
        }
    }

    private static List<NamedKey> keys(ObjectNode body, String group, UserId user) {
        List<NamedKey> keys = new ArrayList<>();
        if (body.hasNonNull(group)) {
            for (Map.Entry<String, JsonNode> entry : KeyChecks.object(body, group).properties()) {
                keys.add(key(entry.getKey(), entry.getValue(), user));
            }
        }
        return keys;
    }

    private static NamedKey key(String name, JsonNode value, UserId user) {
        int colon = name.indexOf(':');
        if (colon <= 0) {
            throw MatrixErrors.badJson("a key must be called algorithm:id");
        }
        String algorithm = KeyChecks.name(name.substring(0, colon), "an algorithm");
        String keyId = KeyChecks.name(name.substring(colon + 1), "a key id");
        KeyChecks.sized(value, MAX_KEY_BYTES, "a key");
        if (value instanceof ObjectNode object) {
            KeyChecks.text(object, "key");
            if (object.has("signatures")) {
                KeyChecks.ownSignatures(KeyChecks.object(object, "signatures"), user);
            }
        } else if (!value.isTextual()) {
            throw MatrixErrors.badJson("a key must be a string or an object");
        }
        return new NamedKey(algorithm, keyId, value);
    }

    /** Whether there are keys whose signatures the device's own key can prove. */
    boolean hasSignedKeys() {
        return oneTimeKeys.stream().anyMatch(key -> key.algorithm().equals(SIGNED))
                || fallbackKeys.stream().anyMatch(key -> key.algorithm().equals(SIGNED));
    }

    /**
     * Refuses one-time keys with a wrong signature of their device (threat Y03). Keys without one
     * pass: nobody would take them for the device's.
     */
    void checkSignatures(UserId user, DeviceId device, VerifyKey deviceKey) {
        checkSignatures(oneTimeKeys, user, device, deviceKey);
        checkSignatures(fallbackKeys, user, device, deviceKey);
    }

    private static void checkSignatures(
            List<NamedKey> keys, UserId user, DeviceId device, VerifyKey deviceKey) {
        String keyName = DeviceKeys.signingKeyName(device);
        for (NamedKey key : keys) {
            if (key.algorithm().equals(SIGNED)
                    && key.value() instanceof ObjectNode object
                    && KeyChecks.signature(object, user, keyName) != null
                    && !KeyChecks.holds(object, user, keyName, deviceKey)) {
                throw KeyChecks.invalidSignature("the signature of " + key.name() + " is wrong");
            }
        }
    }
}
