package stockpot.server.e2ee;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.e2ee.Cast.ALICE;
import static stockpot.server.e2ee.Cast.BOB;
import static stockpot.server.e2ee.Cast.PHONE;
import static stockpot.server.e2ee.Cast.assertRefused;
import static stockpot.server.e2ee.Cast.key;
import static stockpot.server.e2ee.Cast.publicKey;
import static stockpot.server.e2ee.Cast.rows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.signing.SigningKey;
import stockpot.server.store.Database;
import stockpot.server.store.DeviceListChanges;

class CrossSigningTest {
    static final SigningKey MASTER = key(11);
    static final SigningKey SELF = key(12);
    static final SigningKey USER = key(13);

    static ObjectNode crossKey(UserId user, String usage, SigningKey key) {
        ObjectNode json = Json.object();
        json.put("user_id", user.value());
        json.putArray("usage").add(usage);
        json.putObject("keys").put("ed25519:" + publicKey(key), publicKey(key));
        return json;
    }

    static ObjectNode signedBy(UserId user, ObjectNode key, SigningKey master) {
        return Cast.sign(key, user, "ed25519:" + publicKey(master), master);
    }

    /** All three keys of a user. */
    static ObjectNode all(UserId user, SigningKey master, SigningKey self, SigningKey ofUser) {
        ObjectNode body = Json.object();
        body.set("master_key", crossKey(user, "master", master));
        body.set("self_signing_key", signedBy(user, crossKey(user, "self_signing", self), master));
        body.set(
                "user_signing_key", signedBy(user, crossKey(user, "user_signing", ofUser), master));
        return body;
    }

    /** As the endpoint does, where authentication always fails. */
    static boolean uploadWithoutAuthentication(CrossSigning keys, UserId user, ObjectNode body) {
        CrossSigning.Plan plan = keys.plan(user, body);
        return !plan.needsAuthentication() && keys.store(plan, tx -> {});
    }

    @OnBothDatabases
    void y04_onlyTheFirstUploadAndTheSameAgainGoWithoutAuthentication(Database database) {
        CrossSigning keys = new CrossSigning(database);
        assertTrue(uploadWithoutAuthentication(keys, ALICE, all(ALICE, MASTER, SELF, USER)));
        long announced = database.read(tx -> DeviceListChanges.last(tx, ALICE));
        assertTrue(announced > 0, "all who share rooms hear of it");
        assertTrue(uploadWithoutAuthentication(keys, ALICE, all(ALICE, MASTER, SELF, USER)));
        long again = database.read(tx -> DeviceListChanges.last(tx, ALICE));
        assertEquals(announced, again, "the same keys are no news");
        assertFalse(uploadWithoutAuthentication(keys, ALICE, all(ALICE, key(21), SELF, USER)));
        assertFalse(uploadWithoutAuthentication(keys, ALICE, all(ALICE, MASTER, key(21), USER)));
        ObjectNode oneMore = Json.object();
        oneMore.set(
                "user_signing_key",
                signedBy(ALICE, crossKey(ALICE, "user_signing", key(21)), MASTER));
        assertFalse(uploadWithoutAuthentication(keys, ALICE, oneMore));
    }

    @OnBothDatabases
    void y04_ofTwoFirstUploadsAtOnceOneNeedsAuthentication(Database database) throws Exception {
        CrossSigning keys = new CrossSigning(database);
        List<CrossSigning.Plan> plans = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            plans.add(keys.plan(ALICE, all(ALICE, key(30 + i), SELF, USER)));
        }
        List<Future<Boolean>> stored = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (CrossSigning.Plan plan : plans) {
                assertFalse(plan.needsAuthentication());
                stored.add(executor.submit(() -> keys.store(plan, tx -> {})));
            }
        }
        int successes = 0;
        for (Future<Boolean> one : stored) {
            successes += one.get() ? 1 : 0;
        }
        assertEquals(1, successes);
    }

    @OnBothDatabases
    void keyBelowTheMasterMustBeSignedByIt(Database database) {
        CrossSigning keys = new CrossSigning(database);
        ObjectNode alone = Json.object();
        alone.set("self_signing_key", crossKey(ALICE, "self_signing", SELF));
        assertRefused(400, "M_MISSING_PARAM", () -> keys.plan(ALICE, alone));
        for (String name : List.of("self_signing_key", "user_signing_key")) {
            ObjectNode forged = all(ALICE, MASTER, SELF, USER);
            String usage = name.replace("_key", "");
            forged.set(name, signedBy(ALICE, crossKey(ALICE, usage, SELF), key(99)));
            assertRefused(400, "M_INVALID_SIGNATURE", () -> keys.plan(ALICE, forged));
            forged.set(name, crossKey(ALICE, usage, SELF));
            assertRefused(400, "M_INVALID_SIGNATURE", () -> keys.plan(ALICE, forged));
        }
    }

    @OnBothDatabases
    void malformedKeysAreRefused(Database database) {
        CrossSigning keys = new CrossSigning(database);
        assertRefused(400, "M_MISSING_PARAM", () -> keys.plan(ALICE, Json.object()));
        for (ObjectNode wrong :
                List.of(
                        crossKey(BOB, "master", MASTER),
                        crossKey(ALICE, "self_signing", MASTER),
                        withKeys("{'ed25519:abc':'abc'}"),
                        withKeys("{'ed25519:x':'" + publicKey(MASTER) + "'}"),
                        withKeys("{}"))) {
            ObjectNode body = Json.object();
            body.set("master_key", wrong);
            assertRefused(400, "M_INVALID_PARAM", () -> keys.plan(ALICE, body));
        }
        ObjectNode text = Json.object();
        text.put("master_key", "text");
        assertRefused(400, "M_BAD_JSON", () -> keys.plan(ALICE, text));
    }

    private static ObjectNode withKeys(String keys) {
        ObjectNode wrong = crossKey(ALICE, "master", MASTER);
        wrong.setAll(Cast.json("{'keys':" + keys + "}"));
        return wrong;
    }

    @OnBothDatabases
    void keyCalledLikeADeviceIsRefused(Database database) {
        Cast.device(database, ALICE, new DeviceId(publicKey(MASTER)));
        CrossSigning keys = new CrossSigning(database);
        assertRefused(403, "M_FORBIDDEN", () -> keys.plan(ALICE, all(ALICE, MASTER, SELF, USER)));
    }

    @OnBothDatabases
    void newMasterKeyEndsWhatTheOldOneVouchedFor(Database database) {
        Cast.device(database, ALICE, PHONE);
        ObjectNode device = Cast.deviceKeys(ALICE, PHONE, key(1));
        ObjectNode upload = Json.object();
        upload.set("device_keys", device.deepCopy());
        new DeviceKeys(database).upload(ALICE, PHONE, upload);
        CrossSigning keys = new CrossSigning(database);
        assertTrue(uploadWithoutAuthentication(keys, ALICE, all(ALICE, MASTER, SELF, USER)));
        ObjectNode signed = Json.object();
        signed.putObject(ALICE.value()).set("PHONE", signedBy(ALICE, device, SELF));
        new SignatureUploads(database).upload(ALICE, signed);
        assertEquals(1, rows(database, "key_signatures"));
        ObjectNode master = Json.object();
        master.set("master_key", crossKey(ALICE, "master", key(21)));
        assertTrue(keys.store(keys.plan(ALICE, master), tx -> {}));
        assertEquals(0, rows(database, "key_signatures"));
        assertEquals(1, rows(database, "cross_signing_keys"));
    }
}
