package stockpot.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One person's client: plain calls of the Client-Server API. Any answer but 200 is a {@link
 * Refused}.
 */
public final class MatrixClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final HttpClient http;
    private final String base;
    private final String token;
    private final String userId;

    /** A client that is logged in. */
    public MatrixClient(HttpClient http, String base, String token, String userId) {
        this.http = http;
        this.base = base;
        this.token = token;
        this.userId = userId;
    }

    /** Registers by {@code m.login.dummy} and is logged in. */
    public static MatrixClient register(HttpClient http, String base, String localpart) {
        MatrixClient nobody = new MatrixClient(http, base, "", "");
        ObjectNode body = object().put("username", localpart).put("password", "pass-" + localpart);
        body.putObject("auth").put("type", "m.login.dummy");
        return nobody.as(nobody.call("POST", "/register", body));
    }

    /** Logs in by password. */
    public static MatrixClient login(HttpClient http, String base, String localpart) {
        MatrixClient nobody = new MatrixClient(http, base, "", "");
        ObjectNode body =
                object().put("type", "m.login.password").put("password", "pass-" + localpart);
        body.putObject("identifier").put("type", "m.id.user").put("user", localpart);
        return nobody.as(nobody.call("POST", "/login", body));
    }

    private MatrixClient as(JsonNode session) {
        return new MatrixClient(
                http,
                base,
                session.path("access_token").asText(),
                session.path("user_id").asText());
    }

    /** The full user id. */
    public String userId() {
        return userId;
    }

    /** The access token. */
    public String token() {
        return token;
    }

    /** Makes a room that anyone may join and returns its id. */
    public String createRoom(String name) {
        ObjectNode body = object().put("preset", "public_chat").put("name", name);
        return call("POST", "/createRoom", body).path("room_id").asText();
    }

    /** Joins a room by its id. */
    public void join(String roomId) {
        call("POST", "/join/" + encode(roomId), object());
    }

    /** Sends a text and returns the event id. */
    public String send(String roomId, String txnId, String text) {
        ObjectNode body = object().put("msgtype", "m.text").put("body", text);
        String path = "/rooms/" + encode(roomId) + "/send/m.room.message/" + encode(txnId);
        return call("PUT", path, body).path("event_id").asText();
    }

    /** Syncs. */
    public JsonNode sync(@Nullable String since, int timeoutMillis, @Nullable String filter) {
        StringBuilder path = new StringBuilder("/sync?timeout=").append(timeoutMillis);
        if (since != null) {
            path.append("&since=").append(encode(since));
        }
        if (filter != null) {
            path.append("&filter=").append(encode(filter));
        }
        return call("GET", path.toString(), null);
    }

    /** One page of a room's history, backwards. */
    public JsonNode pageBack(String roomId, @Nullable String from, int limit) {
        String path = "/rooms/" + encode(roomId) + "/messages?dir=b&limit=" + limit;
        return call("GET", from == null ? path : path + "&from=" + encode(from), null);
    }

    /** Any call below {@code /_matrix/client/v3}. */
    public JsonNode call(String method, String path, @Nullable JsonNode body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + "/_matrix/client/v3" + path))
                        .timeout(LIMIT)
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body.toString()));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new Refused(
                        response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode object() {
        return JSON.createObjectNode();
    }

    private static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** An answer other than 200. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int status;

        Refused(int status, String body) {
            super(status + " " + body);
            this.status = status;
        }

        /** The HTTP status. */
        public int status() {
            return status;
        }
    }
}
