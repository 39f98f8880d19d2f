package stockpot.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import stockpot.server.RunningServer.Answer;
import stockpot.server.RunningServer.Session;
import stockpot.server.api.Endpoint;
import stockpot.server.fixture.TableCounts;
import stockpot.server.fixture.TestDatabase;
import stockpot.server.matrix.json.Json;

/**
 * Sends hostile requests to every route of the endpoint table of a whole server: each is refused in
 * the specification's shape or served, a refused one leaves nothing behind, and the chat of two
 * people beside the storm loses nothing.
 */
class HostileRequestsTest {
    private static final long SEED = 20_261_124;
    private static final int CHAT_EVERY = 25;
    private static final long BUDGET_NANOS = 80_000_000_000L;

    /** Refusals may leave these: the sessions of interactive authentication that a 401 opens. */
    private static final List<String> BOOKKEEPING = List.of("interactive_sessions");

    private static final List<String> WRONG_VALUES =
            List.of(
                    "null",
                    "true",
                    "-1",
                    "1.5",
                    "1e400",
                    "9007199254740993",
                    "99999999999999999999999999",
                    "\"\"",
                    "\"x\"",
                    "\"\\ud800\"",
                    "\"a\\u0000b\"",
                    "[]",
                    "[null]",
                    "[[1]]",
                    "{}",
                    "{\"\":null}");

    private static final List<String> WRONG_BODIES =
            List.of(
                    "",
                    "{",
                    "null",
                    "[]",
                    "\"x\"",
                    "1",
                    "NaN",
                    "{\"a\":NaN}",
                    "{'a':1}",
                    "{\"a\":1,\"a\":2}",
                    "{\"a\":{\"b\":1,\"b\":1}}",
                    "{\"a\":1}{\"b\":2}",
                    "{\"a\":1e999999}",
                    "{\"a\":\"\\udfff\"}",
                    "{\"a\":\"\\ud800\\u0041\"}",
                    "\ufeff{}",
                    "{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}",
                    "[".repeat(100_000),
                    "{\"a\":" + "9".repeat(20_000) + "}",
                    "{\"" + "k".repeat(70_000) + "\":\"" + "v".repeat(70_000) + "\"}",
                    "{\"a\":\"" + "v".repeat(1_200_000) + "\"}");

    private static final List<String> WRONG_SEGMENTS =
            List.of(
                    "%2F",
                    "%252F",
                    "%00",
                    "..",
                    ".",
                    "%2e%2e",
                    "a;x=y",
                    "",
                    "%ff",
                    "%C0%80",
                    "%ed%a0%80",
                    "+",
                    "%20",
                    "'%22;--%5C",
                    "%25_",
                    "a".repeat(3_000),
                    "%F0%9F%8D%B2",
                    "@:",
                    "!:test",
                    "$",
                    "-1",
                    "99999999999999999999",
                    "%0d%0aX:y");

    private static final List<String> WRONG_QUERIES =
            List.of(
                    "since=s999999999999999999&timeout=0",
                    "since=s-1&timeout=0",
                    "since=s1000000000000000000&timeout=0",
                    "since=x&timeout=0",
                    "since=&timeout=0",
                    "since=%00&timeout=0",
                    "since=s1&since=s2&timeout=0",
                    "from=t999999999999&dir=b&timeout=0",
                    "from=t-1&dir=b&timeout=0",
                    "from=x&to=y&dir=x&timeout=0",
                    "limit=-1&dir=b&timeout=0",
                    "limit=99999999999999999999&dir=f&timeout=0",
                    "limit=x&timeout=0",
                    "timeout=-1",
                    "timeout=x",
                    "filter=%7B&timeout=0",
                    "filter=%7B%22room%22%3A1%7D&timeout=0",
                    "filter=999&timeout=0",
                    "filter=%7B%22room%22%3A%7B%22timeline%22%3A%7B%22limit%22%3A1e99%7D%7D%7D&timeout=0",
                    "version=x&timeout=0",
                    "version=-9&timeout=0",
                    "ts=x&dir=f&timeout=0",
                    "ts=-9223372036854775808&dir=b&timeout=0",
                    "width=0&height=-1&method=x&timeout=0",
                    "kind=guest&kind=user&timeout=0",
                    "set_presence=x&full_state=x&timeout=0",
                    "before=x&after=y&timeout=0",
                    "at=x&membership=x&not_membership=y&timeout=0",
                    "access_token=x&timeout=0",
                    "user_id=%40alice%3Atest&timeout=0",
                    "%ff=%ff&timeout=0",
                    "a=%zz".replace("%zz", "%25zz") + "&timeout=0",
                    "timeout=0&" + "a=b&".repeat(500));

