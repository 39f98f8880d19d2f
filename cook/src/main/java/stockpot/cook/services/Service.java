package stockpot.cook.services;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.cook.host.Owner;

/**
 * A program that runs as long as the whole does: Consul's agent, syslog-ng, node_exporter, sshd,
 * the server, nginx. It is started, watched and stopped by rc(8) in a normal jail, or by the front
 * ({@code bin/lib/front.sh}) where cook stays in front; both read the same list.
 *
 * @param name such as {@code nginx}; also its name under rc(8) unless {@code rcName} differs
 * @param command the program by its full path, and its words; it stays in the foreground
 * @param runAs whom it runs as
 * @param order started in rising order, stopped in falling order
 * @param reload what makes it take new configuration
 * @param files paths of {@code ConfigFile}s (a prefix ending in {@code /} for all below) whose
 *     change means a reload
 * @param checkCommand proves the configuration before a reload, or null (threat Z02)
 * @param stopSignal such as {@code TERM} or {@code QUIT}
 * @param stopWithin killed after that
 * @param essential whether all ends with a failure when it cannot be kept alive
 */
public record Service(
        String name,
        @Nullable String rcName,
        List<String> command,
        Owner runAs,
        int order,
        Reload reload,
        List<String> files,
        @Nullable List<String> checkCommand,
        String stopSignal,
        Duration stopWithin,
        boolean essential) {
    /** What makes a service take new configuration. */
    public enum Reload {
        HUP,
        RESTART
    }

    public Service {
        command = List.copyOf(command);
        files = List.copyOf(files);
    }

    /** The file with its process id, below the run folder. */
    public Path pidFile(Path run) {
        return run.resolve(name + ".pid");
    }
}
