package stockpot.server.e2ee;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static stockpot.server.e2ee.Cast.ALICE;
import static stockpot.server.e2ee.Cast.BOB;
import static stockpot.server.e2ee.Cast.LAPTOP;
import static stockpot.server.e2ee.Cast.PHONE;
import static stockpot.server.e2ee.Cast.SERVER;
import static stockpot.server.e2ee.Cast.assertRefused;
import static stockpot.server.e2ee.Cast.json;
import static stockpot.server.e2ee.Cast.rows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import stockpot.server.fixture.OnBothDatabases;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.ports.jvm.JvmClock;
import stockpot.server.store.Database;
import stockpot.server.store.ToDeviceMessages;
import stockpot.server.store.ToDeviceMessages.ToDeviceMessage;

class ToDeviceTest {
    private static ToDevice toDevice(Database database) {
        return new ToDevice(database, new JvmClock(), SERVER);
    }

    private static ObjectNode to(UserId user, String device, String text) {
        ObjectNode body = Json.object();
        body.putObject("messages").putObject(user.value()).putObject(device).put("text", text);
        return body;
    }

    private static List<String> waiting(Database database, UserId user, DeviceId device) {
        List<ToDeviceMessage> messages =
                database.read(tx ->
                        ToDeviceMessages.between(tx, user, device, 0, Long.MAX_VALUE, 20_000));
        return messages.stream()
                .map(message -> Json.trusted(message.json()).path("content").path("text").asText())
                .toList();
    }

    @OnBothDatabases
    void messageReachesTheDeviceAsAnEvent(Database database) {
        Cast.device(database, BOB, PHONE, LAPTOP);
        toDevice(database).send(ALICE, PHONE, "m.x", "1", to(BOB, "PHONE", "hi"));
        ToDevice.Batch batch =
                database.read(
                        tx -> toDevice(database).since(tx, BOB, PHONE, 0, Long.MAX_VALUE, 100));
        assertEquals(
                json("{'content':{'text':'hi'},'sender':'@alice:example.org','type':'m.x'}"),
                Json.trusted(batch.messages().getFirst().json()));
        assertEquals(List.of(), waiting(database, BOB, LAPTOP));
    }

    @OnBothDatabases
    void starReachesAllDevices(Database database) {
        Cast.device(database, BOB, PHONE, LAPTOP);
        toDevice(database).send(ALICE, PHONE, "m.x", "1", to(BOB, "*", "hi"));
        assertEquals(List.of("hi"), waiting(database, BOB, PHONE));
        assertEquals(List.of("hi"), waiting(database, BOB, LAPTOP));
    }

    @OnBothDatabases
    void u02_messagesToNobodyAreStoredNowhere(Database database) {
        Cast.device(database, BOB, PHONE);
        ToDevice messages = toDevice(database);
        messages.send(ALICE, PHONE, "m.x", "1", to(BOB, "GONE", "hi"));
        messages.send(ALICE, PHONE, "m.x", "2", to(Cast.CHARLIE, "*", "hi"));
        messages.send(ALICE, PHONE, "m.x", "3", to(Cast.ZARA, "PHONE", "hi"));
        Cast.device(database, Cast.ZARA, PHONE);
        messages.send(ALICE, PHONE, "m.x", "4", to(Cast.ZARA, "*", "hi"));
        assertEquals(0, rows(database, "to_device_messages"));
    }

    @OnBothDatabases
    void u02_senderIsTheCallerWhateverTheBodySays(Database database) {
        Cast.device(database, BOB, PHONE);
        ObjectNode body = to(BOB, "PHONE", "hi");
        body.put("sender", "@charlie:example.org");
        toDevice(database).send(ALICE, PHONE, "m.x", "1", body);
        ToDeviceMessage message =
                database.read(tx ->
                        ToDeviceMessages.between(tx, BOB, PHONE, 0, Long.MAX_VALUE, 1).getFirst());
        assertEquals(ALICE.value(), Json.trusted(message.json()).path("sender").asText());
    }

    @OnBothDatabases
    void c21_transactionIdsHoldPerDeviceAndSurviveARestart(TestDatabase test) {
        Database database = test.open();
        Cast.device(database, BOB, PHONE);
        toDevice(database).send(ALICE, PHONE, "m.x", "1", to(BOB, "PHONE", "one"));
        Database again = test.reopen();
        ToDevice messages = toDevice(again);
        messages.send(ALICE, PHONE, "m.x", "1", to(BOB, "PHONE", "repeated"));
        messages.send(ALICE, LAPTOP, "m.x", "1", to(BOB, "PHONE", "other device"));
        messages.send(ALICE, PHONE, "m.x", "2", to(BOB, "PHONE", "other id"));
        assertEquals(List.of("one", "other device", "other id"), waiting(again, BOB, PHONE));
    }

