package stockpot.server.api.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.version.RoomVersion;
import stockpot.server.users.Accounts;
import stockpot.server.users.Logins;

/** Client-Server API, "Capabilities negotiation". */
public final class CapabilitiesNegotiation implements EndpointGroup {
    private final Logins logins;
    private final Accounts accounts;

    /** Tells what these allow. */
    public CapabilitiesNegotiation(Logins logins, Accounts accounts) {
        this.logins = logins;
        this.accounts = accounts;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.client(
                        "GET",
                        "/capabilities",
                        Authentication.GUEST,
                        RateLimit.NONE,
                        this::capabilities));
    }

    private Response capabilities(Request request) {
        ObjectNode answer = Json.object();
        ObjectNode capabilities = answer.putObject("capabilities");
        capabilities
                .putObject("m.change_password")
                .put("enabled", logins.mayChangePassword(request.caller().user()));
        ObjectNode versions = capabilities.putObject("m.room_versions");
        versions.put("default", RoomVersion.DEFAULT.id());
        ObjectNode available = versions.putObject("available");
        RoomVersion.ALL.forEach(version -> available.put(version.id(), "stable"));
        capabilities.putObject("m.set_displayname").put("enabled", true);
        capabilities.putObject("m.set_avatar_url").put("enabled", true);
        capabilities.putObject("m.3pid_changes").put("enabled", false);
        capabilities.putObject("m.get_login_token").put("enabled", logins.byExistingSession());
        capabilities.putObject("m.profile_fields").put("enabled", true);
        if (accounts.isAdmin(request.caller().user())) {
            capabilities.putObject("m.account_moderation").put("lock", true).put("suspend", true);
        }
        return Response.json(answer);
    }
}
