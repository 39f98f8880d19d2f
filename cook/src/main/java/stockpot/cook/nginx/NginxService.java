package stockpot.cook.nginx;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import stockpot.cook.env.Place;
import stockpot.cook.host.Folder;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;
import stockpot.cook.host.Step;
import stockpot.cook.services.Service;

/** How nginx runs. */
public final class NginxService {
    /**
     * Before the server: the front answers 503 until the server is up, and while the server
     * finishes what it has begun nginx still carries the answers.
     */
    public static final int ORDER = 40;

    private static final Duration STOP = Duration.ofSeconds(5);

    private NginxService() {}

    /**
     * nginx in the foreground. Its stop is {@code TERM}: the server, which stops before, has
     * answered all that was under way; a slow {@code QUIT} that ends in a kill would leave workers
     * behind on the ports.
     */
    public static Service of(Place place, NginxProgram program) {
        List<String> run = new ArrayList<>(words(place, program));
        run.addAll(List.of("-g", "daemon off;"));
        List<String> check = new ArrayList<>(words(place, program));
        check.add("-t");
        return new Service(
                "nginx",
                "nginx",
                run,
                Owner.ROOT,
                ORDER,
                Service.Reload.HUP,
                List.of(NginxFiles.FOLDER),
                check,
                "TERM",
                STOP,
                true);
    }

    /** The folders that nginx needs; its workers, which are another account, look into them. */
    public static List<Step> steps(Place place) {
        return List.of(
                new Folder(NginxFiles.runFolder(place), Mode.PUBLIC, Owner.ROOT),
                new Folder(place.log(), Mode.PUBLIC, Owner.ROOT),
                new Folder(place.webroot(), Mode.PUBLIC, Owner.ROOT));
    }

    private static List<String> words(Place place, NginxProgram program) {
        return List.of(
                program.path().toString(),
                "-p",
                NginxFiles.runFolder(place) + "/",
                "-c",
                NginxFiles.main(place).toString(),
                "-e",
                place.log().resolve("nginx-error.log").toString());
    }
}
