package stockpot.server.api;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;

/** What the HTTP face counts; by template, never by path, so no id of anyone shows (threat W12). */
public final class HttpMetrics {
    private static final String NO_ROUTE = "none";

    private final Counter requests;
    private final Histogram seconds;

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
        String method = route.endpoint().method();
        requests.labels(method, route.template(), Integer.toString(status)).inc();
        seconds.labels(method, route.template()).observe(nanos / 1e9);
    }

    /** What led to no endpoint: its method is not trusted as a label. */
    void astray(int status) {
        requests.labels(NO_ROUTE, NO_ROUTE, Integer.toString(status)).inc();
    }
}
