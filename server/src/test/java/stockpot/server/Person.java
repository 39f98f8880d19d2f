package stockpot.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import stockpot.server.matrix.json.Json;

/** Someone with one device: acts at random and follows everything by one chain of sync tokens. */
final class Person {
    private static final int ACTIONS = 14;
    private static final String FILTER =
            "{\"room\":{\"timeline\":{\"limit\":500},\"include_leave\":true}}";

    private final CoreWorld world;
    private final String name;
    private final Random random;
    private final SyncReader reader;
    private final List<String> sentIds = new ArrayList<>();
    private List<Action> actions = List.of();
    private String token = "";
    private String userId = "";
    private String deviceId = "";
    private int count;
    private boolean acting = true;

    Person(CoreWorld world, String name) {
        this.world = world;
        this.name = name;
        this.random = world.random;
        this.reader = new SyncReader(this, world);
    }

    String name() {
        return name;
    }

    String userId() {
        return userId;
    }

    String token() {
        return token;
    }

    SyncReader reader() {
        return reader;
    }

    /** Everything that this person does, but for the reading, which goes on beside it. */
    void act() {
        register();
        actions = CoreWorld.actions(random);
        world.world.start(name + "/reads", this::read);
        for (int i = 0; i < ACTIONS; i++) {
            world.world.dawdle(Duration.ofMillis(250));
            perform(actions.get(random.nextInt(actions.size())));
            if (random.nextInt(3) == 0) {
                perform(Action.SEND);
            }
        }
        acting = false;
    }

    private void read() {
        while (acting) {
            if (!reader.once(2000)) {
                world.world.dawdle(Duration.ofMillis(15));
            }
        }
        reader.stopped();
    }

    /** After the last crash: reads until nothing is new. */
    void readToTheEnd() {
        reader.awaitStop();
        while (!reader.once(0) || reader.sawNews()) {
            world.world.dawdle(Duration.ofMillis(5));
        }
        if (world.call("GET", "/account/whoami", token, null).status() != 200) {
            world.simulation.violation("P4: the token of " + name + " is no longer good");
        }
    }

    String syncPath(String since, int timeout) {
        String path = "/sync?timeout=" + timeout + "&filter=" + encode(FILTER);
        return since.isEmpty() ? path : path + "&since=" + encode(since);
    }

    private void register() {
        ObjectNode body =
                Json.object().put("username", name).put("password", "pass").put("device_id", "D");
        body.putObject("auth").put("type", "m.login.dummy");
        SimulatedApi.Answer answer = world.call("POST", "/register", null, body);
        if (!answer.good()) {
            // The answer of an earlier try was lost.
            ObjectNode login =
                    Json.object().put("type", "m.login.password").put("password", "pass");
            login.put("device_id", "D")
                    .putObject("identifier")
                    .put("type", "m.id.user")
                    .put("user", name);
            answer = world.call("POST", "/login", null, login);
        }
        if (!answer.good()) {
            world.simulation.violation(name + " cannot get in: " + answer);
        }
        token = answer.body().path("access_token").asText();
        userId = answer.body().path("user_id").asText();
        deviceId = answer.body().path("device_id").asText();
    }

