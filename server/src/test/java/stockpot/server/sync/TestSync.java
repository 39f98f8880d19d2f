package stockpot.server.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.PresenceConfig;
import stockpot.server.e2ee.ToDevice;
import stockpot.server.fixture.TestRooms;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.ports.jvm.JvmChance;
import stockpot.server.ports.jvm.JvmClock;
import stockpot.server.ports.jvm.JvmThreads;
import stockpot.server.ports.jvm.JvmWaiting;
import stockpot.server.push.Notifications;
import stockpot.server.push.PushRuleSets;
import stockpot.server.push.UnreadCounts;
import stockpot.server.rooms.ephemeral.ReadReceipts;
import stockpot.server.rooms.ephemeral.ReceiptKind;
import stockpot.server.rooms.ephemeral.Typing;
import stockpot.server.store.AccountData;
import stockpot.server.store.Database;
import stockpot.server.users.IgnoredUsers;
import stockpot.server.users.Presence;

/** The syncs of one server on a test database, wired as the server wires them. */
final class TestSync {
    final Database database;
    final TestRooms rooms;
    final JvmClock clock = new JvmClock();
    final Presence presence;
    final PushRuleSets pushRules;
    final UnreadCounts unread;
    final Notifications notifications;
    final SyncHub hub;
    final Typing typing;
    final ReadReceipts receipts;
    final ToDevice toDevice;
    final Syncs syncs;

    TestSync(Database database) {
        this.database = database;
        rooms = new TestRooms(database);
        presence = new Presence(clock, new JvmChance(), new PresenceConfig(true));
        IgnoredUsers ignored = new IgnoredUsers(database);
        pushRules = new PushRuleSets(database);
        unread = new UnreadCounts(pushRules, ignored::of);
        notifications = new Notifications(database, unread, ignored::of);
        ChangeIndex index = new ChangeIndex(database.position());
        hub = new SyncHub(database.position(), index, new StoredMemberships(database));
        typing = new Typing(clock, new JvmWaiting(), new JvmThreads(), hub::typingChanged);
        receipts = new ReadReceipts(database, clock);
        toDevice = new ToDevice(database, clock, TestRooms.SERVER);
        presence.onChange((user, counter) -> hub.presenceChanged(user));
        syncs =
                new Syncs(
                        new Syncs.Sources(
                                database,
                                hub,
                                toDevice,
                                typing,
                                presence,
                                unread,
                                pushRules::content,
                                ignored::of),
                        new JvmWaiting(),
                        clock);
        database.onCommit(pushRules);
        database.onCommit(unread);
        database.onCommit(typing);
        database.onCommit(hub);
    }

    /** A sync without filter that does not wait. */
    JsonNode sync(UserId user, @Nullable String since) {
        return sync(user, since, "{}");
    }

    /** A sync that does not wait. */
    JsonNode sync(UserId user, @Nullable String since, String filter) {
        return sync(request(user, since, filter, Duration.ZERO));
    }

    JsonNode sync(SyncRequest request) {
        if (syncs.isLarge(request)) {
            var out = new java.io.ByteArrayOutputStream();
            syncs.stream(request, out);
            return Json.parseObject(out.toByteArray());
        }
        return Json.parseObject(syncs.answer(request));
    }

    SyncRequest request(UserId user, @Nullable String since, String filter, Duration timeout) {
        return new SyncRequest(
                user,
                new DeviceId("DEVICE"),
                syncs.checked(since),
                ClientFilter.parse(Json.trusted(filter)),
                false,
                false,
                timeout);
    }

    /** Where a user stands who has seen everything. */
    String now(UserId user) {
        return next(sync(user, null));
    }

    static String next(JsonNode answer) {
        return answer.path("next_batch").asText();
    }

    static JsonNode joined(JsonNode answer, RoomId room) {
        return answer.path("rooms").path("join").path(room.value());
    }

    static JsonNode left(JsonNode answer, RoomId room) {
        return answer.path("rooms").path("leave").path(room.value());
    }

    /** What the messages of a timeline say. */
    static List<String> said(JsonNode room) {
        List<String> said = new ArrayList<>();
        for (JsonNode event : room.path("timeline").path("events")) {
            if (event.path("type").asText().equals("m.room.message")) {
                said.add(event.path("content").path("body").asText());
            }
        }
        return said;
    }

    /** The event ids of a timeline. */
    static List<String> timeline(JsonNode room) {
        return room.path("timeline").path("events").findValuesAsText("event_id").stream()
                .distinct()
                .toList();
    }

    void read(UserId user, RoomId room, EventId event, ReceiptKind kind) {
        receipts.set(user, room, kind, event, ReadReceipts.UNTHREADED);
    }

    void ignore(UserId user, UserId ignored) {
        ObjectNode content = Json.object();
        content.putObject("ignored_users").putObject(ignored.value());
        database.write(
                tx -> AccountData.set(tx, user, null, IgnoredUsers.TYPE, Json.text(content)));
    }

    long position(EventId event) {
        return Objects.requireNonNull(rooms.event(event)).position();
    }
}
