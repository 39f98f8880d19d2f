package stockpot.server.e2ee;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.signing.VerifyKey;
import stockpot.server.store.CrossSigningKeys;
import stockpot.server.store.Database;
import stockpot.server.store.DeviceListChanges;
import stockpot.server.store.Devices;
import stockpot.server.store.KeySignatures;
import stockpot.server.store.Transaction;
import stockpot.server.store.WriteTransaction;

/**
 * The keys by which a user vouches for devices and for other users. {@code POST
 * /keys/device_signing/upload}; threat Y04.
 */
public final class CrossSigning {
    static final String MASTER = "master";
    static final String SELF_SIGNING = "self_signing";
    static final String USER_SIGNING = "user_signing";

    /** Most bytes of one key with its signatures. */
    static final int MAX_KEY_BYTES = 8 * 1024;

    private static final List<String> USAGES = List.of(MASTER, SELF_SIGNING, USER_SIGNING);
    private static final String ALGORITHM = "ed25519:";

    private final Database database;

    /** Keys in that database. */
    public CrossSigning(Database database) {
        this.database = database;
    }

    /**
     * A checked upload, made against the keys as they were when it was planned.
     *
     * @param keys what is new, by usage
     * @param before the user's keys as they were, by usage
     * @param needsAuthentication whether keys that exist would be replaced or added to
     */
    public record Plan(
            UserId user,
            Map<String, ObjectNode> keys,
            Map<String, String> before,
            boolean needsAuthentication) {}

    /** The public key in a cross-signing key, or null where it has none. */
    static @Nullable String publicKey(ObjectNode key) {
        for (Map.Entry<String, JsonNode> entry : key.path("keys").properties()) {
            return entry.getKey().startsWith(ALGORITHM) ? entry.getValue().textValue() : null;
        }
        return null;
    }

    /** The name under which a cross-signing key signs. */
    static String keyName(String publicKey) {
        return ALGORITHM + publicKey;
    }

    /**
     * Checks an upload and says whether it needs user-interactive authentication.
     *
     * @throws stockpot.server.matrix.error.MatrixException 400 for malformed keys ({@code
     *     M_BAD_JSON}), without a master key ({@code M_MISSING_PARAM}) or with a wrong signature
     *     ({@code M_INVALID_SIGNATURE}); 403 where a key is called like a device
     */
    public Plan plan(UserId user, ObjectNode body) {
        Map<String, ObjectNode> sent = parse(user, body);
        return database.read(tx -> plan(tx, user, sent));
    }

    private static Map<String, ObjectNode> parse(UserId user, ObjectNode body) {
        Map<String, ObjectNode> keys = new LinkedHashMap<>();
        for (String usage : USAGES) {
            String name = usage + "_key";
            if (body.hasNonNull(name)) {
                keys.put(usage, key(KeyChecks.object(body, name), user, usage));
            }
        }
        if (keys.isEmpty()) {
            throw MatrixErrors.missingParam("no key was sent");
        }
        return keys;
    }

    private static ObjectNode key(ObjectNode key, UserId user, String usage) {
        if (!KeyChecks.text(key, "user_id").equals(user.value())) {
            throw MatrixErrors.invalidParam("the key is not this user's");
        }
        KeyChecks.texts(key, "usage");
        if (key.path("usage").size() != 1 || !key.path("usage").path(0).asText().equals(usage)) {
            throw MatrixErrors.invalidParam("'usage' must be " + usage);
        }
        ObjectNode keys = KeyChecks.object(key, "keys");
        String publicKey = publicKey(key);
        if (keys.size() != 1
                || publicKey == null
                || !keys.has(keyName(publicKey))
                || VerifyKey.find(publicKey) == null) {
            throw MatrixErrors.invalidParam("'keys' must hold one ed25519 key, named by itself");
        }
        if (key.has("signatures")) {
            KeyChecks.ownSignatures(KeyChecks.object(key, "signatures"), user);
        }
        key.remove("unsigned");
        KeyChecks.sized(key, MAX_KEY_BYTES, "a cross-signing key");
        return key;
    }

    private static Plan plan(Transaction tx, UserId user, Map<String, ObjectNode> sent) {
        Map<String, String> before = CrossSigningKeys.ofUser(tx, user);
        Map<String, ObjectNode> changed = new LinkedHashMap<>();
        for (Map.Entry<String, ObjectNode> key : sent.entrySet()) {
            if (!same(before.get(key.getKey()), key.getValue())) {
                changed.put(key.getKey(), key.getValue());
            }
        }
        String master = before.get(MASTER);
        ObjectNode newMaster = changed.get(MASTER);
        ObjectNode signer =
                newMaster != null ? newMaster : master == null ? null : Json.trusted(master);
        checkSigned(user, changed, signer);
        for (ObjectNode key : changed.values()) {
            checkNotADevice(tx, user, key);
        }
        if (newMaster != null) {
            checkDeviceSignatures(tx, user, newMaster);
        }
        return new Plan(user, changed, before, !changed.isEmpty() && master != null);
    }

