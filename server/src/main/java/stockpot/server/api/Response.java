package stockpot.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import stockpot.server.matrix.json.Json;

/**
 * An answer.
 *
 * @param status the HTTP status
 * @param headers further headers, in order
 * @param body what is sent
 */
public record Response(int status, Map<String, String> headers, Body body) {
    /** What is sent. */
    public sealed interface Body {}

    /** Bytes that are there already. */
    @SuppressWarnings("ArrayRecordComponent") // written once, never compared
    public record Bytes(byte[] bytes) implements Body {}

    /** A stream of known or unknown ({@code length} −1) size. */
    public record Stream(long length, Writer writer) implements Body {}

    /** Writes a body. */
    @FunctionalInterface
    public interface Writer {
        /** Writes all of it; does not close. */
        void write(OutputStream out) throws IOException;
    }

    /** 200 with a JSON value. */
    public static Response json(JsonNode body) {
        return json(200, body);
    }

    /** A JSON value under a status. */
    public static Response json(int status, JsonNode body) {
        return jsonBytes(status, Json.bytes(body));
    }

    /** JSON that is encoded already. */
    public static Response jsonBytes(int status, byte[] body) {
        return new Response(status, Map.of("Content-Type", "application/json"), new Bytes(body));
    }

    /** 200 with an empty JSON object. */
    public static Response empty() {
        return json(Json.object());
    }

    /** An HTML page; threat W06 asks for its strict headers, which the server adds. */
    public static Response html(int status, String page) {
        return new Response(
                status,
                Map.of("Content-Type", "text/html; charset=utf-8"),
                new Bytes(page.getBytes(StandardCharsets.UTF_8)));
    }

    /** The same answer with one header more. */
    public Response with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Response(status, more, body);
    }
}
