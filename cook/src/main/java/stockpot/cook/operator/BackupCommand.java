package stockpot.cook.operator;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import stockpot.cook.dataset.Backup;
import stockpot.cook.env.Inputs;
import stockpot.cook.env.Reading;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;

/** Makes one consistent copy of the data set, while the server runs or not. */
@Command(
        name = "backup",
        description =
                "Copy the data set into a folder, while the server runs or not: database, media,"
                        + " signing key, secrets and certificates of one moment. The folder holds"
                        + " secrets: keep it as safe as the server.",
        exitCodeOnInvalidInput = 1,
        exitCodeOnExecutionException = 1)
public final class BackupCommand implements Callable<Integer> {
    private final Kitchen kitchen;

    @Mixin private final Where where = new Where();

    @Option(
            names = "--to",
            paramLabel = "FOLDER",
            description = "Where backups lie, each in a folder of its own; DATADIR/backups.")
    private @Nullable Path to;

    @Option(
            names = "--keep",
            paramLabel = "N",
            description = "Remove the oldest backups there until N are left.")
    private @Nullable Integer keep;

    /** The command. */
    public BackupCommand(Kitchen kitchen) {
        this.kitchen = kitchen;
    }

    @Override
    public Integer call() {
        if (keep != null && keep < 1) {
            throw new HostException("--keep must be 1 or more.");
        }
        Inputs inputs = where.inputs(kitchen);
        Reading reading = Kitchen.read(inputs);
        Speech speech = Speech.ofProcess(kitchen.environment());
        Path folder =
                to == null
                        ? Backup.folder(reading.settings().place())
                        : to.toAbsolutePath().normalize();
        Host host = kitchen.host(reading, List.of(folder));
        Path made = make(kitchen, reading, host, folder, where.json() ? null : speech);
        List<Path> gone = keep == null ? List.of() : Backup.forget(host, folder, keep);
        if (where.json()) {
            speech.json(Map.of("backup", made.toString(), "removed", gone.size()));
        } else {
            gone.forEach(path -> speech.say("Removed " + path + "."));
            speech.say("Made " + made + ". Put it back by: cook restore " + made);
        }
        return 0;
    }

    /** Makes one, with a line for each part if somebody listens. */
    static Path make(
            Kitchen kitchen, Reading reading, Host host, Path folder, @Nullable Speech speech) {
        Clock clock = Clock.systemUTC();
        Backup backup =
                new Backup(
                        reading.settings(),
                        host,
                        kitchen.serverData(reading, host),
                        VersionCommand.own(),
                        line -> {
                            if (speech != null) {
                                speech.say("Copying: " + line);
                            }
                        });
        return backup.make(folder, clock.instant());
    }
}
