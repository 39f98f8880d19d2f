package stockpot.cook.consul;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import stockpot.cook.env.Place;
import stockpot.cook.env.Ports;
import stockpot.cook.env.Settings;
import stockpot.cook.host.ConfigFile;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Owner;

/**
 * The configuration file of the local agent, a client of the cluster. It holds the gossip key and
 * the token, so it is for Consul's user alone (threat Z04).
 */
public final class AgentConfig {
    /** Below the folder of the version. */
    public static final String PATH = "consul/agent.json";

    /** How far Consul's gossip port lies below that of its HTTP API. */
    private static final int GOSSIP_DISTANCE = 8500 - 8301;

    /** How long after a failed attempt to join the next one comes; Consul's own default is 30 s. */
    private static final String JOIN_AGAIN = "5s";

    /** Where both FreeBSD and Debian keep what the system trusts. */
    private static final String SYSTEM_AUTHORITIES = "/etc/ssl/certs";

    /**
     * What a server to join may look like. Consul reads more into such a value than a name: {@code
     * provider=} asks a cloud for addresses, two opening braces begin a template that it evaluates.
     */
    private static final Pattern SERVER =
            Pattern.compile(
                    "[A-Za-z0-9][A-Za-z0-9._-]{0,252}(:[0-9]{1,5})?"
                            + "|[0-9A-Fa-f:.]{2,45}"
                            + "|\\[[0-9A-Fa-f:.]{2,45}\\](:[0-9]{1,5})?");

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]{7,15}|[0-9A-Fa-f:.]{2,45}");

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private AgentConfig() {}

    /**
     * The file for these settings.
     *
     * @throws HostException when a value is one that Consul would read as more than a name
     */
    public static ConfigFile file(Settings settings) {
        Settings.Consul consul = Objects.requireNonNull(settings.consul());
        ObjectNode agent = JSON.createObjectNode();
        agent.put("datacenter", consul.datacenter());
        agent.put("node_name", consul.nodeName());
        agent.put("server", false);
        agent.put("data_dir", ConsulAgent.folder(settings.place()).toString());
        agent.put("encrypt", consul.gossipKey().value());
        // Else the first key ever used stays in force, whatever GOSSIPKEY says.
        agent.put("disable_keyring_file", true);
        var join = agent.putArray("retry_join");
        for (String server : consul.servers()) {
            join.add(plain(server, SERVER, "CONSULSERVERS"));
        }
        agent.put("retry_interval", JOIN_AGAIN);
        addresses(agent, settings);
        ports(agent, settings.place().ports());
        agent.put("leave_on_terminate", true);
        agent.put("disable_update_check", true);
        agent.put("disable_remote_exec", true);
        agent.put("enable_script_checks", false);
        agent.put("enable_local_script_checks", false);
        agent.put("log_level", "warn");
        access(agent, consul);
        if (consul.tls()) {
            encryption(agent, settings.certificateAuthorities());
        }
        return ConfigFile.secret(PATH, text(agent), Owner.CONSUL);
    }

    /** Where the agent gossips. */
    static int gossipPort(Ports ports) {
        int port = ports.consul() - GOSSIP_DISTANCE;
        return port > 0 ? port : ports.consul() + GOSSIP_DISTANCE;
    }

    /** The HTTP API, as a URL. */
    static String url(Place place) {
        return "http://127.0.0.1:" + place.ports().consul();
    }

    private static void addresses(ObjectNode agent, Settings settings) {
        agent.put("client_addr", "127.0.0.1");
        if (settings.address() != null) {
            String address = plain(settings.address(), ADDRESS, "IP");
            agent.put("bind_addr", address);
            agent.put("advertise_addr", address);
        }
    }

    private static void ports(ObjectNode agent, Ports ports) {
        // Of all its listeners only these two are used; -1 is "none".
        agent.putObject("ports")
                .put("http", ports.consul())
                .put("serf_lan", gossipPort(ports))
                .put("https", -1)
                .put("grpc", -1)
                .put("dns", -1)
                .put("serf_wan", -1);
    }

    private static void access(ObjectNode agent, Settings.Consul consul) {
        if (consul.token() != null) {
            // Not the default token: whoever reaches the local port without a token stays nobody.
            // Without "deny" the agent itself would let anyone register anything locally.
            agent.putObject("acl")
                    .put("enabled", true)
                    .put("default_policy", "deny")
                    .putObject("tokens")
                    .put("agent", consul.token().value());
        }
    }

    /** An authority alone would mean TLS with whoever answers: Consul checks only when told to. */
    private static void encryption(ObjectNode agent, @Nullable Path authorities) {
        ObjectNode tls = agent.putObject("tls").putObject("defaults").put("verify_outgoing", true);
        if (authorities == null) {
            tls.put("ca_path", SYSTEM_AUTHORITIES);
        } else {
            tls.put("ca_file", authorities.toString());
        }
    }

    private static String plain(String value, Pattern allowed, String variable) {
        if (!allowed.matcher(value).matches()) {
            throw new HostException(
                    variable
                            + " holds \""
                            + value
                            + "\": give a host name or an address, with a port if need be.");
        }
        return value;
    }

    private static String text(ObjectNode agent) {
        try {
            return JSON.writeValueAsString(agent) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers is JSON", e);
        }
    }
}
