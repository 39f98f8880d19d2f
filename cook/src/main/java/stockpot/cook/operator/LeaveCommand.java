package stockpot.cook.operator;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import stockpot.cook.consul.Leave;
import stockpot.cook.env.Settings;

/** Tells proxies that this server is about to stop. */
@Command(
        name = "leave",
        description =
                "Take the services out of Consul before a stop; what runs goes on. The front and"
                        + " cook-stop do this by themselves. Takes some three seconds at most.",
        exitCodeOnInvalidInput = 1,
        exitCodeOnExecutionException = 1)
public final class LeaveCommand implements Callable<Integer> {
    private final Kitchen kitchen;

    @Option(
            names = "--root",
            paramLabel = "FOLDER",
            description = "The folder that `cook up --root` worked in.")
    private @Nullable Path root;

    @SuppressWarnings("UnusedVariable") // Picocli acts on it
    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    private boolean help;

    /** The command. */
    public LeaveCommand(Kitchen kitchen) {
        this.kitchen = kitchen;
    }

    @Override
    public Integer call() {
        Settings settings = Kitchen.read(kitchen.applied(root)).settings();
        if (settings.consul() != null) {
            Speech speech = Speech.ofProcess(kitchen.environment());
            Leave.run(settings).forEach(speech::say);
        }
        return 0;
    }
}
