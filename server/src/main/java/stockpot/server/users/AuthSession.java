package stockpot.server.users;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.InteractiveSessions.SessionRow;

/** A session of interactive authentication while one request works on it. */
public final class AuthSession {
    private final String id;
    private final @Nullable UserId user;
    private final String operation;
    private final @Nullable String bodyHash;
    private final long createdAt;
    private final List<String> completed;
    private final ObjectNode data;

    /** A new session, in which nothing has been completed. */
    AuthSession(
            String id,
            @Nullable UserId user,
            String operation,
            @Nullable String bodyHash,
            long createdAt) {
        this(id, user, operation, bodyHash, createdAt, List.of(), Json.object());
    }

    private AuthSession(
            String id,
            @Nullable UserId user,
            String operation,
            @Nullable String bodyHash,
            long createdAt,
            List<String> completed,
            ObjectNode data) {
        this.id = id;
        this.user = user;
        this.operation = operation;
        this.bodyHash = bodyHash;
        this.createdAt = createdAt;
        this.completed = new ArrayList<>(completed);
        this.data = data;
    }

    static AuthSession of(SessionRow row) {
        List<String> completed = new ArrayList<>();
        for (JsonNode stage : Json.trusted(row.completed()).path("stages")) {
            completed.add(stage.asText());
        }
        return new AuthSession(
                row.id(),
                row.user(),
                row.operation(),
                row.bodyHash(),
                row.createdAt(),
                completed,
                Json.trusted(row.data()));
    }

    SessionRow row() {
        ObjectNode stages = Json.object();
        ArrayNode list = stages.putArray("stages");
        completed.forEach(list::add);
        return new SessionRow(
                id, user, operation, bodyHash, createdAt, Json.text(stages), Json.text(data));
    }

    /** Its name; whoever knows it may go on with it. */
    public String id() {
        return id;
    }

    /** Whose operation it guards, or null for registration. */
    public @Nullable UserId user() {
        return user;
    }

    String operation() {
        return operation;
    }

    @Nullable String bodyHash() {
        return bodyHash;
    }

    long createdAt() {
        return createdAt;
    }

    /** The stages that have been passed. */
    public List<String> completed() {
        return List.copyOf(completed);
    }

    /** What stages left for the operation, such as {@code registration_token}. */
    public ObjectNode data() {
        return data;
    }

    void complete(String stage) {
        if (!completed.contains(stage)) {
            completed.add(stage);
        }
    }
}