    private final RunningServer server = RunningServer.start();
    private final CapturedLog log = CapturedLog.begin(java.util.logging.Level.INFO);
    private final Random random = new Random(SEED);
    private final List<String> faults = new ArrayList<>();
    private final Map<Integer, Integer> statuses = new TreeMap<>();
    private final TreeSet<String> reached = new TreeSet<>();
    private final Session alice = server.register("alice");
    private final Session bob = server.register("bob");
    private Session mallory = server.register("mallory");
    private int mallories;
    private final String aliceRoom;
    private final String mallorysRoom;
    private final String event;
    private final List<String> said = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private String since;
    private Map<String, Long> rows = Map.of();
    private int requests;
    private long deadline;

    HostileRequestsTest() {
        aliceRoom =
                server.ok("POST", alice, "/createRoom", "{\"invite\":[\"@bob:test\"]}")
                        .at("room_id");
        server.ok("POST", bob, "/join/" + encoded(aliceRoom), "{}");
        mallorysRoom = server.ok("POST", mallory, "/createRoom", "{}").at("room_id");
        event =
                server.ok(
                                "PUT",
                                mallory,
                                "/rooms/" + encoded(mallorysRoom) + "/send/m.room.message/1",
                                "{\"body\":\"x\",\"msgtype\":\"m.text\"}")
                        .at("event_id");
        since = server.ok("GET", bob, "/sync?timeout=0", null).at("next_batch");
    }

