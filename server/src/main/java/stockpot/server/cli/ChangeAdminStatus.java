package stockpot.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stockpot.server.config.ControlPlace;
import stockpot.server.config.StartupRefusal;
import stockpot.server.control.ControlClient;
import stockpot.server.control.ControlRefusal;

/** Makes a user an administrator, or no longer one, over the control socket of the data set. */
@Command(
        name = "matrix-change-user-admin-status",
        description = "Make a user an administrator (1) or take that away (0).",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        exitCodeOnInvalidInput = 1)
final class ChangeAdminStatus implements Callable<Integer> {
    /** Where a configuration usually lies. */
    private static final List<String> USUAL =
            List.of(
                    "homeserver.yaml",
                    "/data/homeserver.yaml",
                    "/config/homeserver.yaml",
                    "/usr/local/etc/stockpot/homeserver.yaml",
                    "/etc/stockpot/homeserver.yaml");

    private final Dialogue dialogue;
    private final Map<String, String> environment;

    @Option(
            names = {"-c", "--config", "--config-path"},
            paramLabel = "FILE",
            description =
                    "The server's configuration; else STOCKPOT_CONFIG, else where it usually"
                            + " lies.")
    private @Nullable Path config;

    @Parameters(index = "0", paramLabel = "USER", description = "Id or local part.")
    private String user = "";

    @Parameters(index = "1", paramLabel = "0|1", description = "1 for administrator, 0 for not.")
    private String status = "";

    ChangeAdminStatus(Dialogue dialogue, Map<String, String> environment) {
        this.dialogue = dialogue;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (!status.equals("0") && !status.equals("1")) {
            dialogue.complain("The status must be 0 or 1.");
            return 1;
        }
        ControlPlace place = ControlPlace.read(file(), environment);
        String id = user.startsWith("@") ? user : "@" + user + ":" + place.serverName();
        try (ControlClient client = ControlClient.connect(place.socket())) {
            client.setAdmin(id, status.equals("1"));
        } catch (ControlRefusal e) {
            dialogue.complain(String.valueOf(e.getMessage()));
            return 1;
        } catch (IOException e) {
            throw new StartupRefusal(
                    "No server answers at "
                            + place.socket()
                            + ": start it first, and call this as the user it runs as.",
                    e);
        }
        dialogue.say(id + (status.equals("1") ? " is an administrator." : " is no administrator."));
        return 0;
    }

    private Path file() {
        if (config != null) {
            return config;
        }
        String variable = environment.get("STOCKPOT_CONFIG");
        if (variable != null && !variable.isEmpty()) {
            return Path.of(variable);
        }
        return USUAL.stream()
                .map(Path::of)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new StartupRefusal("Give the server's configuration: -c FILE."));
    }
}
