package stockpot.server.users;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;

/**
 * What a session of registration remembers, since clients need not send their parameters again. The
 * password is remembered as its hash only (threat C04).
 */
final class RegistrationMemory {
    private static final String PARAMETERS = "parameters";
    private static final String HASH = "password_hash";
    private static final String DONE = "registered";
    private static final int MAX_VALUE = 512;
    private static final List<String> KEPT =
            List.of(
                    "username",
                    "device_id",
                    "initial_device_display_name",
                    "inhibit_login",
                    "refresh_token");

    private final InteractiveAuth interactive;
    private final Passwords passwords;

    RegistrationMemory(InteractiveAuth interactive, Passwords passwords) {
        this.interactive = interactive;
        this.passwords = passwords;
    }

    /** The session that a request names, if it is one of a registration; else null. */
    @Nullable AuthSession session(ObjectNode body) {
        Body auth = Body.of(body).optionalBody("auth");
        String id = auth == null ? null : auth.optionalText("session");
        AuthSession session = id == null ? null : interactive.find(id);
        return session == null || session.user() != null ? null : session;
    }

    /** The request's own parameters over those of earlier requests. */
    ObjectNode merged(ObjectNode body) {
        AuthSession session = session(body);
        ObjectNode merged = Json.object();
        if (session != null && session.data().get(PARAMETERS) instanceof ObjectNode before) {
            merged.setAll(before);
        }
        merged.setAll(body);
        return merged;
    }

    /** Puts the parameters, and the hash of the password, into a session's data. */
    void remember(ObjectNode data, ObjectNode body, @Nullable String password) {
        ObjectNode parameters = data.withObject(PARAMETERS);
        for (String name : KEPT) {
            JsonNode value = body.get(name);
            if (value != null && value.isValueNode() && value.asText().length() <= MAX_VALUE) {
                parameters.set(name, value);
            }
        }
        if (password != null && !data.has(HASH)) {
            data.put(HASH, passwords.hash(password));
        }
    }

    @Nullable String passwordHash(AuthSession session) {
        return session.data().path(HASH).textValue();
    }

    /** Forgets everything but whose account was made. */
    void done(AuthSession session, UserId user) {
        session.data().removeAll();
        session.data().put(DONE, user.value());
    }

    @Nullable UserId registered(AuthSession session) {
        String user = session.data().path(DONE).textValue();
        return user == null ? null : new UserId(user);
    }
}
