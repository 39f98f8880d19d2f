package stockpot.server.e2ee;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.e2ee.Cast.ALICE;
import static stockpot.server.e2ee.Cast.PHONE;
import static stockpot.server.e2ee.Cast.SERVER;
import static stockpot.server.e2ee.Cast.assertRefused;
import static stockpot.server.e2ee.Cast.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;

class KeyClaimsTest {
    private static final String CLAIM =
            "{'one_time_keys':{'@alice:example.org':{'PHONE':'signed_curve25519'}}}";

    private static ObjectNode keys(int from, int to) {
        ObjectNode body = Json.object();
        ObjectNode keys = body.putObject("one_time_keys");
        for (int i = from; i < to; i++) {
            keys.putObject("signed_curve25519:K" + i).put("key", "v" + i);
        }
        return body;
    }

    private static JsonNode claim(KeyClaims claims) {
        return claims.claim(json(CLAIM)).path("one_time_keys").path(ALICE.value()).path("PHONE");
    }

    @OnBothDatabases
    void y01_eachKeyIsHandedOutOnceThenTheFallbackKey(Database database) throws Exception {
        Cast.device(database, ALICE, PHONE);
        DeviceKeys keys = new DeviceKeys(database);
        keys.upload(ALICE, PHONE, keys(0, 50));
        keys.upload(
                ALICE,
                PHONE,
                json("{'fallback_keys':{'signed_curve25519:F':{'key':'f','fallback':true}}}"));
        KeyClaims claims = new KeyClaims(database, SERVER);
        List<String> given = claimInParallel(claims, 100);
        List<String> oneTime = given.stream().filter(key -> !key.endsWith(":F")).toList();
        Set<String> distinct = new HashSet<>(oneTime);
        assertEquals(50, oneTime.size());
        assertEquals(50, distinct.size(), "no key twice");
        assertEquals(100, given.size(), "then the fallback key");
        KeyCounts left = database.read(tx -> DeviceKeys.counts(tx, ALICE, PHONE));
        assertEquals(0, left.oneTimeKeys().get("signed_curve25519"));
        assertEquals(List.of(), left.unusedFallbackTypes());
    }

    private static List<String> claimInParallel(KeyClaims claims, int clients)
            throws InterruptedException, ExecutionException {
        List<Future<String>> futures = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                futures.add(executor.submit(() -> claim(claims).fieldNames().next()));
            }
        }
        List<String> given = new ArrayList<>();
        for (Future<String> future : futures) {
            given.add(future.get());
        }
        return given;
    }

    @OnBothDatabases
    void y01_claimedKeyStaysClaimedAfterRestartAndRepeatedUpload(TestDatabase test) {
        Database database = test.open();
        Cast.device(database, ALICE, PHONE);
        new DeviceKeys(database).upload(ALICE, PHONE, keys(0, 1));
        assertTrue(claim(new KeyClaims(database, SERVER)).has("signed_curve25519:K0"));
        Database again = test.reopen();
        // The client never saw the answer of its upload and sends it once more.
        KeyCounts counts = new DeviceKeys(again).upload(ALICE, PHONE, keys(0, 1));
        assertEquals(0, counts.oneTimeKeys().get("signed_curve25519"));
        assertTrue(claim(new KeyClaims(again, SERVER)).isMissingNode());
    }

    @OnBothDatabases
    void keysAreHandedOutInTheOrderOfUpload(Database database) {
        Cast.device(database, ALICE, PHONE);
        DeviceKeys keys = new DeviceKeys(database);
        for (int i : List.of(5, 3, 9, 1)) {
            keys.upload(ALICE, PHONE, keys(i, i + 1));
        }
        KeyClaims claims = new KeyClaims(database, SERVER);
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            order.add(claim(claims).fieldNames().next());
        }
        assertEquals(
                List.of(
                        "signed_curve25519:K5",
                        "signed_curve25519:K3",
                        "signed_curve25519:K9",
                        "signed_curve25519:K1"),
                order);
    }

    @OnBothDatabases
    void memoryOfClaimsIsBounded(Database database) {
        Cast.device(database, ALICE, PHONE);
        DeviceKeys keys = new DeviceKeys(database);
        KeyClaims claims = new KeyClaims(database, SERVER);
        for (int round = 0; round < 3; round++) {
            keys.upload(ALICE, PHONE, keys(round * 150, round * 150 + 150));
            ObjectNode all = Json.object();
            for (int i = 0; i < 150; i++) {
                claim(claims);
            }
            assertTrue(all.isEmpty());
        }
        assertEquals(200, Cast.rows(database, "one_time_keys"));
    }

    @OnBothDatabases
    void unknownDevicesAndOtherServersAreLeftOut(Database database) {
        ObjectNode answer =
                new KeyClaims(database, SERVER)
                        .claim(
                                json(
                                        "{'one_time_keys':{'@alice:example.org':{'NO':'a'},"
                                                + "'@zara:elsewhere.example':{'X':'a'}}}"));
        assertEquals(json("{'one_time_keys':{},'failures':{}}"), answer);
    }

    @OnBothDatabases
    void malformedClaimsAreRefused(Database database) {
        KeyClaims claims = new KeyClaims(database, SERVER);
        assertRefused(400, "M_MISSING_PARAM", () -> claims.claim(json("{}")));
        for (String wrong :
                List.of(
                        "{'one_time_keys':[]}",
                        "{'one_time_keys':{'@a:b':[]}}",
                        "{'one_time_keys':{'@a:b':{'D':1}}}")) {
            assertRefused(400, "M_BAD_JSON", () -> claims.claim(json(wrong)));
        }
        assertRefused(
                400,
                "M_INVALID_PARAM",
                () -> claims.claim(json("{'one_time_keys':{'nobody':{'D':'a'}}}")));
    }
}
