package stockpot.server.e2ee;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static stockpot.server.e2ee.Cast.ALICE;
import static stockpot.server.e2ee.Cast.BOB;
import static stockpot.server.e2ee.Cast.LAPTOP;
import static stockpot.server.e2ee.Cast.PHONE;
import static stockpot.server.e2ee.Cast.SERVER;
import static stockpot.server.e2ee.Cast.json;
import static stockpot.server.e2ee.Cast.key;
import static stockpot.server.e2ee.Cast.rows;
import static stockpot.server.e2ee.CrossSigningTest.MASTER;
import static stockpot.server.e2ee.CrossSigningTest.SELF;
import static stockpot.server.e2ee.CrossSigningTest.USER;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.json.Json;
import stockpot.server.ports.jvm.JvmClock;
import stockpot.server.store.Database;
import stockpot.server.store.DeviceListChanges;

class DeviceCleanupTest {
    private static final List<String> TABLES =
            List.of(
                    "device_keys",
                    "one_time_keys",
                    "fallback_keys",
                    "key_count_changes",
                    "to_device_messages");

    private static void fill(Database database, DeviceId device) {
        Cast.device(database, ALICE, device);
        ObjectNode body = json("{'one_time_keys':{'a:1':'x'},'fallback_keys':{'a:2':'y'}}");
        ObjectNode keys = Cast.deviceKeys(ALICE, device, key(device.value().length()));
        body.set("device_keys", keys);
        new DeviceKeys(database).upload(ALICE, device, body.deepCopy());
        ObjectNode message = Json.object();
        message.putObject("messages").putObject(ALICE.value()).putObject(device.value());
        new ToDevice(database, new JvmClock(), SERVER)
                .send(BOB, null, "m.x", device.value(), message);
        ObjectNode signed = Json.object();
        signed.putObject(ALICE.value())
                .set(device.value(), CrossSigningTest.signedBy(ALICE, keys.deepCopy(), SELF));
        new SignatureUploads(database).upload(ALICE, signed);
    }

    @OnBothDatabases
    void y08_nothingOfADeletedDeviceStays(Database database) {
        CrossSigning crossSigning = new CrossSigning(database);
        crossSigning.store(
                crossSigning.plan(ALICE, CrossSigningTest.all(ALICE, MASTER, SELF, USER)),
                tx -> {});
        fill(database, PHONE);
        fill(database, LAPTOP);
        for (String table : TABLES) {
            assertEquals(2, rows(database, table), table);
        }
        assertEquals(2, rows(database, "key_signatures"));
        long before = database.position();
        database.write(tx -> {
            new DeviceCleanup().removed(tx, ALICE, List.of(PHONE));
            return true;
        });
        for (String table : TABLES) {
            assertEquals(1, rows(database, table), table);
        }
        assertEquals(1, rows(database, "key_signatures"));
        long announced = database.read(tx -> DeviceListChanges.last(tx, ALICE));
        assertTrue(announced > before);
        // A new device of the same id starts with nothing.
        KeyCounts counts = database.read(tx -> DeviceKeys.counts(tx, ALICE, PHONE));
        assertEquals(List.of(), counts.unusedFallbackTypes());
        assertEquals(null, counts.oneTimeKeys().get("a"));
    }

    @OnBothDatabases
    void y08_keysThatReplaceOthersLoseTheirSignatures(Database database) {
        CrossSigning crossSigning = new CrossSigning(database);
        crossSigning.store(
                crossSigning.plan(ALICE, CrossSigningTest.all(ALICE, MASTER, SELF, USER)),
                tx -> {});
        fill(database, PHONE);
        assertEquals(1, rows(database, "key_signatures"));
        ObjectNode other = Json.object();
        other.set("device_keys", Cast.deviceKeys(ALICE, PHONE, key(77)));
        new DeviceKeys(database).upload(ALICE, PHONE, other);
        assertEquals(0, rows(database, "key_signatures"));
    }

    @OnBothDatabases
    void newAndRenamedDevicesAreAnnounced(Database database) {
        long start = database.position();
        database.write(tx -> {
            new DeviceCleanup().added(tx, ALICE, PHONE);
            return true;
        });
        long added = database.read(tx -> DeviceListChanges.last(tx, ALICE));
        database.write(tx -> {
            new DeviceCleanup().renamed(tx, ALICE, PHONE);
            return true;
        });
        long renamed = database.read(tx -> DeviceListChanges.last(tx, ALICE));
        assertTrue(start < added && added < renamed);
    }
}
