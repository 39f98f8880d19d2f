package stockpot.server.users;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import stockpot.server.config.TurnConfig;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.json.Json;
import stockpot.server.ports.Clock;

/** Credentials for relays of calls. Client-Server API, "Voice over IP". */
public final class TurnCredentials {
    private final TurnConfig config;
    private final Clock clock;

    /** Credentials by these settings. */
    public TurnCredentials(TurnConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /**
     * What a caller needs to use the relays; empty where there are none.
     *
     * @throws stockpot.server.matrix.error.MatrixException 403 for guests, unless allowed (threat
     *     C20)
     */
    public ObjectNode of(Caller caller) {
        ObjectNode answer = Json.object();
        if (config.uris().isEmpty()) {
            return answer;
        }
        if (caller.guest() && !config.guests()) {
            throw MatrixErrors.of(403, "M_GUEST_ACCESS_FORBIDDEN", "Guests cannot use the relays");
        }
        if (config.sharedSecret() != null) {
            long end = clock.millis() / 1000 + config.userLifetime().toSeconds();
            String username = end + ":" + caller.user();
            byte[] data = username.getBytes(StandardCharsets.UTF_8);
            byte[] mac = Secrets.mac("HmacSHA1", config.sharedSecret(), data);
            answer.put("username", username);
            answer.put("password", Base64.getEncoder().encodeToString(mac));
        } else if (config.username() != null && config.password() != null) {
            answer.put("username", config.username());
            answer.put("password", config.password());
        } else {
            return answer;
        }
        answer.put("ttl", config.userLifetime().toSeconds());
        ArrayNode uris = answer.putArray("uris");
        config.uris().forEach(uris::add);
        return answer;
    }
}
