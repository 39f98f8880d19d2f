package stockpot.cook.plan;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import stockpot.cook.dataset.OldDataSet;
import stockpot.cook.dataset.WholeDataSet;
import stockpot.cook.env.AppliedSettings;
import stockpot.cook.env.Inputs;
import stockpot.cook.env.Place;
import stockpot.cook.env.Reading;
import stockpot.cook.env.Settings;
import stockpot.cook.env.StoredAnswers;
import stockpot.cook.files.Identity;
import stockpot.cook.files.ServerConfig;
import stockpot.cook.host.Applier;
import stockpot.cook.host.ConfigFile;
import stockpot.cook.host.Folder;
import stockpot.cook.host.Host;
import stockpot.cook.host.Mode;
import stockpot.cook.host.OneCook;
import stockpot.cook.host.Owner;
import stockpot.cook.host.Step;
import stockpot.cook.services.Account;
import stockpot.cook.services.Changes;
import stockpot.cook.services.Duty;
import stockpot.cook.services.Front;
import stockpot.cook.services.FrontTable;
import stockpot.cook.services.RcServices;
import stockpot.cook.services.ServerService;
import stockpot.cook.services.Service;

/** Asks every package for its share and puts all in order. */
public final class Planner {
    /** Read by cron(8) of FreeBSD. */
    public static final Path CRON = Path.of("/usr/local/etc/cron.d");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Surroundings surroundings;
    private final Host host;
    private final Identity identity;
    private final SecureRandom chance;

    /**
     * A planner.
     *
     * @param host asked for programs that are here; nothing is changed
     * @param chance makes keys
     */
    public Planner(Surroundings surroundings, Host host, Identity identity, SecureRandom chance) {
        this.surroundings = surroundings;
        this.host = host;
        this.identity = identity;
        this.chance = chance;
    }

    /** The plan for what the operator said. */
    public Plan plan(Reading reading, Inputs inputs) {
        Settings settings = reading.settings();
        Place place = settings.place();
        List<Share> shares = shares(reading, inputs);
        List<ConfigFile> files = new ArrayList<>();
        List<Service> services = new ArrayList<>();
        List<Duty> duties = new ArrayList<>();
        List<Step> steps = new ArrayList<>(List.of(new WholeDataSet(place)));
        List<Step> old = new OldDataSet(reading).steps(host);
        steps.addAll(old.isEmpty() ? identity.check(settings) : List.of());
        if (surroundings.identities().separate() && reading.userId() == null) {
            steps.add(new Account("stockpot"));
        }
        steps.addAll(folders(place));
        steps.addAll(old);
        steps.addAll(identity.steps(settings));
        for (Share share : shares) {
            steps.addAll(share.steps());
            files.addAll(share.files());
            services.addAll(share.services());
            duties.addAll(share.duties());
        }
        files.add(
                ConfigFile.secret(
                        AppliedSettings.NAME, AppliedSettings.text(reading, inputs), Owner.ROOT));
        steps.add(
                new StoredFile(
                        place.answers(),
                        StoredAnswers.print(StoredAnswers.kept(reading.values()))));
        VersionedFiles versioned = new VersionedFiles(place, files, services);
        Front front = Front.of(place);
        boolean underRc = surroundings.places().underRc();
        if (underRc) {
            RcServices rc = new RcServices(place.run(), services, rcVariables(reading));
            steps.add(rc.mark(versioned::changing));
            steps.add(versioned);
            steps.addAll(rc.steps());
            steps.add(cron());
        } else {
            Changes changes = new Changes(front, services);
            steps.add(changes.mark(versioned::changing));
            steps.add(versioned);
            steps.add(table(reading, front, services));
            steps.add(changes.tell());
        }
        return new Plan(reading, steps, services, duties, front, underRc);
    }