    @AfterEach
    void close() {
        log.close();
        server.close();
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Map<String, Long> rows() {
        Map<String, Long> counts =
                new TreeMap<>(TableCounts.of(TestDatabase.Kind.SQLITE, server.database()));
        BOOKKEEPING.forEach(counts::remove);
        return counts;
    }

    private String value(String variable, boolean others) {
        String user = others ? alice.user() : mallory.user();
        return encoded(
                switch (variable) {
                    case "roomId", "roomIdOrAlias" -> others ? aliceRoom : mallorysRoom;
                    case "userId" -> user;
                    case "eventId" -> event;
                    case "deviceId" -> others ? alice.device() : mallory.device();
                    case "roomAlias" -> "#storm:test";
                    case "eventType" -> "m.room.power_levels";
                    case "receiptType" -> "m.read";
                    case "scope" -> "global";
                    case "kind" -> "override";
                    case "stage" -> "m.login.dummy";
                    case "serverName" -> "test";
                    case "keyName" -> "displayname";
                    case "version" -> "1";
                    default -> "x" + random.nextInt(1_000_000);
                });
    }

    /** The path with one variable as given, by its place, and the others good. */
    private String path(String template, int place, @Nullable String hostile, boolean others) {
        StringBuilder path = new StringBuilder();
        int seen = 0;
        for (String segment : template.substring(1).split("/", -1)) {
            path.append('/');
            if (!segment.startsWith("{")) {
                path.append(segment);
            } else if (seen++ == place && hostile != null) {
                path.append(hostile);
            } else {
                path.append(value(segment.substring(1, segment.length() - 1), others));
            }
        }
        return path.toString();
    }

    private static int variables(String template) {
        return template.split("\\{", -1).length - 1;
    }

    private boolean timeIsUp() {
        return System.nanoTime() > deadline;
    }

    /** Sends one and looks at everything that must hold. */
    private void send(String method, String path, @Nullable String token, @Nullable String body) {
        if (timeIsUp()) {
            return;
        }
        long position = server.database().position();
        Answer answer;
        try {
            answer = server.call(method, path, token, body);
        } catch (RuntimeException e) {
            if (body == null || body.length() < 1_000_000) {
                faults.add("no answer: " + what(method, path, body) + " " + e.getCause());
            }
            return; // a server may close on who sends too much
        }
        requests++;
        statuses.merge(answer.status(), 1, Integer::sum);
        String fault = fault(method, path, answer);
        if (fault == null && answer.status() >= 400) {
            Map<String, Long> now = rows();
            if (!now.equals(rows) || position != server.database().position()) {
                fault = "refused, yet stored: " + difference(rows, now);
            }
        }
        rows = rows();
        if (fault != null) {
            faults.add(
                    fault
                            + ": "
                            + what(method, path, body)
                            + " -> "
                            + answer.status()
                            + " "
                            + cut(answer.text()));
        }
        if (answer.status() == 401 && mallory.token().equals(token)) {
            replaceMallory();
        }
        if (requests % CHAT_EVERY == 0) {
            chat();
        }
    }

    private void replaceMallory() {
        if (server.call("GET", "/_matrix/client/v3/account/whoami", mallory.token(), null).status()
                != 200) {
            mallory = server.register("mallory" + ++mallories);
            rows = rows();
        }
    }

    private static String difference(Map<String, Long> before, Map<String, Long> after) {
        Map<String, Long> changed = new TreeMap<>(after);
        changed.entrySet().removeIf(entry -> entry.getValue().equals(before.get(entry.getKey())));
        return changed.toString();
    }

    private static String cut(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }

    private static String what(String method, String path, @Nullable String body) {
        return method + " " + cut(path) + " " + cut(String.valueOf(body));
    }

    /** Pages for people say what is wrong in words. */
    private static boolean isPage(String path) {
        return path.contains("/fallback/web") || path.startsWith("/_matrix/static/client/");
    }

    private static @Nullable String fault(String method, String path, Answer answer) {
        if (answer.status() >= 500) {
            return "5xx";
        }
        if (answer.status() < 400 || method.equals("HEAD")) {
            return null;
        }
        if (answer.headers().firstValue("Access-Control-Allow-Origin").isEmpty()
                && path.startsWith("/_matrix/client")) {
            return "no CORS";
        }
        if (!answer.headers().firstValue("Content-Type").orElse("").contains("application/json")) {
            return isPage(path) ? null : "not JSON";
        }
        JsonNode json = answer.json();
        boolean uia = answer.status() == 401 && json.has("flows");
        String code = json.path("errcode").asText();
        return code.startsWith("M_") || uia ? null : "no errcode";
    }

    private void chat() {
        String words = "message " + said.size();
        server.ok(
                "PUT",
                alice,
                "/rooms/" + encoded(aliceRoom) + "/send/m.room.message/chat" + said.size(),
                Json.text(Json.object().put("msgtype", "m.text").put("body", words)));
        said.add(words);
        listen();
        rows = rows();
    }

    private void listen() {
        Answer answer = server.ok("GET", bob, "/sync?timeout=0&since=" + encoded(since), null);
        since = answer.at("next_batch");
        JsonNode room = answer.json().path("rooms").path("join").path(aliceRoom);
        for (JsonNode one : room.path("timeline").path("events")) {
            if (one.path("type").asText().equals("m.room.message")) {
                heard.add(one.path("content").path("body").asText());
            }
        }
    }

    private record Route(String method, String path, @Nullable String good) {}

    private List<Route> routes() {
        Map<String, String> bodies = new LinkedHashMap<>();
        for (String line : Resources.lines("hostile-bodies.tsv")) {
            String[] field = line.split("\t", -1);
            bodies.put(field[0], field[1]);
        }
        List<Route> routes = new ArrayList<>();
        for (Endpoint endpoint : server.endpoints()) {
            String path = endpoint.paths().getFirst();
            String key = endpoint.method() + " " + path.replace("/_matrix/client/v3", "");
            String good = bodies.get(key);
            if (good == null && List.of("POST", "PUT").contains(endpoint.method())) {
                good = "{\"x\":1}";
            }
            routes.add(new Route(endpoint.method(), path, good));
        }
        return routes;
    }

    private static @Nullable String bodyOf(Route route) {
        return route.good();
    }

    /** What is before the query: long polls must not wait. */
    private static String quick(String path) {
        return path.endsWith("/sync") || path.endsWith("/events") ? path + "?timeout=0" : path;
    }

    private void tokens(Route route) {
        String path = quick(path(route.path(), -1, null, false));
        for (String token : List.of("", "x", "syt_forged_token", "\u0001", "a".repeat(5_000))) {
            if (token.chars().allMatch(c -> c > 31)) {
                send(route.method(), path, token, bodyOf(route));
            }
        }
        send(route.method(), path, null, bodyOf(route));
    }

    private void otherPeoples(Route route) {
        String path = quick(path(route.path(), -1, null, true));
        String before = state();
        send(route.method(), path, mallory.token(), bodyOf(route));
        assertEquals(before, state(), route + " changed another's room");
    }

    private String state() {
        return server.ok("GET", alice, "/rooms/" + encoded(aliceRoom) + "/state", null).text();
    }

    private void segments(Route route) {
        for (int place = 0; place < variables(route.path()); place++) {
            for (String hostile : WRONG_SEGMENTS) {
                String path = quick(path(route.path(), place, hostile, false));
                send(route.method(), path, mallory.token(), bodyOf(route));
            }
        }
    }

    private void queries(Route route) {
        if (route.method().equals("GET") || route.path().endsWith("/register")) {
            for (String query : WRONG_QUERIES) {
                String path = path(route.path(), -1, null, false) + "?" + query;
                send(route.method(), path, mallory.token(), bodyOf(route));
            }
        }
    }

    private void methods(Route route) {
        String path = quick(path(route.path(), -1, null, false));
        for (String method : List.of("PATCH", "DELETE", "POST", "PUT", "OPTIONS", "FOO")) {
            if (!method.equals(route.method())) {
                send(method, path, mallory.token(), null);
            }
        }
    }

    private void bodies(Route route) {
        if (route.good() != null) {
            for (String body : WRONG_BODIES) {
                send(route.method(), path(route.path(), -1, null, false), mallory.token(), body);
            }
        }
    }

    private void fields(Route route) {
        if (route.good() == null) {
            return;
        }
        ObjectNode good = Json.trusted(route.good());
        List<String> places = new ArrayList<>();
        collect(good, "", places);
        for (String place : places) {
            for (String wrong : WRONG_VALUES) {
                send(
                        route.method(),
                        path(route.path(), -1, null, false),
                        mallory.token(),
                        replaced(good, place, wrong));
            }
        }
    }

    private static void collect(JsonNode node, String at, List<String> places) {
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                String place = at + "/" + field.getKey().replace("~", "~0").replace("/", "~1");
                places.add(place);
                collect(field.getValue(), place, places);
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                places.add(at + "/" + i);
                collect(node.get(i), at + "/" + i, places);
            }
        }
    }

    private static String replaced(ObjectNode good, String place, String wrong) {
        ObjectNode copy = good.deepCopy();
        int cut = place.lastIndexOf('/');
        JsonNode parent = copy.at(place.substring(0, cut));
        String last = place.substring(cut + 1).replace("~1", "/").replace("~0", "~");
        if (parent instanceof ObjectNode object) {
            object.put(last, "@@HERE@@");
        } else if (parent instanceof com.fasterxml.jackson.databind.node.ArrayNode array) {
            array.set(Integer.parseInt(last), "@@HERE@@");
        }
        return Json.text(copy).replace("\"@@HERE@@\"", wrong);
    }

    @Test
    void j13_n04_v06_noHostileRequestBreaksAnything() {
        deadline = System.nanoTime() + BUDGET_NANOS;
        rows = rows();
        List<Route> routes = routes();
        for (Route route : routes) {
            reached.add(route.method() + " " + route.path());
            tokens(route);
            otherPeoples(route);
            methods(route);
        }
        List<Runnable> rest = new ArrayList<>();
        for (Route route : routes) {
            rest.add(() -> queries(route));
            rest.add(() -> bodies(route));
            rest.add(() -> segments(route));
            rest.add(() -> fields(route));
        }
        java.util.Collections.shuffle(rest, random);
        rest.forEach(Runnable::run);
        boolean whole = !timeIsUp();
        chat();
        listen();
        System.out.println("storm: " + requests + " requests, all=" + whole + " " + statuses);
        Resources.write(Path.of("target/storm-faults.txt"), faults);
        assertEquals(List.of(), faults.stream().limit(40).toList());
        assertEquals(said, heard);
        assertEquals(List.of(), log.atLeast(java.util.logging.Level.SEVERE));
        assertTrue(requests > 2_000, "requests: " + requests);
    }
}
