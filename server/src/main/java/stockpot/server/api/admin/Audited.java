package stockpot.server.api.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.accounts.AdminAudit;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.RequestAround;
import stockpot.server.api.Response;

/**
 * The same endpoints, with each request of an administrator that may change something noted in the
 * book. Of the body only the names of its keys are noted, and the values that are true or false: no
 * secret is among them.
 */
public final class Audited implements EndpointGroup {
    private static final int MAX_KEYS = 20;
    private static final int MAX_KEY = 40;
    private static final int TOKEN_SHOWN = 3;

    /** What of a path says whom or what an act is about. */
    private static final List<String> TARGETS =
            List.of("userId", "token", "external_id", "address");

    private final EndpointGroup group;
    private final AdminAudit audit;

    /** Notes what is asked of that group. */
    public Audited(EndpointGroup group, AdminAudit audit) {
        this.group = group;
        this.audit = audit;
    }

    @Override
    public List<Endpoint> endpoints() {
        return group.endpoints().stream().map(this::noted).toList();
    }

    private Endpoint noted(Endpoint endpoint) {
        if (endpoint.authentication() != Endpoint.Authentication.ADMIN
                || endpoint.method().equals("GET")) {
            return endpoint;
        }
        return new Endpoint(
                endpoint.method(),
                endpoint.paths(),
                endpoint.authentication(),
                endpoint.limit(),
                request -> noted(endpoint, request));
    }

    private Response noted(Endpoint endpoint, Request request) {
        Watched watched = new Watched(request);
        AdminAudit.Act act =
                new AdminAudit.Act(
                        request.caller().user().value(),
                        request.clientAddress(),
                        request.method() + " " + request.template(),
                        target(request));
        return audit.noted(
                act,
                () -> watched.detail,
                Response::status,
                () -> endpoint.handler().handle(watched));
    }

    private static @Nullable String target(Request request) {
        for (String name : TARGETS) {
            if (request.template().contains("{" + name + "}")) {
                String target = request.param(name);
                return name.equals("token") ? masked(target) : target;
            }
        }
        return null;
    }

    /** Enough of a registration token to know it again, and too little to use it. */
    private static String masked(String token) {
        return token.substring(0, Math.min(token.length(), TOKEN_SHOWN)) + "…";
    }

    /** What may be known of a body. */
    static String detail(ObjectNode body) {
        List<String> words = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : body.properties()) {
            if (words.size() == MAX_KEYS) {
                words.add("…");
                break;
            }
            String key = entry.getKey();
            key = key.length() > MAX_KEY ? key.substring(0, MAX_KEY) + "…" : key;
            words.add(entry.getValue().isBoolean() ? key + "=" + entry.getValue() : key);
        }
        return String.join(", ", words).replace('\0', ' ');
    }

    /** A request that remembers what was in its body. */
    private static final class Watched extends RequestAround {
        private @Nullable String detail;

        Watched(Request request) {
            super(request);
        }

        private ObjectNode seen(ObjectNode body) {
            detail = detail(body);
            return body;
        }

        @Override
        public ObjectNode body() {
            return seen(super.body());
        }

        @Override
        public ObjectNode bodyOrEmpty() {
            return seen(super.bodyOrEmpty());
        }
    }
}
