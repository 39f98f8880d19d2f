package stockpot.cook.consul;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.kiwiproject.consul.ConsulException;
import org.kiwiproject.consul.model.health.HealthCheck;
import stockpot.cook.env.HostPort;
import stockpot.cook.env.Settings;

/** What is wrong with Consul, in sentences with the remedy; for {@code cook doctor} and duties. */
public final class Findings {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int GOSSIP = 8301;
    private static final int REFUSED = 403;

    private Findings() {}

    /** Everything that is wrong now; empty if registration is whole and healthy. */
    public static List<String> of(Settings settings, boolean front) {
        List<String> found = new ArrayList<>();
        try (AgentApi agent = AgentApi.open(settings, LIMIT)) {
            if (!agent.hasLeader()) {
                return List.of(notJoined(settings));
            }
            var services = agent.services();
            var checks = agent.checks();
            for (var service : MatrixServices.of(settings, front)) {
                if (!services.containsKey(service.getId())) {
                    found.add(
                            "Consul: "
                                    + service.getId()
                                    + " is not registered: run `cook tend`, which says why.");
                }
            }
            for (HealthCheck check : checks.values()) {
                if (services.containsKey(check.getServiceId().orElse(""))
                        && !check.getStatus().equals("passing")) {
                    found.add(unhealthy(check));
                }
            }
        } catch (ConsulException e) {
            found.add(sentence(settings, e));
        }
        return found;
    }

    /** Whether asking again soon is useless. */
    static boolean isRefusal(ConsulException e) {
        return e.hasCode() && e.getCode() == REFUSED;
    }

    /** A failed call as a sentence. */
    static String sentence(Settings settings, ConsulException e) {
        String text = String.valueOf(e.getMessage());
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("acl not found")) {
            return "Consul: the cluster does not know CONSULTOKEN: give one that"
                    + " `consul acl token create` made, with the policy that `cook secrets` prints.";
        }
        if (lower.contains("acl support disabled")) {
            return "Consul: CONSULTOKEN is given, but the cluster has no access rules: leave it"
                    + " out.";
        }
        if (isRefusal(e)) {
            Settings.Consul consul = Objects.requireNonNull(settings.consul());
            return "Consul: "
                    + (consul.token() == null
                            ? "the cluster wants a token: set CONSULTOKEN to one"
                            : "CONSULTOKEN may not do what is needed: give it")
                    + " with the policy that `cook secrets` prints"
                    + reason(text);
        }
        if (!e.hasCode() && e.getCause() instanceof IOException) {
            return "Consul: its agent does not answer at "
                    + AgentConfig.url(settings.place())
                    + ": see its log; the homeserver does not need it.";
        }
        if (lower.contains("no known consul servers") || lower.contains("no cluster leader")) {
            return notJoined(settings);
        }
        return "Consul: the agent answered \"" + shortened(text) + "\": see its log.";
    }

    /** Away, or there and unwilling: who accepts a connection but lets nobody in has other keys. */
    static String notJoined(Settings settings) {
        Settings.Consul consul = Objects.requireNonNull(settings.consul());
        List<String> open = new ArrayList<>();
        for (String server : consul.servers()) {
            if (accepts(server)) {
                open.add(server);
            }
        }
        if (open.isEmpty()) {
            return "Consul: none of "
                    + String.join(", ", consul.servers())
                    + " accepts connections on its gossip port ("
                    + GOSSIP
                    + " unless given): check CONSULSERVERS and the way there; the agent goes on"
                    + " trying.";
        }
        return "Consul: "
                + String.join(", ", open)
                + " can be reached but the agent has not become a member with a leader: check"
                + " GOSSIPKEY, DATACENTER and CONSULTLS against the cluster.";
    }

    private static boolean accepts(String server) {
        HostPort at = hostPort(server);
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(at.host(), at.port()), Math.toIntExact(LIMIT.toMillis()));
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    static HostPort hostPort(String server) {
        int colon = server.lastIndexOf(':');
        boolean bare = server.indexOf(':') != colon && !server.startsWith("[");
        boolean port = colon > 0 && !bare && !server.endsWith("]");
        String host = port ? server.substring(0, colon) : server;
        return new HostPort(
                host.replace("[", "").replace("]", ""),
                port ? Integer.parseInt(server.substring(colon + 1)) : GOSSIP);
    }

    private static String unhealthy(HealthCheck check) {
        return "Consul: \""
                + check.getName()
                + "\" of "
                + check.getServiceName().orElse("a service")
                + " is "
                + check.getStatus()
                + ": "
                + shortened(check.getOutput().filter(s -> !s.isBlank()).orElse("not checked yet"))
                + ".";
    }

    private static String reason(String text) {
        int at = text.indexOf("lacks permission");
        return at < 0 ? "." : " (it " + shortened(text.substring(at)) + ").";
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }
}