    @OnBothDatabases
    void messagesStayUntilTheyAreAcknowledged(TestDatabase test) {
        Database database = test.open();
        Cast.device(database, BOB, PHONE);
        ToDevice messages = toDevice(database);
        messages.send(ALICE, PHONE, "m.x", "1", to(BOB, "PHONE", "one"));
        long seen = database.position();
        messages.send(ALICE, PHONE, "m.x", "2", to(BOB, "PHONE", "two"));
        messages.acknowledged(BOB, PHONE, seen);
        database.write(tx -> true);
        assertEquals(List.of("two"), waiting(database, BOB, PHONE));
        Database again = test.reopen();
        assertEquals(List.of("two"), waiting(again, BOB, PHONE));
        ToDevice after = toDevice(again);
        after.acknowledged(BOB, PHONE, seen);
        again.write(tx -> true);
        assertEquals(List.of("two"), waiting(again, BOB, PHONE));
        after.acknowledged(BOB, PHONE, again.position());
        assertFalse(waiting(again, BOB, PHONE).isEmpty(), "nothing was delivered, nothing is due");
        again.read(tx -> after.since(tx, BOB, PHONE, seen, again.position(), 100));
        after.acknowledged(BOB, PHONE, again.position());
        again.write(tx -> true);
        assertEquals(List.of(), waiting(again, BOB, PHONE));
    }

    @OnBothDatabases
    void largeQueueIsDeliveredInShares(Database database) {
        Cast.device(database, BOB, PHONE);
        ToDevice messages = toDevice(database);
        for (int i = 0; i < 250; i++) {
            messages.send(ALICE, PHONE, "m.x", "t" + i, to(BOB, "PHONE", "" + i));
        }
        List<Integer> sizes = new ArrayList<>();
        long end = database.position();
        long from = 0;
        while (from < end) {
            long start = from;
            ToDevice.Batch batch =
                    database.read(tx -> messages.since(tx, BOB, PHONE, start, end, 1000));
            sizes.add(batch.messages().size());
            from = batch.through();
        }
        assertEquals(List.of(100, 100, 50), sizes);
    }

    @OnBothDatabases
    void r11_queueOfOneDeviceIsBoundedAndTheOldestGo(Database database) {
        Cast.device(database, BOB, PHONE);
        database.write(tx -> {
            for (int i = 0; i < ToDeviceMessages.QUEUE_LIMIT; i++) {
                ToDeviceMessages.add(tx, BOB, PHONE, "{\"content\":{\"text\":\"o\"}}");
            }
            return true;
        });
        ToDevice messages = toDevice(database);
        messages.send(ALICE, PHONE, "m.x", "1", to(BOB, "PHONE", "new"));
        messages.send(ALICE, PHONE, "m.x", "2", to(BOB, "PHONE", "newest"));
        List<String> texts = waiting(database, BOB, PHONE);
        assertEquals(ToDeviceMessages.QUEUE_LIMIT, texts.size());
        assertEquals(List.of("new", "newest"), texts.subList(texts.size() - 2, texts.size()));
    }

    @OnBothDatabases
    void r11_messagesPastACeilingAreRefusedAndLeaveNoTrace(Database database) {
        Cast.device(database, BOB, PHONE);
        ToDevice messages = toDevice(database);
        String limit = "x".repeat(ToDevice.MAX_CONTENT_BYTES - "{\"text\":\"\"}".length());
        messages.send(ALICE, PHONE, "m.x", "1", to(BOB, "PHONE", limit));
        assertRefused(
                413,
                "M_TOO_LARGE",
                () -> messages.send(ALICE, PHONE, "m.x", "2", to(BOB, "PHONE", limit + "x")));
        for (int i = 0; i < 300; i++) {
            Cast.device(database, Cast.CHARLIE, new DeviceId("D" + i));
        }
        long transactions = rows(database, "transaction_ids");
        assertRefused(
                413,
                "M_TOO_LARGE",
                () -> messages.send(ALICE, PHONE, "m.x", "3", to(Cast.CHARLIE, "*", limit)));
        assertEquals(1, rows(database, "to_device_messages"));
        assertEquals(transactions, rows(database, "transaction_ids"));
    }

    @OnBothDatabases
    void malformedMessagesAreRefused(Database database) {
        ToDevice messages = toDevice(database);
        for (String wrong :
                List.of(
                        "{}",
                        "{'messages':[]}",
                        "{'messages':null}",
                        "{'messages':{'@a:b':[]}}",
                        "{'messages':{'@a:b':{'D':'text'}}}",
                        "{'messages':{'@a:b':{'D':null}}}",
                        "{'messages':{'nobody':{'D':{}}}}",
                        "{'messages':{'@a:b':{'\\u0000':{}}}}")) {
            MatrixException refusal =
                    org.junit.jupiter.api.Assertions.assertThrows(
                            MatrixException.class,
                            () -> messages.send(ALICE, PHONE, "m.x", "1", json(wrong)),
                            wrong);
            assertEquals(400, refusal.status(), wrong);
        }
        assertEquals(0, rows(database, "transaction_ids"));
    }
}
