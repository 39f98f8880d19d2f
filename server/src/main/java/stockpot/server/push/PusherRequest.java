package stockpot.server.push;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;

/**
 * A pusher as a client describes it. Client-Server API, "POST /pushers/set".
 *
 * @param appId which app, at most {@value #MAX_APP_ID} bytes
 * @param key which installation of it, at most {@value #MAX_KEY} bytes
 * @param append whether others may have a pusher with the same app and key
 * @param pusher JSON as clients read it back
 */
public record PusherRequest(String appId, String key, boolean append, String pusher) {
    static final int MAX_APP_ID = 64;
    static final int MAX_KEY = 512;

    /** Bytes of a whole pusher; {@code data} holds whatever the client wants. */
    static final int MAX_BYTES = 16_384;

    private static final String PATH = "/_matrix/push/v1/notify";

    /** Whether it is mail, by the app that clients name for it. */
    boolean mail() {
        return Json.trusted(pusher).path("kind").asText("").equals("email");
    }

    /**
     * Reads a pusher that is to be set.
     *
     * @throws stockpot.server.matrix.error.MatrixException 400
     */
    public static PusherRequest of(Body body) {
        ObjectNode pusher = Json.object();
        for (String key : new String[] {"app_display_name", "device_display_name", "lang"}) {
            pusher.put(key, body.text(key));
        }
        pusher.put("app_id", appId(body)).put("pushkey", key(body)).put("kind", kind(body));
        String tag = body.optionalText("profile_tag");
        if (tag != null) {
            pusher.put("profile_tag", tag);
        }
        pusher.set("data", body.object("data"));
        String text = Json.text(pusher);
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw MatrixErrors.tooLarge("a pusher has at most " + MAX_BYTES + " bytes");
        }
        return new PusherRequest(appId(body), key(body), body.flag("append", false), text);
    }

    /** Which app the body speaks of. */
    public static String appId(Body body) {
        return checked(body.text("app_id"), "app_id", MAX_APP_ID);
    }

    /** Which installation the body speaks of. */
    public static String key(Body body) {
        return checked(body.text("pushkey"), "pushkey", MAX_KEY);
    }

    private static String checked(String value, String name, int most) {
        if (value.getBytes(StandardCharsets.UTF_8).length > most || value.indexOf('\0') >= 0) {
            throw MatrixErrors.invalidParam("'" + name + "' has at most " + most + " bytes");
        }
        return value;
    }

    private static String kind(Body body) {
        String kind = body.text("kind");
        switch (kind) {
            case "http" -> requireGateway(body.body("data").text("url"));
            case "email" -> {}
            default -> throw MatrixErrors.invalidParam("'kind' must be http, email or null");
        }
        return kind;
    }

    private static void requireGateway(String url) {
        try {
            URI address = URI.create(url);
            boolean web = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
            if (web && address.getHost() != null && PATH.equals(address.getPath())) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // Answered like every other address that is none of a gateway.
        }
        throw MatrixErrors.invalidParam("'data.url' must be an address that ends in " + PATH);
    }
}