    private void perform(Action action) {
        count++;
        switch (action) {
            case CREATE_ROOM -> createRoom();
            case JOIN -> inSomeRoom(world.ledgerRooms(), room -> post(room, "join", Json.object()));
            case INVITE -> aimed("invite");
            case KNOCK ->
                    inSomeRoom(
                            world.ledgerRooms(),
                            room -> call("POST", "/knock/" + encode(room), Json.object()));
            case LEAVE -> {
                if (random.nextInt(3) == 0) {
                    inSomeRoom(reader.joined(), room -> post(room, "leave", Json.object()));
                }
            }
            case KICK -> aimed("kick");
            case BAN -> aimed("ban");
            case UNBAN -> aimed("unban");
            case FORGET ->
                    inSomeRoom(world.ledgerRooms(), room -> post(room, "forget", Json.object()));
            case SEND -> inSomeRoom(reader.joined(), this::send);
            case SET_TOPIC ->
                    inSomeRoom(
                            reader.joined(),
                            room ->
                                    put(
                                            room,
                                            "state/m.room.topic/",
                                            Json.object().put("topic", "topic " + count % 3)));
            case SET_LEVELS -> inSomeRoom(reader.joined(), this::setLevels);
            case REDACT -> redact();
            case UPGRADE ->
                    inSomeRoom(
                            reader.joined(),
                            room -> post(room, "upgrade", Json.object().put("new_version", "11")));
            case SET_ALIAS ->
                    inSomeRoom(
                            reader.joined(),
                            room ->
                                    call(
                                            "PUT",
                                            "/directory/room/"
                                                    + encode("#" + name + count % 2 + ":sim.test"),
                                            Json.object().put("room_id", room)));
            case PUBLISH ->
                    inSomeRoom(
                            reader.joined(),
                            room ->
                                    call(
                                            "PUT",
                                            "/directory/list/room/" + encode(room),
                                            Json.object()
                                                    .put(
                                                            "visibility",
                                                            random.nextBoolean()
                                                                    ? "public"
                                                                    : "private")));
            case RECEIPT -> receipt();
            case TYPE ->
                    inSomeRoom(
                            reader.joined(),
                            room ->
                                    call(
                                            "PUT",
                                            "/rooms/" + encode(room) + "/typing/" + encode(userId),
                                            Json.object()
                                                    .put("typing", random.nextBoolean())
                                                    .put("timeout", 300)));
            case ACCOUNT_DATA ->
                    settle(
                            "/user/" + encode(userId) + "/account_data/sim.data",
                            Json.object().put("n", count));
            case TAG ->
                    inSomeRoom(
                            reader.joined(),
                            room ->
                                    call(
                                            "PUT",
                                            "/user/"
                                                    + encode(userId)
                                                    + "/rooms/"
                                                    + encode(room)
                                                    + "/tags/sim",
                                            Json.object().put("order", 0.5)));
            case PROFILE ->
                    settle(
                            "/profile/" + encode(userId) + "/displayname",
                            Json.object().put("displayname", name + count));
            case PRESENCE ->
                    call(
                            "PUT",
                            "/presence/" + encode(userId) + "/status",
                            Json.object().put("presence", "online"));
            case PUSH_RULE -> call("PUT", "/pushrules/global/override/sim" + count % 3, pushRule());
            case FILTER ->
                    call("POST", "/user/" + encode(userId) + "/filter", Json.parseObject(FILTER));
            case TO_DEVICE -> toDevice();
            case UPLOAD_KEYS -> uploadKeys();
            case CLAIM_KEYS -> claimKeys();
            case QUERY_KEYS ->
                    call(
                            "POST",
                            "/keys/query",
                            Json.object()
                                    .set(
                                            "device_keys",
                                            Json.object()
                                                    .set(world.anybody().userId(), Json.array())));
            case SECOND_DEVICE -> secondDevice();
            case BACKUP ->
                    call(
                            "POST",
                            "/room_keys/version",
                            Json.object()
                                    .put("algorithm", "m.megolm_backup.v1.curve25519-aes-sha2")
                                    .set("auth_data", Json.object().put("public_key", "a")));
        }
    }

    private void createRoom() {
        ObjectNode body =
                Json.object()
                        .put("name", "room of " + name)
                        .put("preset", random.nextBoolean() ? "public_chat" : "private_chat");
        body.put("room_version", Integer.toString(1 + random.nextInt(12)));
        Person other = world.anybody();
        if (!other.userId().isEmpty() && !other.equals(this)) {
            body.putArray("invite").add(other.userId());
        }
        SimulatedApi.Answer answer = call("POST", "/createRoom", body);
        if (answer.good()) {
            world.addRoom(answer.body().path("room_id").asText());
        } else {
            world.simulation.violation("createRoom: " + answer);
        }
    }

    private void send(String room) {
        String text = name + " says " + count;
        world.ledger.means(text, userId);
        SimulatedApi.Answer answer =
                put(
                        room,
                        "send/m.room.message/t" + count,
                        Json.object().put("msgtype", "m.text").put("body", text));
        if (answer.good()) {
            String eventId = answer.body().path("event_id").asText();
            world.ledger.acknowledged(text, eventId);
            world.simulation.trace(name + " sent " + eventId);
            sentIds.add(room + " " + eventId);
            if (random.nextInt(4) == 0) {
                // A client that lost the answer asks again.
                SimulatedApi.Answer again =
                        put(
                                room,
                                "send/m.room.message/t" + count,
                                Json.object().put("msgtype", "m.text").put("body", text));
                world.ledger.acknowledged(text, again.body().path("event_id").asText());
            }
        }
    }

