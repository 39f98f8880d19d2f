package stockpot.server.e2ee;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.e2ee.Cast.ALICE;
import static stockpot.server.e2ee.Cast.BOB;
import static stockpot.server.e2ee.Cast.LAPTOP;
import static stockpot.server.e2ee.Cast.PHONE;
import static stockpot.server.e2ee.Cast.SERVER;
import static stockpot.server.e2ee.Cast.assertRefused;
import static stockpot.server.e2ee.Cast.json;
import static stockpot.server.e2ee.Cast.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;
import stockpot.server.store.Devices;

class KeyQueriesTest {
    private static JsonNode query(Database database, String body) {
        return Cast.read(new KeyQueries(database, SERVER).query(BOB, json(body)));
    }

    private static void upload(Database database) {
        Cast.device(database, ALICE, PHONE, LAPTOP);
        for (var device : List.of(PHONE, LAPTOP)) {
            ObjectNode keys = Cast.deviceKeys(ALICE, device, key(1));
            keys.putObject("unsigned").put("device_display_name", "forged");
            ObjectNode body = Json.object();
            body.set("device_keys", keys);
            new DeviceKeys(database).upload(ALICE, device, body);
        }
    }

    @OnBothDatabases
    void answerHoldsWhatWasUploadedAndTheNameFromTheServer(Database database) {
        upload(database);
        database.write(tx -> Devices.rename(tx, ALICE, PHONE, "Phone"));
        JsonNode devices =
                query(database, "{'device_keys':{'@alice:example.org':[]}}")
                        .path("device_keys")
                        .path(ALICE.value());
        ObjectNode expected = Cast.deviceKeys(ALICE, PHONE, key(1));
        expected.putObject("unsigned").put("device_display_name", "Phone");
        assertEquals(expected, devices.path("PHONE"));
        assertEquals(Json.object(), devices.path("LAPTOP").path("unsigned"));
    }

    @OnBothDatabases
    void onlyTheDevicesThatWereNamedAreGiven(Database database) {
        upload(database);
        JsonNode devices =
                query(database, "{'device_keys':{'@alice:example.org':['PHONE','NONE']}}")
                        .path("device_keys")
                        .path(ALICE.value());
        assertTrue(devices.has("PHONE"));
        assertFalse(devices.has("LAPTOP") || devices.has("NONE"));
    }

    @OnBothDatabases
    void usersWithoutKeysAndUnknownUsersLookAlike(Database database) {
        JsonNode answer =
                query(
                        database,
                        "{'device_keys':{'@nobody:example.org':[],'@zara:elsewhere.example':[]}}");
        assertEquals(
                json(
                        "{'device_keys':{'@nobody:example.org':{}},'master_keys':{},"
                                + "'self_signing_keys':{},'user_signing_keys':{},'failures':{}}"),
                answer);
    }

    @OnBothDatabases
    void y07_thousandsOfUsersAreAnsweredInParts(Database database) {
        upload(database);
        CrossSigning crossSigning = new CrossSigning(database);
        crossSigning.store(
                crossSigning.plan(ALICE, CrossSigningTest.all(ALICE, key(11), key(12), key(13))),
                tx -> {});
        ObjectNode body = Json.object();
        ObjectNode users = body.putObject("device_keys");
        for (int i = 0; i < 3_000; i++) {
            users.putArray("@user" + i + ":example.org");
        }
        users.putArray(ALICE.value());
        JsonNode answer = Cast.read(new KeyQueries(database, SERVER).query(BOB, body));
        assertEquals(3_001, answer.path("device_keys").size());
        assertEquals(2, answer.path("device_keys").path(ALICE.value()).size());
        assertEquals(1, answer.path("master_keys").size());
    }

    @OnBothDatabases
    void y07_tooManyUsersOrDevicesAreRefused(Database database) {
        ObjectNode body = Json.object();
        ObjectNode users = body.putObject("device_keys");
        for (int i = 0; i <= KeyQueries.MAX_USERS; i++) {
            users.putArray("@user" + i + ":example.org");
        }
        KeyQueries queries = new KeyQueries(database, SERVER);
        assertRefused(413, "M_TOO_LARGE", () -> queries.query(BOB, body));
        ObjectNode many = Json.object();
        var devices = many.putObject("device_keys").putArray(ALICE.value());
        for (int i = 0; i <= KeyQueries.MAX_DEVICES; i++) {
            devices.add("D" + i);
        }
        assertRefused(413, "M_TOO_LARGE", () -> queries.query(BOB, many));
    }

    @OnBothDatabases
    void malformedQueriesAreRefused(Database database) {
        assertRefused(400, "M_MISSING_PARAM", () -> query(database, "{}"));
        for (String wrong :
                List.of(
                        "{'device_keys':[]}",
                        "{'device_keys':null}",
                        "{'device_keys':{'@a:b':{'D':1}}}",
                        "{'device_keys':{'@a:b':'D'}}",
                        "{'device_keys':{'@a:b':[1]}}")) {
            assertRefused(400, "M_BAD_JSON", () -> query(database, wrong));
        }
        assertRefused(
                400, "M_INVALID_PARAM", () -> query(database, "{'device_keys':{'nobody':[]}}"));
    }
}
