package stockpot.server.e2ee;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.e2ee.Cast.ALICE;
import static stockpot.server.e2ee.Cast.BOB;
import static stockpot.server.e2ee.Cast.PHONE;
import static stockpot.server.e2ee.Cast.SERVER;
import static stockpot.server.e2ee.Cast.key;
import static stockpot.server.e2ee.Cast.publicKey;
import static stockpot.server.e2ee.Cast.rows;
import static stockpot.server.e2ee.CrossSigningTest.MASTER;
import static stockpot.server.e2ee.CrossSigningTest.SELF;
import static stockpot.server.e2ee.CrossSigningTest.USER;
import static stockpot.server.e2ee.CrossSigningTest.crossKey;
import static stockpot.server.e2ee.CrossSigningTest.signedBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.signing.SigningKey;
import stockpot.server.store.Database;
import stockpot.server.store.DeviceListChanges;

class SignatureUploadsTest {
    private static final SigningKey BOBS_MASTER = key(21);
    private static final SigningKey DEVICE = key(1);

    /** Alice with a device and all keys, Bob with all keys. */
    private static void people(Database database) {
        Cast.device(database, ALICE, PHONE);
        ObjectNode upload = Json.object();
        upload.set("device_keys", Cast.deviceKeys(ALICE, PHONE, DEVICE));
        new DeviceKeys(database).upload(ALICE, PHONE, upload);
        CrossSigning keys = new CrossSigning(database);
        keys.store(keys.plan(ALICE, CrossSigningTest.all(ALICE, MASTER, SELF, USER)), tx -> {});
        keys.store(
                keys.plan(BOB, CrossSigningTest.all(BOB, BOBS_MASTER, key(22), key(23))), tx -> {});
    }

    private static JsonNode failures(
            Database database, UserId user, UserId target, String keyId, ObjectNode signed) {
        ObjectNode body = Json.object();
        body.putObject(target.value()).set(keyId, signed);
        return new SignatureUploads(database).upload(user, body).path("failures");
    }

    private static JsonNode query(Database database, UserId viewer, UserId target) {
        ObjectNode body = Json.object();
        body.putObject("device_keys").putArray(target.value());
        return Cast.read(new KeyQueries(database, SERVER).query(viewer, body));
    }

    private static JsonNode masterSignatures(Database database, UserId viewer, UserId target) {
        return query(database, viewer, target)
                .path("master_keys")
                .path(target.value())
                .path("signatures");
    }

    @OnBothDatabases
    void theThreeRelationsAreTakenAndAnnounced(Database database) {
        people(database);
        ObjectNode device = Cast.deviceKeys(ALICE, PHONE, DEVICE);
        assertTrue(
                failures(database, ALICE, ALICE, "PHONE", signedBy(ALICE, device, SELF)).isEmpty());
        ObjectNode master = crossKey(ALICE, "master", MASTER);
        Cast.sign(master, ALICE, "ed25519:PHONE", DEVICE);
        assertTrue(failures(database, ALICE, ALICE, publicKey(MASTER), master).isEmpty());
        long own = database.read(tx -> DeviceListChanges.last(tx, ALICE));
        ObjectNode bobs = signedBy(ALICE, crossKey(BOB, "master", BOBS_MASTER), USER);
        assertTrue(failures(database, ALICE, BOB, publicKey(BOBS_MASTER), bobs).isEmpty());
        assertEquals(3, rows(database, "key_signatures"));
        JsonNode seen =
                query(database, BOB, ALICE).path("device_keys").path(ALICE.value()).path("PHONE");
        assertTrue(seen.path("signatures").path(ALICE.value()).has("ed25519:" + publicKey(SELF)));
        assertTrue(seen.path("signatures").path(ALICE.value()).has("ed25519:PHONE"));
        assertTrue(masterSignatures(database, BOB, ALICE).path(ALICE.value()).has("ed25519:PHONE"));
        assertEquals(
                java.util.List.of(BOB),
                database.read(tx -> DeviceListChanges.between(tx, ALICE, own, Long.MAX_VALUE)));
    }

