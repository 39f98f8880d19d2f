package stockpot.cook.consul;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.kiwiproject.consul.ConsulException;
import stockpot.cook.env.Settings;

/**
 * {@code cook leave}: before anything stops, proxies are told. First maintenance, so that no new
 * request comes here even if the rest fails; then the services are taken out.
 */
public final class Leave {
    /** For each answer of the agent, which is on this machine; the whole takes twice that. */
    private static final Duration LIMIT = Duration.ofMillis(1200);

    private Leave() {}

    /**
     * Does it; trouble never holds a stop up.
     *
     * @return what happened, a line each
     */
    public static List<String> run(Settings settings) {
        List<String> lines = new ArrayList<>();
        try (AgentApi agent = AgentApi.open(settings, LIMIT)) {
            var services = agent.services();
            if (services.containsKey(MatrixServices.MATRIX)) {
                agent.beginMaintenance(MatrixServices.MATRIX, RegistrationDuty.STOPPING);
                lines.add("Consul: " + MatrixServices.MATRIX + " is in maintenance.");
            }
            for (var service : services.values()) {
                if (service.getMeta().containsKey(MatrixServices.DEFINITION)) {
                    agent.deregister(service.getId());
                    lines.add("Consul: took " + Objects.requireNonNull(service.getId()) + " out.");
                }
            }
        } catch (ConsulException e) {
            lines.add(
                    Findings.isRefusal(e)
                            ? "Consul: the agent may not or cannot ask the cluster; it leaves it"
                                    + " when it stops."
                            : Findings.sentence(settings, e));
        }
        return lines;
    }
}
