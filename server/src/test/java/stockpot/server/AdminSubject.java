package stockpot.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.json.Json;

/** A homeserver called {@code test}, spoken to over HTTP by administrators and others. */
final class AdminSubject {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String V3 = "/_matrix/client/v3";

    /** A master key; its secret half is nobody's. */
    private static final String MASTER = "nqOvzeuGWT/sRx3h7+MHoInYj3Uk2LD/unI9kDYcHwk";

    private final int port;
    private final String secret;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    AdminSubject(int port, String secret) {
        this.port = port;
        this.secret = secret;
    }

    /** A status with its text. */
    record Answer(int status, String text) {
        JsonNode json() {
            return text.isEmpty() ? Json.object() : Json.trustedValue(text);
        }

        Answer good() {
            if (status != 200) {
                throw new AssertionError(status + " " + text);
            }
            return this;
        }
    }

    Answer call(String method, String path, @Nullable String token, @Nullable String body)
            throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/json");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        request.method(
                method,
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        try {
            HttpResponse<String> answer =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes people with rooms, files and keys; gives their names, tokens and ids. */
    Map<String, String> people() throws IOException {
        Map<String, String> names = new LinkedHashMap<>();
        JsonNode boss = register("boss", true);
        JsonNode alice = register("alice", false);
        JsonNode bob = register("bob", false);
        names.put("boss", "@boss:test");
        names.put("alice", "@alice:test");
        names.put("bob", "@bob:test");
        names.put("device", alice.path("device_id").asText());
        names.put("admin token", boss.path("access_token").asText());
        String token = alice.path("access_token").asText();
        names.put("alice token", token);
        String bobsToken = bob.path("access_token").asText();
        String room =
                call("POST", V3 + "/createRoom", token, "{\"invite\":[\"@bob:test\"]}")
                        .good()
                        .json()
                        .path("room_id")
                        .asText();
        names.put("room", room);
        call("POST", V3 + "/join/" + room, bobsToken, "{}").good();
        String send = V3 + "/rooms/" + room + "/send/m.room.message/";
        for (int i = 0; i < 2; i++) {
            call("PUT", send + i, bobsToken, "{\"msgtype\":\"m.text\",\"body\":\"soup\"}").good();
        }
        belongings(token, room);
        return names;
    }

    private void belongings(String token, String room) throws IOException {
        String user = V3 + "/user/@alice:test";
        call("PUT", user + "/account_data/kitchen", token, "{\"a\":1}").good();
        call("PUT", user + "/rooms/" + room + "/account_data/kitchen", token, "{\"a\":1}").good();
        call(
                        "POST",
                        V3 + "/pushers/set",
                        token,
                        "{\"kind\":\"http\",\"app_id\":\"kitchen\",\"pushkey\":\"k\","
                                + "\"app_display_name\":\"Kitchen\",\"device_display_name\":\"Pan\","
                                + "\"profile_tag\":\"tag\",\"lang\":\"en\",\"data\":{\"url\":"
                                + "\"https://push.example.com/_matrix/push/v1/notify\"}}")
                .good();
        for (String name : new String[] {"one", "two"}) {
            call(
                            "POST",
                            "/_matrix/media/v3/upload?filename=" + name,
                            token,
                            "{\"n\":\"" + name + "\"}")
                    .good();
        }
        ObjectNode keys = Json.object();
        ObjectNode master = keys.putObject("master_key").put("user_id", "@alice:test");
        master.putArray("usage").add("master");
        master.putObject("keys").put("ed25519:" + MASTER, MASTER);
        keys.putObject("auth")
                .put("type", "m.login.password")
                .put("password", "password of alice")
                .putObject("identifier")
                .put("type", "m.id.user")
                .put("user", "alice");
        call("POST", V3 + "/keys/device_signing/upload", token, Json.text(keys)).good();
    }

    /** An account with a session, made by the shared secret. */
    JsonNode register(String name, boolean admin) throws IOException {
        String path = "/_synapse/admin/v1/register";
        String nonce = call("GET", path, null, null).good().json().path("nonce").asText();
        String password = "password of " + name;
        String text = String.join("\0", nonce, name, password, admin ? "admin" : "notadmin");
        ObjectNode body = Json.object().put("nonce", nonce).put("username", name);
        body.put("password", password).put("admin", admin).put("mac", mac(text));
        return call("POST", path, null, Json.text(body)).good().json();
    }

    private String mac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks until the redaction is over. */
    void awaitRedaction(Map<String, String> names) throws IOException {
        String path = "/_synapse/admin/v1/user/redact_status/" + names.get("redact_id");
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            String status =
                    call("GET", path, names.get("admin token"), null)
                            .json()
                            .path("status")
                            .asText();
            if (status.equals("complete") || status.equals("failed")) {
                return;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("the redaction does not end");
    }
}
