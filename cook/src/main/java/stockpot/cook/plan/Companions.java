package stockpot.cook.plan;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.cook.consul.AgentConfig;
import stockpot.cook.consul.ConsulAgent;
import stockpot.cook.consul.RegistrationDuty;
import stockpot.cook.control.ControlUser;
import stockpot.cook.control.SshdConfig;
import stockpot.cook.env.Settings;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.monitoring.LogShipper;
import stockpot.cook.monitoring.NodeExporter;
import stockpot.cook.monitoring.SyslogConfig;

/** The shares of what runs beside the server, each only where it was asked for. */
final class Companions {
    private final Surroundings surroundings;
    private final Host host;
    private final SecureRandom chance;

    Companions(Surroundings surroundings, Host host, SecureRandom chance) {
        this.surroundings = surroundings;
        this.host = host;
        this.chance = chance;
    }

    /** CONSULSERVERS: the local agent and what is registered. */
    Share consul(Settings settings) {
        if (settings.consul() == null) {
            return Share.NONE;
        }
        Path program = needed("CONSULSERVERS is set", "leave it out", ConsulAgent.PROGRAM);
        return new Share(
                ConsulAgent.steps(settings),
                List.of(AgentConfig.file(settings)),
                List.of(ConsulAgent.service(settings, program)),
                List.of(new RegistrationDuty(settings, isFrontHere())));
    }

    /**
     * Whether nginx will stand before the server; on a machine without it clients come directly.
     */
    private boolean isFrontHere() {
        return find("nginx") != null;
    }

    /** REMOTELOG: syslog-ng. */
    Share logs(Settings settings) {
        if (settings.monitoring().remoteLog() == null) {
            return Share.NONE;
        }
        Path program = needed("REMOTELOG is set", "leave it out", LogShipper.PROGRAM);
        return new Share(
                LogShipper.steps(settings),
                List.of(SyslogConfig.file(settings)),
                List.of(LogShipper.service(settings, program)),
                List.of());
    }

    /** NODE_EXPORTER, which is on with Consul: node_exporter. */
    Share exporter(Settings settings) {
        if (!settings.monitoring().nodeExporter()) {
            return Share.NONE;
        }
        Path program =
                needed(
                        "NODE_EXPORTER is on (as it is with CONSULSERVERS)",
                        "set it to false",
                        NodeExporter.PROGRAMS.toArray(String[]::new));
        return new Share(
                NodeExporter.steps(settings),
                List.of(),
                List.of(NodeExporter.service(settings, program)),
                List.of());
    }

    /** CONTROLUSER: the account and its sshd; sshd only once there is a key to let in. */
    Share control(Settings settings) {
        if (!settings.controlUser()) {
            return Share.NONE;
        }
        Path program = needed("CONTROLUSER is true", "set it to false", ControlUser.PROGRAM);
        boolean confined = settings.place().confined();
        String account = confined ? System.getProperty("user.name", "root") : ControlUser.ACCOUNT;
        boolean admitted = ControlUser.isAdmitted(settings, host);
        return new Share(
                ControlUser.steps(settings, chance),
                List.of(SshdConfig.file(settings, account, forced())),
                admitted ? List.of(ControlUser.service(settings, program)) : List.of(),
                List.of());
    }

    /** {@code cook-control}, which lies beside the server's launcher. */
    private Path forced() {
        return Path.of(surroundings.serverProgram(host)).resolveSibling("cook-control");
    }

    private Path needed(String why, String otherwise, String... names) {
        Path program = find(names);
        if (program == null) {
            throw new HostException(
                    why
                            + " but the program "
                            + String.join(" or ", names)
                            + " is not there: install it, or "
                            + otherwise
                            + ".");
        }
        return program;
    }

    private @Nullable Path find(String... names) {
        for (String name : names) {
            Path found = host.program(name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
