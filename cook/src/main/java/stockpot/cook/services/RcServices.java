package stockpot.cook.services;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import stockpot.cook.host.Difference;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;
import stockpot.cook.host.Step;

/**
 * Services under rc(8), in a normal jail or on a FreeBSD host: rc.conf(5) is set by sysrc(8), and
 * service(8) starts, reloads and restarts. Which variables the scripts of packages read is known
 * here and nowhere else.
 */
public final class RcServices {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** Words that keep a program in the foreground, which rc(8) does not want, or has itself. */
    private static final Map<String, Set<String>> DROPPED =
            Map.of(
                    "nginx", Set.of("-g", "daemon off;"),
                    "syslog_ng", Set.of("-F", "--foreground"),
                    "sshd", Set.of("-D"),
                    "consul", Set.of("agent"));

    /** Scripts that call their words "args" and not "flags". */
    private static final Set<String> HAVE_ARGS = Set.of("consul", "node_exporter");

    private final Path run;
    private final List<Service> services;
    private final Map<String, String> server;

    /**
     * For these services.
     *
     * @param run where marks lie
     * @param server variables of the server's own script, without its name
     */
    public RcServices(Path run, List<Service> services, Map<String, String> server) {
        this.run = run;
        this.services =
                services.stream().sorted((a, b) -> Integer.compare(a.order(), b.order())).toList();
        this.server = new TreeMap<>(server);
    }

    /** The step before the files change; a mark that a kill left is found by the next run. */
    public Step mark(Function<Host, Set<String>> changing) {
        return new Mark(changing);
    }

    /** The steps after the files changed, in the order of the services. */
    public List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (Service service : services) {
            steps.add(new Configured(service));
            steps.add(new Running(service));
        }
        return steps;
    }

    private Path markOf(Service service) {
        return run.resolve("rc").resolve(service.name());
    }

    private static String script(Service service) {
        return service.rcName() == null ? service.name() : service.rcName();
    }

    /** rc.conf's variables of a service. */
    Map<String, String> variables(Service service) {
        String prefix = script(service).replace('-', '_');
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(prefix + "_enable", "YES");
        if (service.name().equals("stockpot")) {
            server.forEach((name, value) -> variables.put(prefix + "_" + name, value));
            return variables;
        }
        Set<String> dropped = DROPPED.getOrDefault(prefix, Set.of());
        List<String> words = new ArrayList<>();
        for (String word : service.command().subList(1, service.command().size())) {
            if (dropped.contains(word)) {
                continue;
            }
            if (!word.matches("[A-Za-z0-9_./:=@%+,-]+")) {
                // rc.subr hands flags to a shell.
                throw new HostException(
                        "A word of " + service.name() + " cannot stand in rc.conf: " + word);
            }
            words.add(word);
        }
        variables.put(
                prefix + (HAVE_ARGS.contains(prefix) ? "_args" : "_flags"),
                String.join(" ", words));
        return variables;
    }

    private final class Mark implements Step {
        private final Function<Host, Set<String>> changing;

        Mark(Function<Host, Set<String>> changing) {
            this.changing = changing;
        }

        private List<Service> missing(Host host) {
            Set<String> files = changing.apply(host);
            return services.stream()
                    .filter(service -> Changes.concerns(service, files))
                    .filter(service -> !host.exists(markOf(service)))
                    .toList();
        }

        @Override
        public String name() {
            return "services concerned";
        }

        @Override
        public Difference difference(Host host) {
            return new Difference(
                    missing(host).stream()
                            .map(service -> "~ " + service.name() + " takes the change")
                            .toList());
        }

        @Override
        public void apply(Host host) {
            host.folder(run.resolve("rc"), Mode.PRIVATE, Owner.ROOT);
            for (Service service : missing(host)) {
                host.write(markOf(service), new byte[0], Mode.PRIVATE, Owner.ROOT);
            }
        }
    }

    private final class Configured implements Step {
        private final Service service;

        Configured(Service service) {
            this.service = service;
        }

        private Map<String, String> missing(Host host) {
            Map<String, String> missing = new LinkedHashMap<>();
            variables(service)
                    .forEach((name, value) -> {
                        Host.Result now = host.run(List.of("sysrc", "-n", name), LIMIT);
                        if (now.status() != 0 || !now.output().strip().equals(value)) {
                            missing.put(name, value);
                        }
                    });
            return missing;
        }

        @Override
        public String name() {
            return "rc.conf " + service.name();
        }

        @Override
        public Difference difference(Host host) {
            return new Difference(
                    missing(host).entrySet().stream()
                            .map(entry -> "~ rc.conf " + entry.getKey() + "=" + entry.getValue())
                            .toList());
        }

        @Override
        public void apply(Host host) {
            missing(host)
                    .forEach((name, value) -> {
                        String pair = name + "=" + value;
                        succeed(host.run(List.of("sysrc", pair), LIMIT), "sysrc " + name);
                    });
        }
    }

    private final class Running implements Step {
        private final Service service;

        Running(Service service) {
            this.service = service;
        }

        private boolean runs(Host host) {
            List<String> command = List.of("service", script(service), "status");
            return host.run(command, LIMIT).status() == 0;
        }

        @Override
        public String name() {
            return "service " + service.name();
        }

        @Override
        public Difference difference(Host host) {
            if (!runs(host)) {
                return Difference.of("+ service " + service.name() + " starts");
            }
            return host.exists(markOf(service))
                    ? Difference.of("~ service " + service.name() + " takes the change")
                    : Difference.NONE;
        }

        @Override
        public void apply(Host host) {
            boolean reload = service.reload() == Service.Reload.HUP;
            String word = !runs(host) ? "start" : reload ? "reload" : "restart";
            List<String> check = service.checkCommand();
            if (check != null) {
                succeed(host.run(check, LIMIT), "the check of " + service.name());
            }
            List<String> command = List.of("service", script(service), word);
            succeed(host.run(command, LIMIT), String.join(" ", command));
            host.remove(markOf(service));
        }
    }

    private static void succeed(Host.Result result, String what) {
        if (result.status() != 0) {
            throw new HostException(
                    what + " ended with " + result.status() + ": " + result.output().strip());
        }
    }
}
