package stockpot.cook.consul;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.kiwiproject.consul.model.agent.ImmutableRegCheck;
import org.kiwiproject.consul.model.agent.ImmutableRegistration;
import org.kiwiproject.consul.model.agent.Registration;
import stockpot.cook.env.HostPort;
import stockpot.cook.env.Settings;
import stockpot.cook.host.Sha256;

/**
 * What is registered: {@code matrix}, and {@code node-exporter} where it runs.
 *
 * <p>{@code matrix} is healthy when two things are: the server itself says so on its loopback
 * listener, and the front accepts connections. One check through the front could not tell which of
 * them is dead, and before there is a certificate it would find only a redirect.
 */
public final class MatrixServices {
    /** The homeserver. */
    public static final String MATRIX = "matrix";

    /** The machine's metrics. */
    public static final String EXPORTER = "node-exporter";

    /** Names a definition, so that one that is registered already is not registered again. */
    static final String DEFINITION = "definition";

    private static final String INTERVAL = "10s";
    private static final String TIMEOUT = "5s";

    private MatrixServices() {}

    /**
     * The services of these settings.
     *
     * @param front whether nginx stands before the server; without it clients reach the server's
     *     own port
     */
    public static List<Registration> of(Settings settings, boolean front) {
        List<Registration> services = new ArrayList<>(List.of(matrix(settings, front)));
        if (settings.monitoring().nodeExporter()) {
            services.add(exporter(settings));
        }
        return List.copyOf(services);
    }

    private static Registration matrix(Settings settings, boolean front) {
        var ports = settings.place().ports();
        boolean tls = front && settings.tls().on();
        int port = !front ? ports.client() : tls ? ports.https() : ports.http();
        var service =
                base(settings, MATRIX)
                        .port(port)
                        .putMeta("scheme", tls ? "https" : "http")
                        .addAllTags(proxyTags(settings.publicHost(), tls))
                        .addChecks(server(ports.client()));
        String metrics = settings.monitoring().metricsAddress();
        if (!isLoopback(metrics)) {
            service.addTags("prometheus")
                    .putMeta("metrics_path", "/metrics")
                    .putMeta("metrics_port", String.valueOf(ports.metrics()));
        }
        if (front) {
            service.addChecks(accepts(new HostPort(host(settings.address()), port)));
        }
        return marked(service);
    }

    private static Registration exporter(Settings settings) {
        int port = settings.place().ports().nodeExporter();
        String url = "http://" + new HostPort(host(settings.address()), port) + "/";
        return marked(
                base(settings, EXPORTER)
                        .port(port)
                        .addTags("prometheus")
                        .addChecks(get(EXPORTER, "node_exporter answers", url)));
    }

    private static ImmutableRegistration.Builder base(Settings settings, String name) {
        Settings.Consul consul = Objects.requireNonNull(settings.consul());
        var service =
                ImmutableRegistration.builder()
                        .id(name)
                        .name(name)
                        .addTags("_app=" + MATRIX)
                        .addTags("_service=" + name)
                        .addTags("_hostname=" + settings.publicHost())
                        .addTags("_datacenter=" + consul.datacenter())
                        .putMeta("server_name", settings.domain());
        if (settings.address() != null) {
            service.address(settings.address());
        }
        return service;
    }

    /** For traefik: a plain front is a router of requests, one with TLS of its own is passed on. */
    private static List<String> proxyTags(String host, boolean tls) {
        return tls
                ? List.of(
                        "traefik.enable=true",
                        "traefik.tcp.routers.matrix.rule=HostSNI(`" + host + "`)",
                        "traefik.tcp.routers.matrix.tls.passthrough=true")
                : List.of(
                        "traefik.enable=true",
                        "traefik.http.routers.matrix.rule=Host(`" + host + "`)",
                        "traefik.http.services.matrix.loadbalancer.server.scheme=http");
    }

    private static Registration.RegCheck server(int port) {
        return get(MATRIX, "the server answers", "http://127.0.0.1:" + port + "/health");
    }

    private static Registration.RegCheck get(String id, String name, String url) {
        return ImmutableRegCheck.builder()
                .id(id + "-answers")
                .name(name)
                .http(url)
                .interval(INTERVAL)
                .timeout(TIMEOUT)
                .build();
    }

    private static Registration.RegCheck accepts(HostPort front) {
        return ImmutableRegCheck.builder()
                .id(MATRIX + "-front")
                .name("the front accepts connections")
                .tcp(front.toString())
                .interval(INTERVAL)
                .timeout(TIMEOUT)
                .build();
    }

    private static Registration marked(ImmutableRegistration.Builder service) {
        String text = service.build().toString();
        String hash = Sha256.of(text.getBytes(UTF_8)).substring(0, 16);
        return service.putMeta(DEFINITION, hash).build();
    }

    private static String host(@Nullable String address) {
        return address == null ? "127.0.0.1" : address;
    }

    private static boolean isLoopback(String address) {
        return address.startsWith("127.") || address.equals("::1") || address.equals("localhost");
    }
}
