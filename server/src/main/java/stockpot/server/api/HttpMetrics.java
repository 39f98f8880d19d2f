package stockpot.server.api;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.GaugeMetricFamily;
import io.prometheus.client.Histogram;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import stockpot.server.api.http.HttpServer;

/** What the HTTP face counts; by template, never by path, so no id of anyone shows (threat W12). */
public final class HttpMetrics {
    private static final String NO_ROUTE = "none";
    private static final int OK = 200;

    private final Counter requests;
    private final Histogram seconds;

    /** What counts each route, found once: finding it by its labels costs more than counting. */
    private final Map<Router.Route, Meter> meters =
            Collections.synchronizedMap(new IdentityHashMap<>());

    private record Meter(String method, Histogram.Child seconds, Counter.Child ok) {}

    public HttpMetrics(CollectorRegistry registry) {
        this.requests =
                Counter.build("stockpot_http_requests_total", "Requests answered")
                        .labelNames("method", "route", "code")
                        .register(registry);
        this.seconds =
                Histogram.build("stockpot_http_request_seconds", "Time from head to answer")
                        .labelNames("method", "route")
                        .buckets(.002, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10, 35)
                        .register(registry);
    }

    void answered(Router.Route route, int status, long nanos) {
        Meter meter = meters.computeIfAbsent(route, this::meter);
        if (status == OK) {
            meter.ok().inc();
        } else {
            requests.labels(meter.method(), route.template(), Integer.toString(status)).inc();
        }
        meter.seconds().observe(nanos / 1e9);
    }

    private Meter meter(Router.Route route) {
        String method = route.endpoint().method();
        return new Meter(
                method,
                seconds.labels(method, route.template()),
                requests.labels(method, route.template(), Integer.toString(OK)));
    }

    /** Counts the open connections of a server; 0 once it is closed. */
    static void watch(CollectorRegistry registry, HttpServer server) {
        new OpenConnections(server).register(registry);
    }

    private static final class OpenConnections extends Collector {
        private final HttpServer server;

        OpenConnections(HttpServer server) {
            this.server = server;
        }

        @Override
        public List<MetricFamilySamples> collect() {
            return List.of(
                    new GaugeMetricFamily(
                            "stockpot_http_open_connections",
                            "Connections open now",
                            server.openConnections()));
        }
    }

    /** What led to no endpoint: its method is not trusted as a label. */
    void astray(int status) {
        requests.labels(NO_ROUTE, NO_ROUTE, Integer.toString(status)).inc();
    }
}
