package stockpot.cook.operator;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import stockpot.cook.dataset.Backup;
import stockpot.cook.dataset.ServerData;
import stockpot.cook.env.Reading;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.plan.Plan;
import stockpot.cook.services.Restart;

/** Moves the data set to the program that is installed now. */
@Command(
        name = "upgrade",
        description =
                "After a new program was installed: look whether it can open the data set, make a"
                        + " backup, and have the server start anew, which migrates it. With --check"
                        + " only look.",
        exitCodeOnInvalidInput = 1,
        exitCodeOnExecutionException = 1)
public final class UpgradeCommand implements Callable<Integer> {
    private final Kitchen kitchen;

    @Mixin private final Where where = new Where();

    @Option(names = "--check", description = "Say what it would do, and change nothing.")
    private boolean check;

    /** The command. */
    public UpgradeCommand(Kitchen kitchen) {
        this.kitchen = kitchen;
    }

    @Override
    public Integer call() {
        Reading reading = Kitchen.read(where.inputs(kitchen));
        Speech speech = Speech.ofProcess(kitchen.environment());
        Path folder = Backup.folder(reading.settings().place());
        Host host = kitchen.host(reading, List.of(folder));
        ServerData.Found found =
                kitchen.serverData(reading, host)
                        .examine(reading.settings().place().serverConfig());
        if (where.json()) {
            speech.json(json(found));
        } else {
            tell(found, speech);
        }
        if (!found.isUsable()) {
            return 1;
        }
        if (!check) {
            Path made = BackupCommand.make(kitchen, reading, host, folder, speech);
            speech.say("Made " + made + ".");
            restart(reading, host, speech);
        }
        return 0;
    }

    private static Map<String, Object> json(ServerData.Found found) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("usable", found.isUsable());
        json.put("pending", found.pending());
        json.put("newer", found.newer());
        json.put("damage", found.damage());
        return json;
    }

    private static void tell(ServerData.Found found, Speech speech) {
        found.pending().forEach(name -> speech.say("+ migration " + name));
        found.damage().forEach(line -> Speech.aside("cook: damaged: " + line));
        if (!found.newer().isEmpty()) {
            Speech.aside(
                    "cook: the data set was used by a newer program (it has "
                            + String.join(", ", found.newer())
                            + "): install that one or a later one, or restore a backup");
        } else if (!found.damage().isEmpty()) {
            Speech.aside("cook: restore the last backup, and keep a copy of the damaged data set");
        } else {
            speech.say(
                    found.pending().isEmpty()
                            ? "This program can open the data set; nothing has to be migrated."
                            : "This program can open the data set, and migrates it at its start.");
        }
    }

    private void restart(Reading reading, Host host, Speech speech) {
        Plan plan = kitchen.plan(reading, where.inputs(kitchen), host);
        if (!plan.front().runs(host)) {
            speech.say("The server does not run; cook up starts it.");
            return;
        }
        Restart.of(plan.front(), plan.services(), "stockpot")
                .orElseThrow(() -> new HostException("There is no service stockpot."))
                .apply(host);
        speech.say("The server started anew.");
    }
}
