package stockpot.server.rooms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import stockpot.server.matrix.event.EventSigner;
import stockpot.server.matrix.event.EventTypes;
import stockpot.server.matrix.id.KeyId;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.signing.SigningKey;

/**
 * The one holder of the server's signing key. Before it signs an event it looks once more at what
 * it is about to vouch for (threats law 2): a sender of this server, and on memberships that make
 * somebody a member a state key that is the sender's own.
 */
public final class ServerSigner implements EventSigner {
    private final ServerName server;
    private final SigningKey key;

    /** Signs for {@code server} with {@code key}. */
    public ServerSigner(ServerName server, SigningKey key) {
        this.server = server;
        this.key = key;
    }

    @Override
    public ServerName server() {
        return server;
    }

    @Override
    public KeyId keyId() {
        return key.keyId();
    }

    /** The public half, for {@code /_matrix/key}. */
    public stockpot.server.matrix.signing.VerifyKey verifyKey() {
        return key.verifyKey();
    }

    @Override
    public byte[] sign(byte[] event) {
        check(Json.trusted(new String(event, StandardCharsets.UTF_8)));
        return key.sign(event);
    }

    private void check(ObjectNode event) {
        UserId sender = UserId.parse(event.path("sender").asText());
        String type = event.path("type").asText();
        require(sender.server().equals(server), "the sender is not ours");
        require(!type.isEmpty(), "no type");
        require(
                event.path("room_id").asText().startsWith("!") || type.equals(EventTypes.CREATE),
                "no room");
        if (type.equals(EventTypes.MEMBER)) {
            checkMember(event, sender);
        }
    }

    private static void checkMember(ObjectNode event, UserId sender) {
        JsonNode stateKey = event.path("state_key");
        String membership = event.path("content").path("membership").asText();
        require(stateKey.isTextual(), "a member event without state key");
        if (membership.equals("join") || membership.equals("knock")) {
            require(stateKey.textValue().equals(sender.value()), "a membership of another");
        }
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalStateException("will not sign this event: " + what);
        }
    }
}
