package stockpot.server.api.ops;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Response;

/** Everything that is counted, in the text format of Prometheus, on listeners for metrics only. */
public final class MetricsPage implements EndpointGroup {
    private final CollectorRegistry registry;

    public MetricsPage(CollectorRegistry registry) {
        this.registry = registry;
    }

    @Override
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.at(
                        "GET",
                        Endpoint.Authentication.NONE,
                        request -> page(),
                        "/metrics",
                        "/_synapse/metrics"));
    }

    private Response page() {
        return new Response(
                200,
                Map.of("Content-Type", TextFormat.CONTENT_TYPE_004),
                new Response.Stream(
                        -1,
                        out -> {
                            Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
                            TextFormat.write004(writer, registry.metricFamilySamples());
                            writer.flush();
                        }));
    }
}
