package stockpot.server.api.ops;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Drain;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Request;
import stockpot.server.api.Response;
import stockpot.server.matrix.json.Json;

/**
 * {@code /health} says that the process answers; {@code /ready} whether it should be given work
 * (promise P7). Both tell no more than that to whoever asks.
 */
public final class Health implements EndpointGroup {
    private static final String RETRY_AFTER_SECONDS = "5";

    private final Drain drain;
    private final List<Check> checks;

    /** Something without which the server is not ready. */
    public interface Check {
        /** What it is called in the answer, such as {@code database}. */
        String name();

        /** Whether it is in order; answers at once, from what is known already. */
        boolean inOrder();

        /** A check of that name. */
        static Check of(String name, BooleanSupplier inOrder) {
            return new Check() {
                @Override
                public String name() {
                    return name;
                }

                @Override
                public boolean inOrder() {
                    return inOrder.getAsBoolean();
                }
            };
        }
    }

    public Health(Drain drain, List<Check> checks) {
        this.drain = drain;
        this.checks = List.copyOf(checks);
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.at("GET", Endpoint.Authentication.NONE, request -> up(), "/health"),
                Endpoint.at("GET", Endpoint.Authentication.NONE, this::ready, "/ready"));
    }

    private static Response up() {
        return new Response(
                200,
                Map.of("Content-Type", "text/plain; charset=utf-8"),
                new Response.Bytes("OK".getBytes(StandardCharsets.US_ASCII)));
    }

    private Response ready(Request request) {
        String trouble = trouble();
        ObjectNode body = Json.object().put("ready", trouble == null);
        if (trouble == null) {
            return Response.json(body);
        }
        return Response.json(503, body.put("waiting_for", trouble))
                .with("Retry-After", RETRY_AFTER_SECONDS);
    }

    private @Nullable String trouble() {
        if (drain.draining()) {
            return "restart";
        }
        for (Check check : checks) {
            if (!check.inOrder()) {
                return check.name();
            }
        }
        return null;
    }
}