    /** A share for each package; a new one is a line here. */
    private List<Share> shares(Reading reading, Inputs inputs) {
        Settings settings = reading.settings();
        var companions = new Companions(surroundings, host, chance);
        return List.of(
                companions.logs(settings),
                companions.consul(settings),
                companions.exporter(settings),
                companions.control(settings),
                server(reading),
                WebShare.of(
                        settings,
                        host,
                        surroundings.identities(),
                        () -> applyAgain(reading, inputs),
                        InstantSource.system(),
                        chance));
    }

    /** Once more for the same answers, since something that plans are made from has changed. */
    private void applyAgain(Reading reading, Inputs inputs) {
        Path lock = reading.settings().place().run().resolve("cook.lock");
        try (OneCook _ = OneCook.take(lock, PATIENCE, Clock.systemUTC())) {
            new Applier(host, Applier.Progress.NONE).apply(plan(reading, inputs).steps());
        }
    }

    private Share server(Reading reading) {
        Place place = reading.settings().place();
        return new Share(
                List.of(),
                List.of(ServerConfig.file(reading)),
                List.of(ServerService.of(place, surroundings.serverProgram(host))),
                List.of());
    }

    private static List<Step> folders(Place place) {
        // What an operator has made already keeps the rights it has.
        Mode mode = place.confined() ? Mode.PRIVATE : Mode.PUBLIC;
        return List.of(
                new Folder(place.root(), mode, Owner.ROOT, true),
                new Folder(place.data(), mode, Owner.ROOT, true),
                new Folder(place.secrets(), Mode.PRIVATE, Owner.ROOT),
                new Folder(place.server(), Mode.PRIVATE, Owner.STOCKPOT),
                new Folder(place.server().resolve("secrets"), Mode.PRIVATE, Owner.STOCKPOT),
                new Folder(place.etc(), Mode.PUBLIC, Owner.ROOT),
                new Folder(place.run(), Mode.PUBLIC, Owner.ROOT),
                new Folder(place.log(), Mode.PUBLIC, Owner.ROOT));
    }

    /** What the server's script in rc.d reads from rc.conf(5), without its name in front. */
    private static Map<String, String> rcVariables(Reading reading) {
        Place place = reading.settings().place();
        Map<String, String> variables = new TreeMap<>();
        variables.put("config", place.serverConfig().toString());
        variables.put("rundir", place.run().toString());
        variables.put("logfile", place.log().resolve("homeserver.log").toString());
        Integer memory = reading.settings().memory();
        variables.put("memory", memory == null ? "" : memory.toString());
        return variables;
    }

    private Step cron() {
        String line =
                "# Made by cook. The periodic duties of the Matrix service.\n"
                        + "*/10\t*\t*\t*\t*\troot\t"
                        + surroundings.cookProgram(host)
                        + " tend\n";
        return new StoredFile(CRON.resolve("stockpot"), line);
    }

    private FrontTable table(Reading reading, Front front, List<Service> services) {
        Map<String, List<String>> words = new TreeMap<>();
        Place place = reading.settings().place();
        words.put("tend", cook(place, "tend"));
        if (reading.settings().consul() != null) {
            words.put("leave", cook(place, "leave"));
        }
        return new FrontTable(
                front,
                services,
                environment(reading),
                words,
                surroundings.identities(),
                reading.settings().monitoring().remoteLog() == null ? null : place.log());
    }

    private List<String> cook(Place place, String command) {
        String program = surroundings.cookProgram(host);
        return place.confined()
                ? List.of(program, command, "--root=" + place.root())
                : List.of(program, command);
    }

    /** What services find in their environment: nothing secret. */
    private Map<String, String> environment(Reading reading) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("PATH", surroundings.path());
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("HOME", reading.settings().place().server().toString());
        String zone = reading.timeZone();
        if (zone != null) {
            environment.put("TZ", zone);
        }
        Integer memory = reading.settings().memory();
        if (memory != null) {
            environment.put("MEMORY", Integer.toString(memory));
        }
        environment.putAll(surroundings.passedOn());
        return environment;
    }
}