    private void redact() {
        if (!sentIds.isEmpty()) {
            String[] sent = sentIds.get(random.nextInt(sentIds.size())).split(" ", -1);
            put(sent[0], "redact/" + encode(sent[1]) + "/r" + count, Json.object());
        }
    }

    private void setLevels(String room) {
        SimulatedApi.Answer answer =
                call("GET", "/rooms/" + encode(room) + "/state/m.room.power_levels", null);
        if (answer.good()) {
            ObjectNode levels = answer.body().deepCopy();
            levels.put("users_default", random.nextInt(2) * 50);
            put(room, "state/m.room.power_levels/", levels);
        }
    }

    private void receipt() {
        String event = reader.lastEvent(random);
        if (!event.isEmpty()) {
            String[] parts = event.split(" ", -1);
            post(parts[0], "receipt/m.read/" + encode(parts[1]), Json.object());
        }
    }

    private static ObjectNode pushRule() {
        ObjectNode rule = Json.object();
        rule.putArray("actions").add("notify");
        rule.putArray("conditions");
        return rule;
    }

    private void toDevice() {
        Person other = world.anybody();
        if (other.userId().isEmpty()) {
            return;
        }
        String message = name + " to " + other.name() + " " + count;
        ObjectNode body = Json.object();
        body.putObject("messages")
                .putObject(other.userId())
                .putObject(other.deviceId)
                .put("id", message);
        if (call("PUT", "/sendToDevice/sim.message/d" + count, body).good()) {
            other.reader.expect(message);
        }
    }

    private void uploadKeys() {
        ObjectNode body = Json.object();
        ObjectNode keys = body.putObject("one_time_keys");
        for (int i = 0; i < 3; i++) {
            keys.put("curve25519:" + count + "_" + i, name + count + i);
        }
        call("POST", "/keys/upload", body);
    }

    private void claimKeys() {
        Person other = world.anybody();
        if (other.userId().isEmpty()) {
            return;
        }
        ObjectNode body = Json.object();
        body.putObject("one_time_keys").putObject(other.userId()).put(other.deviceId, "curve25519");
        SimulatedApi.Answer answer = call("POST", "/keys/claim", body);
        JsonNode keys =
                answer.body().path("one_time_keys").path(other.userId()).path(other.deviceId);
        keys.properties()
                .forEach(key -> world.ledger.claimed(other.name() + " " + key.getKey(), name));
    }

    private void secondDevice() {
        ObjectNode login = Json.object().put("type", "m.login.password").put("password", "pass");
        login.putObject("identifier").put("type", "m.id.user").put("user", name);
        SimulatedApi.Answer answer = call("POST", "/login", login);
        if (answer.good()) {
            String second = answer.body().path("access_token").asText();
            SimulatedApi.Answer logout = world.call("POST", "/logout", second, Json.object());
            SimulatedApi.Answer after = world.call("GET", "/account/whoami", second, null);
            if (after.status() != 401) {
                world.simulation.violation(
                        "a token lives on behind its logout: " + logout + ", " + after);
            }
        }
    }

    /** Sets something of one's own; the last value that was acknowledged is there at the end. */
    private void settle(String path, ObjectNode value) {
        if (call("PUT", path, value).good()) {
            world.ledger.settled(userId + " " + path, Json.text(value));
        }
    }

    private void aimed(String verb) {
        String target = world.anybody().userId();
        if (!target.isEmpty() && !target.equals(userId)) {
            inSomeRoom(
                    reader.joined(),
                    room -> post(room, verb, Json.object().put("user_id", target)));
        }
    }

    private void inSomeRoom(Set<String> rooms, java.util.function.Consumer<String> what) {
        if (!rooms.isEmpty()) {
            what.accept(List.copyOf(rooms).get(random.nextInt(rooms.size())));
        }
    }

    private SimulatedApi.Answer post(String room, String path, ObjectNode body) {
        return call("POST", "/rooms/" + encode(room) + "/" + path, body);
    }

    private SimulatedApi.Answer put(String room, String path, ObjectNode body) {
        return call("PUT", "/rooms/" + encode(room) + "/" + path, body);
    }

    private SimulatedApi.Answer call(
            String method, String path, @org.jspecify.annotations.Nullable JsonNode body) {
        SimulatedApi.Answer answer = world.call(method, path, token, (ObjectNode) body);
        world.simulation.trace(name + " " + method + " " + path + " " + answer.status());
        if (answer.status() >= 500) {
            world.simulation.violation(method + " " + path + " gave " + answer);
        }
        return answer;
    }

    private static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8);
    }
}
