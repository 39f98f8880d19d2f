package stockpot.cook.consul;

import java.time.Duration;
import java.util.Map;
import org.kiwiproject.consul.AgentClient;
import org.kiwiproject.consul.Consul;
import org.kiwiproject.consul.ConsulException;
import org.kiwiproject.consul.model.agent.Registration;
import org.kiwiproject.consul.model.health.HealthCheck;
import org.kiwiproject.consul.model.health.Service;
import org.kiwiproject.consul.option.ImmutableQueryOptions;
import org.kiwiproject.consul.option.ImmutableQueryParameterOptions;
import stockpot.cook.env.Secret;
import stockpot.cook.env.Settings;

/**
 * The HTTP API of the local agent, through the client library. Every call may throw {@link
 * ConsulException}. The token travels in a header, so that no log of a URL holds it (threat Z04).
 */
final class AgentApi implements AutoCloseable {
    /** How the agent puts it. */
    static final String NO_LEADER = "No cluster leader";

    private static final int SERVER_ERROR = 500;

    private final Consul consul;
    private final AgentClient agent;

    private AgentApi(Consul consul) {
        this.consul = consul;
        this.agent = consul.agentClient();
    }

    /**
     * Opens it; nothing is sent yet.
     *
     * @param limit how long connecting may take, and each answer
     */
    static AgentApi open(Settings settings, Duration limit) {
        Settings.Consul access = settings.consul();
        Secret token = access == null ? null : access.token();
        Consul.Builder builder =
                Consul.builder()
                        .withUrl(AgentConfig.url(settings.place()))
                        .withPing(false)
                        .withConnectTimeoutMillis(limit.toMillis())
                        .withReadTimeoutMillis(limit.toMillis())
                        .withWriteTimeoutMillis(limit.toMillis());
        if (token != null) {
            builder.withTokenAuth(token.value());
        }
        return new AgentApi(builder.build());
    }

    /** The services registered here that the token may read, by id. */
    Map<String, Service> services() {
        return agent.getServices();
    }

    /** The checks registered here that the token may read, by id. */
    Map<String, HealthCheck> checks() {
        return agent.getChecks();
    }

    /** Registers, in place of one of the same id with all its checks. */
    void register(Registration service) {
        agent.register(
                service,
                ImmutableQueryOptions.builder().build(),
                ImmutableQueryParameterOptions.builder().replaceExistingChecks(true).build());
    }

    void deregister(String id) {
        agent.deregister(id);
    }

    /** Says to everyone not to use a service; its other checks go on. */
    void beginMaintenance(String id, String reason) {
        agent.toggleMaintenanceMode(id, true, reason);
    }

    void endMaintenance(String id) {
        agent.toggleMaintenanceMode(id, false);
    }

    /** Whether the agent is a member of a cluster that works. */
    boolean hasLeader() {
        try {
            return !consul.statusClient().getLeader().isEmpty();
        } catch (ConsulException e) {
            // It answers, so it runs; it has nobody to pass the question on to.
            if (e.hasCode() && e.getCode() >= SERVER_ERROR) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        consul.destroy();
    }
}
