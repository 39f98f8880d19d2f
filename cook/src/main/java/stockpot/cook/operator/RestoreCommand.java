package stockpot.cook.operator;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stockpot.cook.dataset.BackedUp;
import stockpot.cook.dataset.Restore;
import stockpot.cook.env.Inputs;
import stockpot.cook.env.Place;
import stockpot.cook.env.Reading;
import stockpot.cook.env.Settings;
import stockpot.cook.host.Host;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;

/** Puts a backup back, after proving it. */
@Command(
        name = "restore",
        description =
                "Put a backup back into an empty place, or with --replace into one whose data set"
                        + " is moved aside. The backup is proven first: a damaged one is refused,"
                        + " and so is one of a newer program. Run cook up afterwards.",
        exitCodeOnInvalidInput = 1,
        exitCodeOnExecutionException = 1)
public final class RestoreCommand implements Callable<Integer> {
    private final Kitchen kitchen;

    @Parameters(index = "0", paramLabel = "BACKUP", description = "The folder of the backup.")
    private Path backup = Path.of("");

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "Into the data set below this folder; also by COOK_ROOT.")
    private @Nullable Path root;

    @Option(names = "--replace", description = "Move a data set that is there aside.")
    private boolean replace;

    @SuppressWarnings("UnusedVariable") // Picocli acts on it
    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    private boolean help;

    /** The command. */
    public RestoreCommand(Kitchen kitchen) {
        this.kitchen = kitchen;
    }

    @Override
    public Integer call() {
        Speech speech = Speech.ofProcess(kitchen.environment());
        Path folder = backup.toAbsolutePath().normalize();
        Inputs inputs = Inputs.of(BackedUp.variables(folder, kitchen.environment()), root);
        Reading reading = Kitchen.read(inputs);
        Settings settings = reading.settings();
        Place place = settings.place();
        Host host = kitchen.host(reading, List.of());
        if (place.confined() && !host.exists(place.root())) {
            host.folder(place.root(), Mode.PRIVATE, Owner.ROOT);
        }
        Restore restore =
                new Restore(
                        place,
                        host,
                        kitchen.serverData(reading, host),
                        line -> speech.say("Restoring: " + line));
        String name =
                restore.put(
                        folder,
                        replace,
                        settings.databaseUrl() == null ? null : settings,
                        Clock.systemUTC().instant());
        Restore.replaced(host, place)
                .forEach(path -> speech.say("What was there lies in " + path + "."));
        speech.say("The data set of " + name + " is back in " + place.data() + ". Next: cook up");
        return 0;
    }
}
