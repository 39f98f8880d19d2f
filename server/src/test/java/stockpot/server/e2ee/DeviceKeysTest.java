package stockpot.server.e2ee;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.e2ee.Cast.ALICE;
import static stockpot.server.e2ee.Cast.LAPTOP;
import static stockpot.server.e2ee.Cast.PHONE;
import static stockpot.server.e2ee.Cast.assertRefused;
import static stockpot.server.e2ee.Cast.deviceKeys;
import static stockpot.server.e2ee.Cast.json;
import static stockpot.server.e2ee.Cast.key;
import static stockpot.server.e2ee.Cast.rows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;
import stockpot.server.store.DeviceListChanges;
import stockpot.server.store.KeyCountChanges;

class DeviceKeysTest {
    private static ObjectNode withDeviceKeys(ObjectNode keys) {
        ObjectNode body = Json.object();
        body.set("device_keys", keys);
        return body;
    }

    private static ObjectNode valid() {
        return deviceKeys(ALICE, PHONE, key(1));
    }

    @OnBothDatabases
    void uploadIsCountedAndAnnounced(Database database) {
        Cast.device(database, ALICE, PHONE);
        ObjectNode body = withDeviceKeys(valid());
        body.putObject("one_time_keys").put("curve25519:A", "k1").put("curve25519:B", "k2");
        body.putObject("fallback_keys").put("signed_curve25519:F", "f1");
        KeyCounts counts = new DeviceKeys(database).upload(ALICE, PHONE, body);
        assertEquals(Map.of("curve25519", 2, "signed_curve25519", 0), counts.oneTimeKeys());
        assertEquals(List.of("signed_curve25519"), counts.unusedFallbackTypes());
        long list = database.read(tx -> DeviceListChanges.last(tx, ALICE));
        long count = database.read(tx -> KeyCountChanges.last(tx, ALICE, PHONE));
        assertTrue(list > 0 && count > list, list + " " + count);
        new DeviceKeys(database).upload(ALICE, PHONE, body.deepCopy());
        long listAgain = database.read(tx -> DeviceListChanges.last(tx, ALICE));
        assertEquals(list, listAgain, "the same keys again are no news");
    }

    @OnBothDatabases
    void unstableSpellingOfFallbackKeysIsTaken(Database database) {
        Cast.device(database, ALICE, PHONE);
        KeyCounts counts =
                new DeviceKeys(database)
                        .upload(
                                ALICE,
                                PHONE,
                                json("{'org.matrix.msc2732.fallback_keys':{'a:F':'f'}}"));
        assertEquals(List.of("a"), counts.unusedFallbackTypes());
    }

    @OnBothDatabases
    void y02_keyIdWithOtherContentIsRefused(Database database) {
        Cast.device(database, ALICE, PHONE);
        DeviceKeys keys = new DeviceKeys(database);
        keys.upload(ALICE, PHONE, json("{'one_time_keys':{'a:1':{'key':'x','n':1}}}"));
        KeyCounts same =
                keys.upload(ALICE, PHONE, json("{'one_time_keys':{'a:1':{'n':1,'key':'x'}}}"));
        assertEquals(1, same.oneTimeKeys().get("a"), "order of keys makes no difference");
        MatrixException refusal =
                assertRefused(
                        400,
                        "M_INVALID_PARAM",
                        () ->
                                keys.upload(
                                        ALICE,
                                        PHONE,
                                        json("{'one_time_keys':{'a:2':'n','a:1':'y'}}")));
        assertTrue(
                String.valueOf(refusal.getMessage())
                        .startsWith("One time key a:1 already exists. Old key: "));
        assertEquals(1, rows(database, "one_time_keys"), "nothing of a refused upload is stored");
        KeyCounts counts = keys.upload(ALICE, PHONE, json("{'one_time_keys':{'a:2':'n'}}"));
        assertEquals(2, counts.oneTimeKeys().get("a"), "the count is right after it");
    }

    @OnBothDatabases
    void y03_keysOfAnotherUserOrDeviceAreRefused(Database database) {
        Cast.device(database, ALICE, PHONE);
        DeviceKeys keys = new DeviceKeys(database);
        for (ObjectNode wrong :
                List.of(
                        deviceKeys(Cast.BOB, PHONE, key(1)),
                        deviceKeys(ALICE, LAPTOP, key(1)),
                        withSignatureOf("@bob:example.org"))) {
            assertRefused(
                    400, "M_INVALID_PARAM", () -> keys.upload(ALICE, PHONE, withDeviceKeys(wrong)));
        }
        assertEquals(0, rows(database, "device_keys"));
    }

    private static ObjectNode withSignatureOf(String user) {
        ObjectNode keys = valid();
        ((ObjectNode) keys.get("signatures")).putObject(user).put("ed25519:X", "forged");
        return keys;
    }

