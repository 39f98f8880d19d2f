package stockpot.server.api.ops;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Response;
import stockpot.server.config.WellKnownConfig;
import stockpot.server.matrix.error.MatrixErrors;

/**
 * {@code /.well-known/matrix/…}, as configured. Client-Server API, "Server Discovery";
 * Server-Server API, "Resolving server names".
 */
public final class WellKnown implements EndpointGroup {
    private final WellKnownConfig config;

    public WellKnown(WellKnownConfig config) {
        this.config = config;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                document("client", config.client()),
                document("server", config.server()),
                document("support", config.support()));
    }

    private static Endpoint document(String name, @Nullable ObjectNode document) {
        return Endpoint.at(
                "GET",
                Endpoint.Authentication.NONE,
                request -> {
                    if (document == null) {
                        throw MatrixErrors.notFound("Not served here");
                    }
                    return Response.json(document);
                },
                "/.well-known/matrix/" + name);
    }
}