    @OnBothDatabases
    void signatureOnAnotherUserIsSeenByItsMakerOnly(Database database) {
        people(database);
        ObjectNode bobs = signedBy(ALICE, crossKey(BOB, "master", BOBS_MASTER), USER);
        failures(database, ALICE, BOB, publicKey(BOBS_MASTER), bobs);
        assertTrue(masterSignatures(database, ALICE, BOB).has(ALICE.value()));
        assertFalse(masterSignatures(database, BOB, BOB).has(ALICE.value()));
        assertFalse(masterSignatures(database, Cast.CHARLIE, BOB).has(ALICE.value()));
        assertTrue(query(database, BOB, BOB).path("user_signing_keys").has(BOB.value()));
        assertFalse(query(database, ALICE, BOB).path("user_signing_keys").has(BOB.value()));
    }

    @OnBothDatabases
    void y05_forgedSignaturesFailPerKeyAndAreNotStored(Database database) {
        people(database);
        String self = "ed25519:" + publicKey(SELF);
        ObjectNode forgedDevice =
                Cast.sign(Cast.deviceKeys(ALICE, PHONE, DEVICE), ALICE, self, key(99));
        String userKey = "ed25519:" + publicKey(USER);
        ObjectNode forgedUser =
                Cast.sign(crossKey(BOB, "master", BOBS_MASTER), ALICE, userKey, key(99));
        ObjectNode forgedMaster =
                Cast.sign(crossKey(ALICE, "master", MASTER), ALICE, "ed25519:PHONE", key(99));
        ObjectNode body = Json.object();
        body.putObject(ALICE.value())
                .<ObjectNode>set("PHONE", forgedDevice)
                .set(publicKey(MASTER), forgedMaster);
        body.putObject(BOB.value()).set(publicKey(BOBS_MASTER), forgedUser);
        JsonNode failures = new SignatureUploads(database).upload(ALICE, body).path("failures");
        for (JsonNode failure :
                new JsonNode[] {
                    failures.path(ALICE.value()).path("PHONE"),
                    failures.path(ALICE.value()).path(publicKey(MASTER)),
                    failures.path(BOB.value()).path(publicKey(BOBS_MASTER))
                }) {
            assertEquals("M_INVALID_SIGNATURE", failure.path("errcode").asText());
        }
        assertEquals(0, rows(database, "key_signatures"));
    }

    @OnBothDatabases
    void y05_otherRelationsAreRefused(Database database) {
        people(database);
        Cast.device(database, BOB, PHONE);
        ObjectNode bobsDevice = Cast.deviceKeys(BOB, PHONE, key(2));
        ObjectNode upload = Json.object();
        upload.set("device_keys", bobsDevice.deepCopy());
        new DeviceKeys(database).upload(BOB, PHONE, upload);
        // On another user's device; by the wrong own key; by another user's key.
        ObjectNode onDevice = signedBy(ALICE, bobsDevice, USER);
        assertFalse(failures(database, ALICE, BOB, "PHONE", onDevice).isEmpty());
        ObjectNode bySelf = signedBy(ALICE, crossKey(BOB, "master", BOBS_MASTER), SELF);
        assertFalse(failures(database, ALICE, BOB, publicKey(BOBS_MASTER), bySelf).isEmpty());
        ObjectNode byMaster = signedBy(ALICE, Cast.deviceKeys(ALICE, PHONE, DEVICE), MASTER);
        assertFalse(failures(database, ALICE, ALICE, "PHONE", byMaster).isEmpty());
        ObjectNode asBob = signedBy(BOB, crossKey(ALICE, "master", MASTER), key(23));
        assertFalse(failures(database, ALICE, ALICE, publicKey(MASTER), asBob).isEmpty());
        ObjectNode onSelfSigning = signedBy(ALICE, crossKey(BOB, "self_signing", key(22)), USER);
        assertFalse(failures(database, ALICE, BOB, publicKey(key(22)), onSelfSigning).isEmpty());
        assertEquals(0, rows(database, "key_signatures"));
    }

    @OnBothDatabases
    void y05_signedObjectMustBeTheStoredOne(Database database) {
        people(database);
        ObjectNode altered = Cast.deviceKeys(ALICE, PHONE, DEVICE);
        altered.put("more", 1);
        JsonNode failures =
                failures(database, ALICE, ALICE, "PHONE", signedBy(ALICE, altered, SELF));
        assertEquals(
                "M_INVALID_SIGNATURE",
                failures.path(ALICE.value()).path("PHONE").path("errcode").asText());
        assertEquals(0, rows(database, "key_signatures"));
    }
}
