package stockpot.server.api.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Endpoint;
import stockpot.server.api.Endpoint.Authentication;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.RateLimit;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.sync.ClientFilter;
import stockpot.server.sync.SyncRequest;
import stockpot.server.sync.Syncs;
import stockpot.server.users.Filters;
import stockpot.server.users.Presence;

/** Client-Server API, "Syncing". */
public final class Sync implements EndpointGroup {
    private final Syncs syncs;
    private final Filters filters;
    private final Presence presence;

    /** Answers out of these. */
    public Sync(Syncs syncs, Filters filters, Presence presence) {
        this.syncs = syncs;
        this.filters = filters;
        this.presence = presence;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.client("GET", "/sync", Authentication.GUEST, RateLimit.NONE, this::sync));
    }

    private Response sync(Request request) {
        UserId user = request.caller().user();
        SyncRequest wanted =
                new SyncRequest(
                        user,
                        request.caller().device(),
                        syncs.checked(request.query("since")),
                        filter(user, request.query("filter")),
                        request.queryFlag("full_state", false),
                        request.queryFlag("use_state_after", false),
                        Duration.ofMillis(request.queryInt("timeout", 0, 0, Integer.MAX_VALUE)));
        String present = request.query("set_presence");
        presence.touch(user, present == null ? Presence.ONLINE : present);
        if (syncs.isLarge(wanted)) {
            return new Response(
                    200,
                    Map.of("Content-Type", "application/json"),
                    new Response.Stream(-1, out -> syncs.stream(wanted, out)));
        }
        if (!wanted.timeout().isZero()) {
            request.longPoll(syncs.longestWait(wanted));
        }
        return Response.jsonBytes(200, syncs.answer(wanted));
    }

    /** A stored filter by its id, or one that is written out and so begins with a brace. */
    private ClientFilter filter(UserId user, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return ClientFilter.none();
        }
        if (text.startsWith("{")) {
            return ClientFilter.parse(Json.parseObject(text.getBytes(StandardCharsets.UTF_8)));
        }
        var stored = filters.find(user, text);
        if (stored == null) {
            throw MatrixErrors.invalidParam("No such filter");
        }
        return ClientFilter.parse(stored);
    }
}
