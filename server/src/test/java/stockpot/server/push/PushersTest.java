package stockpot.server.push;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;
import stockpot.server.users.Caller;

class PushersTest {
    private static final UserId ALICE = new UserId("@alice:test");
    private static final UserId BOB = new UserId("@bob:test");
    private static final DeviceId PHONE = new DeviceId("PHONE");
    private static final DeviceId LAPTOP = new DeviceId("LAPTOP");

    private static Caller on(UserId user, DeviceId device) {
        return new Caller(user, device, false, 1);
    }

    private static PusherRequest pusher(String key, String url, boolean append) {
        return PusherRequest.of(
                Body.of(
                        Json.parseObject(
                                """
                                {"app_id": "app", "pushkey": "%s", "kind": "http", "lang": "en",
                                 "app_display_name": "App", "device_display_name": "Phone",
                                 "append": %s, "data": {"url": "%s"}}
                                """
                                        .formatted(key, append, url))));
    }

    private static PusherRequest pusher(String key, boolean append) {
        return pusher(key, "https://push.test/_matrix/push/v1/notify", append);
    }

    @OnBothDatabases
    void pusherGoesWithTheSessionThatMadeIt(Database database) {
        Pushers pushers = new Pushers(database);
        pushers.set(on(ALICE, PHONE), pusher("one", false));
        pushers.set(on(ALICE, LAPTOP), pusher("two", false));
        database.write(tx -> {
            pushers.removed(tx, ALICE, List.of(PHONE));
            return true;
        });
        List<String> left = pushers.of(ALICE);
        assertEquals(1, left.size());
        assertTrue(left.getFirst().contains("two"));
    }

    @OnBothDatabases
    void keyMovesToWhoSetsItLastUnlessAppended(Database database) {
        Pushers pushers = new Pushers(database);
        pushers.set(on(ALICE, PHONE), pusher("one", false));
        pushers.set(on(BOB, LAPTOP), pusher("one", true));
        assertEquals(1, pushers.of(ALICE).size());
        pushers.set(on(BOB, LAPTOP), pusher("one", false));
        assertEquals(0, pushers.of(ALICE).size());
        assertEquals(1, pushers.of(BOB).size());
        pushers.delete(BOB, "app", "one");
        assertEquals(0, pushers.of(BOB).size());
    }

    @OnBothDatabases
    void addressOfNoGatewayIsRefused(Database database) {
        assertThrows(
                MatrixException.class, () -> pusher("one", "https://push.test/elsewhere", false));
        assertThrows(
                MatrixException.class, () -> pusher("one", "file:/_matrix/push/v1/notify", false));
    }
}
