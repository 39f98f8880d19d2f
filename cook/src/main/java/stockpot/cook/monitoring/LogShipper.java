package stockpot.cook.monitoring;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import stockpot.cook.env.Place;
import stockpot.cook.env.Settings;
import stockpot.cook.host.Folder;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;
import stockpot.cook.host.Step;
import stockpot.cook.services.Service;

/** syslog-ng, which reads our log files and sends them to REMOTELOG. */
public final class LogShipper {
    /** Its program, as it lies on the search path. */
    public static final String PROGRAM = "syslog-ng";

    private static final int ORDER = 5;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(3);

    private LogShipper() {}

    /**
     * How far each file was read, and what waits to be sent: beside the logs, as both go or stay
     * together. In the run folder a reboot would take the queue away and send every line again.
     */
    public static Path queue(Place place) {
        return place.log().resolve("syslog-ng");
    }

    /** Its control socket and process id. */
    public static Path run(Place place) {
        return place.run().resolve("syslog-ng");
    }

    /** What must be there before it runs. */
    public static List<Step> steps(Settings settings) {
        return List.of(
                new Folder(queue(settings.place()), Mode.PRIVATE, Owner.ROOT),
                new Folder(run(settings.place()), Mode.PRIVATE, Owner.ROOT));
    }

    /**
     * The service; not essential, as a server that cannot log away still serves.
     *
     * @param program its full path
     */
    public static Service service(Settings settings, Path program) {
        Place place = settings.place();
        String config = place.current().resolve(SyslogConfig.PATH).toString();
        return new Service(
                "syslog-ng",
                null,
                words(
                        program,
                        "--foreground",
                        "--stderr",
                        "--persist-file=" + queue(place).resolve("persist"),
                        "--control=" + run(place).resolve("ctl"),
                        "--pidfile=" + run(place).resolve("pid"),
                        "--cfgfile=" + config),
                Owner.ROOT,
                ORDER,
                Service.Reload.HUP,
                List.of(SyslogConfig.PATH),
                words(program, "--syntax-only", "--cfgfile=" + config),
                "TERM",
                STOP_WITHIN,
                false);
    }

    /** Its option parser takes letters beyond ASCII only when told so in the environment. */
    private static List<String> words(Path program, String... options) {
        List<String> words = new ArrayList<>();
        if (!String.join("", options).chars().allMatch(c -> c < 128)) {
            words.addAll(List.of("/usr/bin/env", "CHARSET=UTF-8"));
        }
        words.add(program.toString());
        words.addAll(List.of(options));
        return words;
    }
}