    @OnBothDatabases
    void y03_malformedDeviceKeysAreRefused(Database database) {
        Cast.device(database, ALICE, PHONE);
        DeviceKeys keys = new DeviceKeys(database);
        assertRefused(
                400, "M_BAD_JSON", () -> keys.upload(ALICE, PHONE, json("{'device_keys':null}")));
        for (String field : List.of("user_id", "device_id", "algorithms", "keys", "signatures")) {
            for (String value : List.of("null", "1", "[1]", "{'x':1}", "'text'", "absent")) {
                ObjectNode wrong = valid();
                wrong.remove(field);
                if (!value.equals("absent")) {
                    wrong.setAll(json("{'" + field + "':" + value + "}"));
                }
                MatrixException refusal =
                        org.junit.jupiter.api.Assertions.assertThrows(
                                MatrixException.class,
                                () -> keys.upload(ALICE, PHONE, withDeviceKeys(wrong)),
                                () -> field + " " + value);
                assertEquals(400, refusal.status());
            }
        }
        assertEquals(0, rows(database, "device_keys"));
    }

    @OnBothDatabases
    void y03_oneTimeKeyWithAWrongSignatureIsRefused(Database database) {
        Cast.device(database, ALICE, PHONE);
        DeviceKeys keys = new DeviceKeys(database);
        keys.upload(ALICE, PHONE, withDeviceKeys(valid()));
        ObjectNode good = Cast.sign(Cast.oneTimeKey("x"), ALICE, "ed25519:PHONE", key(1));
        ObjectNode forged = Cast.sign(Cast.oneTimeKey("y"), ALICE, "ed25519:PHONE", key(2));
        for (String group : List.of("one_time_keys", "fallback_keys")) {
            ObjectNode body = Json.object();
            body.putObject(group).set("signed_curve25519:1", forged);
            assertRefused(400, "M_INVALID_SIGNATURE", () -> keys.upload(ALICE, PHONE, body));
        }
        ObjectNode body = Json.object();
        body.putObject("one_time_keys").set("signed_curve25519:1", good);
        KeyCounts counts = keys.upload(ALICE, PHONE, body);
        assertEquals(1, counts.oneTimeKeys().get("signed_curve25519"));
    }

    @OnBothDatabases
    void y03_malformedOneTimeKeysAreRefused(Database database) {
        Cast.device(database, ALICE, PHONE);
        DeviceKeys keys = new DeviceKeys(database);
        for (String wrong :
                List.of(
                        "{'one_time_keys':[]}",
                        "{'one_time_keys':{'nocolon':'x'}}",
                        "{'one_time_keys':{':1':'x'}}",
                        "{'one_time_keys':{'a:1':1}}",
                        "{'one_time_keys':{'a:1':null}}",
                        "{'one_time_keys':{'a:1':{}}}",
                        "{'one_time_keys':{'a:1':{'key':'x','signatures':[]}}}",
                        "{'one_time_keys':{'a:\\u0000':'x'}}",
                        "{'fallback_keys':{'a:1':'x','a:2':'y'}}")) {
            MatrixException refusal =
                    org.junit.jupiter.api.Assertions.assertThrows(
                            MatrixException.class,
                            () -> keys.upload(ALICE, PHONE, json(wrong)),
                            wrong);
            assertEquals(400, refusal.status(), wrong);
        }
        assertEquals(0, rows(database, "one_time_keys"));
        assertEquals(0, rows(database, "fallback_keys"));
    }

    @OnBothDatabases
    void ceilingOfOneTimeKeysHolds(Database database) {
        Cast.device(database, ALICE, PHONE);
        DeviceKeys keys = new DeviceKeys(database);
        ObjectNode full = Json.object();
        ObjectNode group = full.putObject("one_time_keys");
        for (int i = 0; i < DeviceKeys.MAX_ONE_TIME_KEYS; i++) {
            group.put("a:" + i, "k" + i);
        }
        keys.upload(ALICE, PHONE, full);
        assertRefused(
                400,
                "M_INVALID_PARAM",
                () -> keys.upload(ALICE, PHONE, json("{'one_time_keys':{'a:more':'x'}}")));
        KeyCounts counts = keys.upload(ALICE, PHONE, json("{'one_time_keys':{'b:1':'x'}}"));
        assertEquals(200, counts.oneTimeKeys().get("a"));
        assertEquals(1, counts.oneTimeKeys().get("b"));
    }

    @OnBothDatabases
    void oversizeKeysAreRefused(Database database) {
        Cast.device(database, ALICE, PHONE);
        DeviceKeys keys = new DeviceKeys(database);
        ObjectNode large = valid();
        large.put("more", "x".repeat(KeyUpload.MAX_DEVICE_KEYS_BYTES));
        assertRefused(413, "M_TOO_LARGE", () -> keys.upload(ALICE, PHONE, withDeviceKeys(large)));
        String value = "x".repeat(KeyUpload.MAX_KEY_BYTES - 1);
        assertRefused(
                413,
                "M_TOO_LARGE",
                () -> keys.upload(ALICE, PHONE, json("{'one_time_keys':{'a:1':'" + value + "'}}")));
    }

    @OnBothDatabases
    void y08_uploadForADeletedDeviceStoresNothing(Database database) {
        DeviceKeys keys = new DeviceKeys(database);
        assertRefused(
                401, "M_UNKNOWN_TOKEN", () -> keys.upload(ALICE, PHONE, withDeviceKeys(valid())));
        assertNull(database.read(tx -> tx.first("SELECT 1 FROM device_keys", row -> 1)));
    }
}
