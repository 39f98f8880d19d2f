package stockpot.server.e2ee;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import stockpot.server.e2ee.KeyUpload.NamedKey;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.signing.VerifyKey;
import stockpot.server.store.Database;
import stockpot.server.store.DeviceListChanges;
import stockpot.server.store.Devices;
import stockpot.server.store.FallbackKeys;
import stockpot.server.store.FallbackKeys.FallbackKey;
import stockpot.server.store.KeyCountChanges;
import stockpot.server.store.KeySignatures;
import stockpot.server.store.OneTimeKeys;
import stockpot.server.store.OneTimeKeys.OneTimeKey;
import stockpot.server.store.Transaction;
import stockpot.server.store.WriteTransaction;

/** The keys that a device uploads for itself. Client-Server API, {@code POST /keys/upload}. */
public final class DeviceKeys {
    /** Most one-time keys of one algorithm that wait for one device. */
    static final int MAX_ONE_TIME_KEYS = 200;

    /** Most algorithms of one device. */
    static final int MAX_ALGORITHMS = 10;

    private static final String DEFAULT_ALGORITHM = "signed_curve25519";

    private final Database database;

    /** Keys in that database. */
    public DeviceKeys(Database database) {
        this.database = database;
    }

    /** The name of the key that a device signs with. */
    static String signingKeyName(DeviceId device) {
        return "ed25519:" + device.value();
    }

    /** The key that a device signs with, or null where its identity keys hold no valid one. */
    static @Nullable VerifyKey signingKey(ObjectNode deviceKeys, DeviceId device) {
        JsonNode text = deviceKeys.path("keys").path(signingKeyName(device));
        return text.isTextual() ? VerifyKey.find(text.textValue()) : null;
    }

    /** What a device has left to be claimed. */
    public static KeyCounts counts(Transaction tx, UserId user, DeviceId device) {
        Map<String, Integer> counts = new TreeMap<>();
        counts.put(DEFAULT_ALGORITHM, 0);
        counts.putAll(OneTimeKeys.counts(tx, user, device));
        return new KeyCounts(counts, FallbackKeys.unused(tx, user, device));
    }

    /**
     * Stores what a device uploads; all of it or, after a refusal, nothing.
     *
     * @param body the body of the request
     * @return what the device has left to be claimed, counted in the same write
     * @throws stockpot.server.matrix.error.MatrixException 400 for keys that are not the device's
     *     own or malformed, for a known key id with other content, and past a ceiling
     */
    public KeyCounts upload(UserId user, DeviceId device, ObjectNode body) {
        KeyUpload upload = KeyUpload.parse(body, user, device);
        if (upload.hasSignedKeys()) {
            VerifyKey key = signingKeyFor(upload, user, device);
            if (key != null) {
                upload.checkSignatures(user, device, key);
            }
        }
        return database.write(tx -> store(tx, user, device, upload));
    }

    private @Nullable VerifyKey signingKeyFor(KeyUpload upload, UserId user, DeviceId device) {
        ObjectNode keys = upload.deviceKeys();
        if (keys == null) {
            String stored =
                    database.read(tx -> stockpot.server.store.DeviceKeys.find(tx, user, device));
            keys = stored == null ? null : Json.trusted(stored);
        }
        return keys == null ? null : signingKey(keys, device);
    }

    private static KeyCounts store(
            WriteTransaction tx, UserId user, DeviceId device, KeyUpload upload) {
        // A device that was deleted meanwhile must not get keys again (threat Y08).
        if (Devices.find(tx, user, device) == null) {
            throw MatrixErrors.unknownToken(false);
        }
        if (upload.deviceKeys() != null) {
            storeDeviceKeys(tx, user, device, upload.deviceKeys());
        }
        boolean added = storeOneTimeKeys(tx, user, device, upload.oneTimeKeys());
        added |= storeFallbackKeys(tx, user, device, upload.fallbackKeys());
        if (added) {
            KeyCountChanges.mark(tx, user, device);
        }
        return counts(tx, user, device);
    }

    private static void storeDeviceKeys(
            WriteTransaction tx, UserId user, DeviceId device, ObjectNode keys) {
        String text = stockpot.server.store.DeviceKeys.find(tx, user, device);
        ObjectNode before = text == null ? null : Json.trusted(text);
        if (keys.equals(before)) {
            return;
        }
        if (before != null && !KeyChecks.signedPart(before).equals(KeyChecks.signedPart(keys))) {
            // Signatures were given to the keys, not to the device's name.
            KeySignatures.deleteOn(tx, user, device.value());
            KeySignatures.deleteBy(tx, user, signingKeyName(device));
        }
        stockpot.server.store.DeviceKeys.put(tx, user, device, Json.text(keys));
        DeviceListChanges.announce(tx, user);
    }

    private static boolean storeOneTimeKeys(
            WriteTransaction tx, UserId user, DeviceId device, List<NamedKey> keys) {
        if (keys.isEmpty()) {
            return false;
        }
        long uploaded = tx.nextPosition();
        Map<String, Integer> counts = new TreeMap<>(OneTimeKeys.counts(tx, user, device));
        boolean added = false;
        for (NamedKey key : keys) {
            if (isNew(tx, user, device, key)) {
                int count = counts.merge(key.algorithm(), 1, Integer::sum);
                if (count > MAX_ONE_TIME_KEYS || counts.size() > MAX_ALGORITHMS) {
                    throw MatrixErrors.invalidParam("too many one-time keys for this device");
                }
                OneTimeKey stored = new OneTimeKey(key.keyId(), key.json());
                OneTimeKeys.add(tx, user, device, key.algorithm(), stored, uploaded);
                added = true;
            }
        }
        return added;
    }

    /** Threats Y01, Y02: a known key is not stored again, even if it was claimed meanwhile. */
    private static boolean isNew(WriteTransaction tx, UserId user, DeviceId device, NamedKey key) {
        String stored = OneTimeKeys.find(tx, user, device, key.algorithm(), key.keyId());
        if (stored == null) {
            return true;
        }
        if (stored.equals(key.json()) || Json.trustedValue(stored).equals(key.value())) {
            return false;
        }
        if (OneTimeKeys.waits(tx, user, device, key.algorithm(), key.keyId())) {
            // Clients read this sentence to find out which of their keys is at fault.
            throw MatrixErrors.invalidParam(
                    "One time key "
                            + key.name()
                            + " already exists. Old key: "
                            + stored
                            + "; new key: "
                            + key.json());
        }
        return true;
    }

    private static boolean storeFallbackKeys(
            WriteTransaction tx, UserId user, DeviceId device, List<NamedKey> keys) {
        boolean added = false;
        for (NamedKey key : keys) {
            String json = key.json();
            FallbackKey known = FallbackKeys.find(tx, user, device, key.algorithm());
            if (known == null && FallbackKeys.count(tx, user, device) >= MAX_ALGORITHMS) {
                throw MatrixErrors.invalidParam("too many fallback keys for this device");
            }
            if (known == null || !known.keyId().equals(key.keyId()) || !known.json().equals(json)) {
                FallbackKeys.put(tx, user, device, key.algorithm(), key.keyId(), json);
                added = true;
            }
        }
        return added;
    }
}
