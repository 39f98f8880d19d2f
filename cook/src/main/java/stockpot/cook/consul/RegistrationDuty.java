package stockpot.cook.consul;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kiwiproject.consul.ConsulException;
import org.kiwiproject.consul.model.agent.Registration;
import org.kiwiproject.consul.model.health.HealthCheck;
import org.kiwiproject.consul.model.health.Service;
import stockpot.cook.env.Settings;
import stockpot.cook.services.Duty;

/**
 * Keeps the services registered with the local agent, which tells the cluster and does so again
 * after every absence of it. What is registered already in the same words is left alone, so that
 * nothing flaps (fault F26). An agent that is still joining gets some seconds; after that what is
 * wrong is said, and the duty comes again.
 */
public final class RegistrationDuty implements Duty {
    /** Why a service is in maintenance when cook said so; another reason is the operator's. */
    static final String STOPPING = "stockpot is stopping";

    /** Pauses between attempts within one run: enough for an agent that has just been started. */
    private static final List<Duration> PAUSES =
            List.of(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(8));

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Settings settings;
    private final List<Registration> wanted;
    private final Pause pause;

    /** Waits; a test need not. */
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    /**
     * For settings with Consul.
     *
     * @param front whether nginx stands before the server
     */
    public RegistrationDuty(Settings settings, boolean front) {
        this(settings, front, Thread::sleep);
    }

    RegistrationDuty(Settings settings, boolean front, Pause pause) {
        this.settings = settings;
        this.wanted = MatrixServices.of(settings, front);
        this.pause = pause;
    }

    @Override
    public String name() {
        return "consul";
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(5);
    }

    @Override
    public List<String> run() {
        try (AgentApi agent = AgentApi.open(settings, LIMIT)) {
            for (int attempt = 0; ; attempt++) {
                try {
                    return registered(agent);
                } catch (ConsulException e) {
                    if (attempt == PAUSES.size() || Findings.isRefusal(e)) {
                        return List.of(Findings.sentence(settings, e));
                    }
                }
                pause.of(PAUSES.get(attempt));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of("Consul: interrupted while waiting for the agent.");
        }
    }

    private List<String> registered(AgentApi agent) {
        List<String> lines = new ArrayList<>();
        boolean joined = agent.hasLeader();
        Settings.Consul consul = settings.consul();
        if (!joined && consul != null && consul.token() != null) {
            // Nobody to ask about the token: the agent would call it unknown.
            throw new ConsulException(AgentApi.NO_LEADER);
        }
        Map<String, Service> services = agent.services();
        Map<String, HealthCheck> checks = agent.checks();
        for (Registration service : wanted) {
            if (!isThere(service, services, checks)) {
                agent.register(service);
                lines.add("Consul: registered " + service.getId() + ".");
            }
        }
        for (Service service : services.values()) {
            if (isLeftOver(service)) {
                agent.deregister(service.getId());
                lines.add("Consul: took " + service.getId() + " out.");
            }
        }
        HealthCheck maintenance = checks.get("_service_maintenance:" + MatrixServices.MATRIX);
        if (maintenance != null && STOPPING.equals(maintenance.getNotes().orElse(""))) {
            agent.endMaintenance(MatrixServices.MATRIX);
            lines.add("Consul: ended the maintenance of the last stop.");
        }
        if (!joined) {
            // The agent keeps what it was told; that the cluster is away is worth a line.
            lines.add(Findings.notJoined(settings));
        }
        return lines;
    }

    private static boolean isThere(
            Registration wanted, Map<String, Service> services, Map<String, HealthCheck> checks) {
        Service there = services.get(wanted.getId());
        String definition = wanted.getMeta().get(MatrixServices.DEFINITION);
        return there != null
                && String.valueOf(definition).equals(there.getMeta().get(MatrixServices.DEFINITION))
                && wanted.getChecks().stream()
                        .allMatch(check -> checks.containsKey(check.getId().orElse("")));
    }

    private boolean isLeftOver(Service service) {
        return service.getMeta().containsKey(MatrixServices.DEFINITION)
                && wanted.stream().noneMatch(one -> one.getId().equals(service.getId()));
    }
}
