package stockpot.cook.services;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import stockpot.cook.host.Difference;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;
import stockpot.cook.host.Step;

/**
 * Has a running front take what changed. Marks are set before the files change: a kill in between
 * leaves them, and the next run finds them and tells the front, so no service goes on with old
 * files.
 */
public final class Changes {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Front front;
    private final List<Service> services;

    /** For these services. */
    public Changes(Front front, List<Service> services) {
        this.front = front;
        this.services = List.copyOf(services);
    }

    /**
     * The step before the files change.
     *
     * @param changing which files differ
     */
    public Step mark(Function<Host, Set<String>> changing) {
        return new Mark(changing);
    }

    /** The step after everything changed. */
    public Step tell() {
        return new Tell();
    }

    private Path markOf(Service service) {
        String name = service.reload() == Service.Reload.RESTART ? "restart" : "again";
        return front.services().resolve(FrontTable.folderName(service)).resolve(name);
    }

    /** Whether these files are among those of the service. */
    public static boolean concerns(Service service, Set<String> files) {
        return service.files().stream()
                .anyMatch(path ->
                        path.endsWith("/")
                                ? files.stream().anyMatch(file -> file.startsWith(path))
                                : files.contains(path));
    }

    private final class Mark implements Step {
        private final Function<Host, Set<String>> changing;

        Mark(Function<Host, Set<String>> changing) {
            this.changing = changing;
        }

        @Override
        public String name() {
            return "services concerned";
        }

        private List<Service> missing(Host host) {
            Set<String> files = changing.apply(host);
            if (files.isEmpty() || !front.runs(host)) {
                return List.of();
            }
            return services.stream()
                    .filter(service -> concerns(service, files))
                    .filter(service -> host.exists(parent(markOf(service)).resolve("keeper")))
                    .filter(service -> !host.exists(markOf(service)))
                    .toList();
        }

        @Override
        public Difference difference(Host host) {
            return new Difference(
                    missing(host).stream()
                            .map(service ->
                                    "~ "
                                            + service.name()
                                            + (service.reload() == Service.Reload.RESTART
                                                    ? " starts anew"
                                                    : " reads its files anew"))
                            .toList());
        }

        @Override
        public void apply(Host host) {
            List<Service> missing = missing(host);
            host.write(front.change(), new byte[0], Mode.PRIVATE, Owner.ROOT);
            for (Service service : missing) {
                host.write(markOf(service), new byte[0], Mode.PRIVATE, Owner.ROOT);
            }
        }
    }

    private final class Tell implements Step {
        @Override
        public String name() {
            return "front";
        }

        @Override
        public Difference difference(Host host) {
            return host.exists(front.change()) && front.runs(host)
                    ? Difference.of("~ the front takes the change")
                    : Difference.NONE;
        }

        @Override
        public void apply(Host host) {
            String pid = Long.toString(front.process(host));
            host.run(List.of("kill", "-HUP", pid), Duration.ofSeconds(5));
            List<Path> marks = new ArrayList<>(List.of(front.change()));
            services.forEach(service -> marks.add(markOf(service)));
            for (long waited = 0; marks.stream().anyMatch(host::exists); waited++) {
                if (waited * PAUSE.toMillis() > PATIENCE.toMillis()) {
                    throw new HostException(
                            "The front (process "
                                    + pid
                                    + ") does not take the change: stop it, and run cook up again.");
                }
                host.pause(PAUSE);
            }
        }
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }
}