    private static boolean same(@Nullable String stored, ObjectNode key) {
        return stored != null
                && KeyChecks.signedPart(Json.trusted(stored)).equals(KeyChecks.signedPart(key));
    }

    private static void checkSigned(
            UserId user, Map<String, ObjectNode> changed, @Nullable ObjectNode master) {
        String publicKey = master == null ? null : publicKey(master);
        VerifyKey verifyKey = publicKey == null ? null : VerifyKey.find(publicKey);
        if (publicKey == null || verifyKey == null) {
            throw MatrixErrors.missingParam("no master key is there or was sent");
        }
        for (String usage : List.of(SELF_SIGNING, USER_SIGNING)) {
            ObjectNode key = changed.get(usage);
            if (key != null && !KeyChecks.holds(key, user, keyName(publicKey), verifyKey)) {
                throw KeyChecks.invalidSignature("the master key has not signed the " + usage);
            }
        }
    }

    private static void checkNotADevice(Transaction tx, UserId user, ObjectNode key) {
        String publicKey = publicKey(key);
        if (publicKey != null && Devices.find(tx, user, new DeviceId(publicKey)) != null) {
            throw MatrixErrors.forbidden("Key ID in use");
        }
    }

    /** What devices have signed on a new master key must hold where the device is known. */
    private static void checkDeviceSignatures(Transaction tx, UserId user, ObjectNode master) {
        JsonNode own = master.path("signatures").path(user.value());
        for (Map.Entry<String, JsonNode> signature : own.properties()) {
            String name = signature.getKey();
            if (!name.startsWith(ALGORITHM)) {
                continue;
            }
            DeviceId device = DeviceId.parse(name.substring(ALGORITHM.length()));
            VerifyKey key = deviceKey(tx, user, device);
            if (key != null && !KeyChecks.holds(master, user, name, key)) {
                throw KeyChecks.invalidSignature("the signature of a device is wrong");
            }
        }
    }

    /** The key that a device signs with, or null if the device has none. */
    static @Nullable VerifyKey deviceKey(Transaction tx, UserId user, DeviceId device) {
        String keys = stockpot.server.store.DeviceKeys.find(tx, user, device);
        return keys == null ? null : DeviceKeys.signingKey(Json.trusted(keys), device);
    }

    /**
     * Stores what was planned, unless the user's keys have changed since.
     *
     * @param alongside what else is part of the write, such as the end of an authentication
     * @return false if they have: then plan anew, for the answer on authentication may be another
     */
    public boolean store(Plan plan, Consumer<WriteTransaction> alongside) {
        if (plan.keys().isEmpty()) {
            return true;
        }
        return database.write(tx -> {
            boolean stored = store(tx, plan);
            if (stored) {
                alongside.accept(tx);
            }
            return stored;
        });
    }

    private static boolean store(WriteTransaction tx, Plan plan) {
        UserId user = plan.user();
        if (!CrossSigningKeys.ofUser(tx, user).equals(plan.before())) {
            return false;
        }
        plan.keys().forEach((usage, key) -> replace(tx, user, usage, key));
        if (plan.keys().containsKey(MASTER)) {
            dropUnsigned(tx, plan);
        }
        if (plan.keys().containsKey(MASTER) || plan.keys().containsKey(SELF_SIGNING)) {
            DeviceListChanges.announce(tx, user);
        } else {
            DeviceListChanges.announceTo(tx, user, user);
        }
        return true;
    }

    private static void replace(
            WriteTransaction tx, UserId user, String usage, @Nullable ObjectNode key) {
        String stored = CrossSigningKeys.find(tx, user, usage);
        String old = stored == null ? null : publicKey(Json.trusted(stored));
        if (old != null) {
            // What the old key signed, and what was signed on it, is worth nothing any more.
            KeySignatures.deleteOn(tx, user, old);
            KeySignatures.deleteBy(tx, user, keyName(old));
        }
        if (key == null) {
            CrossSigningKeys.delete(tx, user, usage);
        } else {
            CrossSigningKeys.put(tx, user, usage, Json.text(key));
        }
    }

    /** A new master key ends the keys below it that did not come with it. */
    private static void dropUnsigned(WriteTransaction tx, Plan plan) {
        for (String usage : List.of(SELF_SIGNING, USER_SIGNING)) {
            if (!plan.keys().containsKey(usage)) {
                replace(tx, plan.user(), usage, null);
            }
        }
    }
}
