package stockpot.server.e2ee;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.signing.VerifyKey;
import stockpot.server.store.CrossSigningKeys;
import stockpot.server.store.Database;
import stockpot.server.store.DeviceListChanges;
import stockpot.server.store.KeySignatures;
import stockpot.server.store.KeySignatures.KeySignature;
import stockpot.server.store.Transaction;
import stockpot.server.store.WriteTransaction;

/**
 * Signatures on keys that are there already. {@code POST /keys/signatures/upload}.
 *
 * <p>Three relations are allowed, each signature is verified (threat Y05), and what is not one of
 * these is a failure of that key alone:
 *
 * <ol>
 *   <li>the user's self-signing key on a device of the user;
 *   <li>a device of the user on the user's master key;
 *   <li>the user's user-signing key on the master key of another user.
 * </ol>
 */
public final class SignatureUploads {
    /** Most keys that one request may sign. */
    static final int MAX_KEYS = 1_000;

    private final Database database;

    /** Signatures in that database. */
    public SignatureUploads(Database database) {
        this.database = database;
    }

    /** A key that the request signs, as it was sent. */
    private record Signed(UserId target, String targetKey, ObjectNode object) {}

    /**
     * Signatures that hold.
     *
     * @param targetJson the signed key as stored when it was verified
     */
    private record Verified(Signed signed, String targetJson, List<Proof> proofs) {}

    private record Proof(KeySignature signature, Signer signer) {}

    /** Where a signing key is stored: the device, or the usage of a cross-signing key. */
    private record Signer(@Nullable DeviceId device, String usage, String json) {}

    /**
     * Stores the signatures that hold.
     *
     * @param body the body of the request
     * @return the body of the answer: {@code failures} by user and key
     * @throws stockpot.server.matrix.error.MatrixException {@code M_BAD_JSON} and the like
     */
    public ObjectNode upload(UserId user, ObjectNode body) {
        List<Signed> sent = parse(body);
        ObjectNode failures = Json.object();
        List<Verified> verified = new ArrayList<>();
        for (Signed signed : sent) {
            try {
                verified.add(database.read(tx -> verify(tx, user, signed)));
            } catch (MatrixException refusal) {
                fail(failures, signed, refusal);
            }
        }
        if (!verified.isEmpty()) {
            for (Signed late : database.write(tx -> store(tx, user, verified))) {
                fail(failures, late, KeyChecks.invalidSignature("the keys changed meanwhile"));
            }
        }
        ObjectNode answer = Json.object();
        answer.set("failures", failures);
        return answer;
    }

    private static void fail(ObjectNode failures, Signed signed, MatrixException refusal) {
        String user = signed.target().value();
        ObjectNode ofUser =
                failures.get(user) instanceof ObjectNode found ? found : failures.putObject(user);
        ofUser.set(signed.targetKey(), refusal.body());
    }

    private static List<Signed> parse(ObjectNode body) {
        List<Signed> signed = new ArrayList<>();
        for (Map.Entry<String, JsonNode> ofUser : body.properties()) {
            UserId target = UserId.parse(ofUser.getKey());
            if (!(ofUser.getValue() instanceof ObjectNode keys)) {
                throw MatrixErrors.badJson("the body must map users to objects");
            }
            for (Map.Entry<String, JsonNode> key : keys.properties()) {
                if (!(key.getValue() instanceof ObjectNode object)) {
                    throw MatrixErrors.badJson("a signed key must be an object");
                }
                signed.add(new Signed(target, KeyChecks.name(key.getKey(), "a key id"), object));
            }
        }
        if (signed.size() > MAX_KEYS) {
            throw MatrixErrors.tooLarge("at most " + MAX_KEYS + " signed keys in one request");
        }
        return signed;
    }

    private static Verified verify(Transaction tx, UserId user, Signed signed) {
        if (!signed.target().equals(user)) {
            return byUserSigningKey(tx, user, signed);
        }
        String device =
                stockpot.server.store.DeviceKeys.find(tx, user, new DeviceId(signed.targetKey()));
        return device == null
                ? byDevices(tx, user, signed)
                : bySelfSigningKey(tx, user, signed, device);
    }

    /** Relation 1. */
    private static Verified bySelfSigningKey(
            Transaction tx, UserId user, Signed signed, String device) {
        requireSame(signed.object(), device);
        Proof proof = byCrossSigningKey(tx, user, signed, CrossSigning.SELF_SIGNING);
        return new Verified(signed, device, List.of(proof));
    }

    /** Relation 3. */
    private static Verified byUserSigningKey(Transaction tx, UserId user, Signed signed) {
        String master = master(tx, signed);
        Proof proof = byCrossSigningKey(tx, user, signed, CrossSigning.USER_SIGNING);
        return new Verified(signed, master, List.of(proof));
    }

