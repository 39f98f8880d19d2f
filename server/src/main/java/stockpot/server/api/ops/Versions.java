package stockpot.server.api.ops;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Response;
import stockpot.server.matrix.json.Json;

/**
 * {@code GET /_matrix/client/versions}. Client-Server API, "API Versions". Clients refuse a server
 * that names no version they know, so the list is long; what of a named version is not served yet
 * stands in a file of the tests.
 */
public final class Versions implements EndpointGroup {
    /** In the order in which they came. */
    static final List<String> NAMES =
            List.of(
                    "r0.0.1", "r0.1.0", "r0.2.0", "r0.3.0", "r0.4.0", "r0.5.0", "r0.6.0", "r0.6.1",
                    "v1.1", "v1.2", "v1.3", "v1.4", "v1.5", "v1.6", "v1.7", "v1.8", "v1.9", "v1.10",
                    "v1.11", "v1.12");

    /** What clients ask for by its proposal although it is part of a version by now. */
    private static final List<String> FEATURES =
            List.of(
                    "org.matrix.e2e_cross_signing",
                    "org.matrix.msc2285.stable",
                    "org.matrix.msc3916.stable");

    private final byte[] answer;

    public Versions() {
        ObjectNode body = Json.object();
        ArrayNode versions = body.putArray("versions");
        NAMES.forEach(versions::add);
        ObjectNode features = body.putObject("unstable_features");
        FEATURES.forEach(feature -> features.put(feature, true));
        this.answer = Json.bytes(body);
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.at(
                        "GET",
                        Endpoint.Authentication.NONE,
                        request -> Response.jsonBytes(200, answer),
                        "/_matrix/client/versions"));
    }
}
