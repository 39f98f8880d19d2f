package stockpot.server.api;

import io.prometheus.client.CollectorRegistry;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import stockpot.server.api.http.HttpLimits;
import stockpot.server.api.http.HttpServer;
import stockpot.server.config.ListenersConfig;
import stockpot.server.config.RateLimitsConfig;
import stockpot.server.ports.Chance;
import stockpot.server.ports.Clock;
import stockpot.server.ports.Threads;
import stockpot.server.ports.Waiting;

/** Opens the listeners of the configuration, each with the endpoints of its resources. */
public final class Listeners {
    private Listeners() {}

    /** What listeners need beside their configuration. */
    public record Surroundings(
            Authenticator authenticator,
            RateLimitsConfig rateLimits,
            Drain drain,
            CollectorRegistry registry,
            Clock clock,
            Waiting waiting,
            Threads threads,
            Chance chance) {}

    /**
     * Serves the groups.
     *
     * @throws IllegalStateException when two endpoints collide or an address cannot be bound
     * @throws IllegalArgumentException when an address of the configuration is none
     */
    public static HttpServer open(
            ListenersConfig config,
            HttpLimits limits,
            List<EndpointGroup> groups,
            Surroundings around) {
        List<Endpoint> endpoints = new ArrayList<>();
        groups.forEach(group -> endpoints.addAll(group.endpoints()));
        List<HttpFace.Door> doors = new ArrayList<>();
        for (ListenersConfig.Listener listener : config.all()) {
            doors.add(
                    new HttpFace.Door(
                            new Router(offered(endpoints, listener.resources())),
                            listener.xForwarded()));
        }
        HttpFace face =
                new HttpFace(
                        doors,
                        filters(config, around),
                        new HttpMetrics(around.registry()),
                        around.clock());
        HttpServer server =
                HttpServer.start(
                        addresses(config, around.clock()),
                        face,
                        limits,
                        around.clock(),
                        around.waiting(),
                        around.threads());
        HttpMetrics.watch(around.registry(), server);
        return server;
    }

    private static HttpFace.Filters filters(ListenersConfig config, Surroundings around) {
        return new HttpFace.Filters(
                new Authenticate(around.authenticator()),
                new RateLimits(around.rateLimits(), around.clock()),
                new FairUse(),
                new ClientAddresses(config.trustedProxies()),
                around.drain(),
                new ErrorAnswers(around.chance()));
    }

    private static List<HttpServer.Address> addresses(ListenersConfig config, Clock clock) {
        SSLContext tls = null;
        List<HttpServer.Address> addresses = new ArrayList<>();
        for (int i = 0; i < config.all().size(); i++) {
            ListenersConfig.Listener listener = config.all().get(i);
            if (listener.tls() && tls == null) {
                tls = CertificateFiles.context(config, clock);
            }
            for (InetSocketAddress socket : listener.sockets()) {
                addresses.add(new HttpServer.Address(socket, i, listener.tls() ? tls : null));
            }
        }
        return addresses;
    }

    private static List<Endpoint> offered(
            List<Endpoint> endpoints, Set<ListenersConfig.Resource> resources) {
        List<Endpoint> offered = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            List<String> paths = new ArrayList<>();
            for (String path : endpoint.paths()) {
                if (isOffered(path, resources)) {
                    paths.add(path);
                }
            }
            if (!paths.isEmpty()) {
                offered.add(
                        new Endpoint(
                                endpoint.method(),
                                paths,
                                endpoint.authentication(),
                                endpoint.limit(),
                                endpoint.handler()));
            }
        }
        return offered;
    }

    private static boolean isOffered(String path, Set<ListenersConfig.Resource> resources) {
        boolean client = resources.contains(ListenersConfig.Resource.CLIENT);
        boolean federation = resources.contains(ListenersConfig.Resource.FEDERATION);
        return switch (path) {
            case "/health", "/ready" ->
                    client || federation || resources.contains(ListenersConfig.Resource.HEALTH);
            case "/metrics", "/_synapse/metrics" ->
                    resources.contains(ListenersConfig.Resource.METRICS);
            case "/.well-known/matrix/server" -> client || federation;
            default -> StandardHeaders.isForBrowsers(path) ? client : federation;
        };
    }
}