    private static Proof byCrossSigningKey(
            Transaction tx, UserId user, Signed signed, String usage) {
        String json = CrossSigningKeys.find(tx, user, usage);
        String publicKey = json == null ? null : CrossSigning.publicKey(Json.trusted(json));
        VerifyKey key = publicKey == null ? null : VerifyKey.find(publicKey);
        if (json == null || publicKey == null || key == null) {
            throw MatrixErrors.notFound("there is no " + usage + " key");
        }
        String name = CrossSigning.keyName(publicKey);
        return new Proof(proven(signed.object(), user, name, key), new Signer(null, usage, json));
    }

    /** Relation 2: every signature that is new must hold, and there must be one. */
    private static Verified byDevices(Transaction tx, UserId user, Signed signed) {
        String master = master(tx, signed);
        JsonNode known = Json.trusted(master).path("signatures").path(user.value());
        List<Proof> proofs = new ArrayList<>();
        JsonNode sent = signed.object().path("signatures").path(user.value());
        for (Map.Entry<String, JsonNode> entry : sent.properties()) {
            if (!entry.getValue().equals(known.path(entry.getKey()))) {
                proofs.add(byDevice(tx, user, signed, entry.getKey()));
            }
        }
        if (proofs.isEmpty()) {
            throw KeyChecks.invalidSignature("no new signature of a device");
        }
        return new Verified(signed, master, proofs);
    }

    private static Proof byDevice(Transaction tx, UserId user, Signed signed, String keyName) {
        int colon = keyName.indexOf(':');
        DeviceId device = DeviceId.parse(keyName.substring(colon + 1));
        String json = stockpot.server.store.DeviceKeys.find(tx, user, device);
        VerifyKey key =
                json == null || !keyName.equals(DeviceKeys.signingKeyName(device))
                        ? null
                        : DeviceKeys.signingKey(Json.trusted(json), device);
        if (json == null || key == null) {
            throw KeyChecks.invalidSignature("no device of the user signs by that name");
        }
        return new Proof(proven(signed.object(), user, keyName, key), new Signer(device, "", json));
    }

    private static KeySignature proven(
            ObjectNode object, UserId signer, String keyName, VerifyKey key) {
        String signature = KeyChecks.signature(object, signer, keyName);
        if (signature == null || !KeyChecks.holds(object, signer, keyName, key)) {
            throw KeyChecks.invalidSignature("Invalid signature");
        }
        return new KeySignature(signer, keyName, signature);
    }

    /** The master key of the target, which must be the one that was signed. */
    private static String master(Transaction tx, Signed signed) {
        String json = CrossSigningKeys.find(tx, signed.target(), CrossSigning.MASTER);
        if (json == null
                || !signed.targetKey().equals(CrossSigning.publicKey(Json.trusted(json)))) {
            throw MatrixErrors.notFound("no such key");
        }
        requireSame(signed.object(), json);
        return json;
    }

    private static void requireSame(ObjectNode sent, String stored) {
        if (!KeyChecks.signedPart(sent).equals(KeyChecks.signedPart(Json.trusted(stored)))) {
            throw KeyChecks.invalidSignature("the signed key is not the one that is stored");
        }
    }

    /** Stores what still stands on the same keys; gives what does not. */
    private static List<Signed> store(WriteTransaction tx, UserId user, List<Verified> verified) {
        List<Signed> late = new ArrayList<>();
        boolean ownChanged = false;
        for (Verified one : verified) {
            Signed signed = one.signed();
            if (!stands(tx, user, one)) {
                late.add(signed);
                continue;
            }
            boolean changed = false;
            for (Proof proof : one.proofs()) {
                changed |=
                        KeySignatures.put(
                                tx, signed.target(), signed.targetKey(), proof.signature());
            }
            if (changed && signed.target().equals(user)) {
                ownChanged = true;
            } else if (changed) {
                DeviceListChanges.announceTo(tx, signed.target(), user);
            }
        }
        if (ownChanged) {
            DeviceListChanges.announce(tx, user);
        }
        return late;
    }

    private static boolean stands(Transaction tx, UserId user, Verified one) {
        UserId target = one.signed().target();
        String targetNow =
                one.proofs().getFirst().signer().usage().equals(CrossSigning.SELF_SIGNING)
                        ? stockpot.server.store.DeviceKeys.find(
                                tx, target, new DeviceId(one.signed().targetKey()))
                        : CrossSigningKeys.find(tx, target, CrossSigning.MASTER);
        return one.targetJson().equals(targetNow)
                && one.proofs().stream().allMatch(proof -> stands(tx, user, proof.signer()));
    }

    private static boolean stands(Transaction tx, UserId user, Signer signer) {
        DeviceId device = signer.device();
        String now =
                device == null
                        ? CrossSigningKeys.find(tx, user, signer.usage())
                        : stockpot.server.store.DeviceKeys.find(tx, user, device);
        return signer.json().equals(now);
    }
}
