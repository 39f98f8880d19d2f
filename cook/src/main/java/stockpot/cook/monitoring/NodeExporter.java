package stockpot.cook.monitoring;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import stockpot.cook.env.HostPort;
import stockpot.cook.env.Place;
import stockpot.cook.env.Settings;
import stockpot.cook.host.Folder;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;
import stockpot.cook.host.Step;
import stockpot.cook.services.Service;

/** node_exporter: the machine's metrics, and cook's own beside them. */
public final class NodeExporter {
    /** Its program: as its authors and FreeBSD call it, and as Debian does. */
    public static final List<String> PROGRAMS =
            List.of("node_exporter", "prometheus-node-exporter");

    private static final int ORDER = 20;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(3);

    private NodeExporter() {}

    /**
     * Where metrics of cook lie as text files {@code *.prom}, which node_exporter passes on; a file
     * is written beside and renamed, so that none is read half.
     */
    public static Path textfiles(Place place) {
        return place.run().resolve("metrics");
    }

    /** What must be there before it runs. */
    public static List<Step> steps(Settings settings) {
        return List.of(new Folder(textfiles(settings.place()), Mode.PUBLIC, Owner.ROOT));
    }

    /**
     * The service.
     *
     * @param program its full path
     */
    public static Service service(Settings settings, Path program) {
        return new Service(
                "node_exporter",
                null,
                List.of(
                        program.toString(),
                        "--web.listen-address=" + listen(settings),
                        "--collector.textfile.directory=" + textfiles(settings.place())),
                Owner.WEB,
                ORDER,
                Service.Reload.RESTART,
                List.of(),
                null,
                "TERM",
                STOP_WITHIN,
                false);
    }

    /**
     * The address of the machine. Where none was given it is loopback (threat Z16), except that a
     * machine known to Consul is to be scraped from elsewhere.
     */
    static String listen(Settings settings) {
        int port = settings.place().ports().nodeExporter();
        if (settings.address() != null) {
            return new HostPort(settings.address(), port).toString();
        }
        boolean outside = settings.consul() != null && !settings.place().confined();
        return outside ? ":" + port : "127.0.0.1:" + port;
    }
}
