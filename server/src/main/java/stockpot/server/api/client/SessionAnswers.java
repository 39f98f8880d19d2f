package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.users.Sessions;
import stockpot.server.users.Tokens;

/** What registration and login have in common: a session wished for, a session given. */
final class SessionAnswers {
    private SessionAnswers() {}

    static Sessions.Wish wish(Body body) {
        String device = body.optionalText("device_id");
        if (device != null && (device.isEmpty() || device.indexOf('\0') >= 0)) {
            throw MatrixErrors.invalidParam("'device_id' is not a valid device id");
        }
        return new Sessions.Wish(
                device == null ? null : DeviceId.parse(device),
                body.optionalText("initial_device_display_name"),
                body.flag("refresh_token", false));
    }

    static ObjectNode tokens(ObjectNode answer, Tokens.Fresh tokens) {
        answer.put("access_token", tokens.access());
        if (tokens.refresh() != null) {
            answer.put("refresh_token", tokens.refresh());
        }
        if (tokens.expiresIn() != null) {
            answer.put("expires_in_ms", tokens.expiresIn().toMillis());
        }
        return answer;
    }

    static ObjectNode opened(Sessions.Opened session, @Nullable ObjectNode wellKnown) {
        ObjectNode answer = Json.object();
        answer.put("user_id", session.user().value());
        answer.put("home_server", session.user().server().value());
        answer.put("device_id", session.device().value());
        tokens(answer, session.tokens());
        if (wellKnown != null) {
            answer.set("well_known", wellKnown);
        }
        return answer;
    }
}
