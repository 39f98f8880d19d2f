package stockpot.server.api.client;

import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Response;
import stockpot.server.users.TurnCredentials;

/** Client-Server API, "Voice over IP". */
public final class VoiceOverIp implements EndpointGroup {
    private final TurnCredentials turn;

    /** Gives out these credentials. */
    public VoiceOverIp(TurnCredentials turn) {
        this.turn = turn;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.client(
                        "GET",
                        "/voip/turnServer",
                        Authentication.GUEST,
                        RateLimit.NONE,
                        request -> Response.json(turn.of(request.caller()))));
    }
}
