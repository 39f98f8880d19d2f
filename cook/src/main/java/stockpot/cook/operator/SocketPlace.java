package stockpot.cook.operator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import stockpot.cook.host.ServerProgram;

/** Where the control socket of the server lies that a command means: decided here and only here. */
final class SocketPlace {
    private static final String SOCKET = "control.sock";

    /** Where {@code cook up} puts the server's data below a data set. */
    private static final String SERVER = "stockpot";

    /** Data sets that {@code cook up} chooses by itself. */
    private static final List<String> DATA_SETS =
            List.of("/mnt/matrixdata", "/mnt", "/data", "/var/lib/stockpot");

    /** Where a configuration usually lies. */
    private static final List<String> USUAL =
            List.of(
                    "homeserver.yaml",
                    "/data/homeserver.yaml",
                    "/config/homeserver.yaml",
                    "/usr/local/etc/stockpot/homeserver.yaml",
                    "/etc/stockpot/homeserver.yaml");

    @Option(
            names = "--data-directory",
            paramLabel = "FOLDER",
            description = "The data folder of the running server.")
    private @Nullable Path dataDirectory;

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "The folder in which cook up works; also by COOK_ROOT.")
    private @Nullable Path root;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "The server's configuration, which names its data folder; else"
                            + " STOCKPOT_CONFIG, else where cook up or an installation puts it.")
    private @Nullable Path config;

    /**
     * The socket.
     *
     * @throws ControlFailure where nothing tells where it is
     */
    Path path(ServerProgram server, Map<String, String> environment) throws ControlFailure {
        if (dataDirectory != null) {
            return dataDirectory.toAbsolutePath().resolve(SOCKET);
        }
        Path cooked = config == null ? cooked(environment) : null;
        if (cooked != null) {
            return cooked;
        }
        Path file = file(environment);
        String answer = server.ask(List.of("--config=" + file, "--print-control-socket"));
        if (answer == null || answer.isBlank()) {
            throw new ControlFailure(
                    "the data folder cannot be read from "
                            + file
                            + "; name it by --data-directory FOLDER.");
        }
        return Path.of(answer.strip());
    }

    /** Where a server listens that {@code cook up} started, or null if none does. */
    private @Nullable Path cooked(Map<String, String> environment) {
        String variable = environment.getOrDefault("COOK_ROOT", "");
        Path folder = root != null ? root : variable.isEmpty() ? null : Path.of(variable);
        if (folder != null) {
            return folder.toAbsolutePath().resolve("data").resolve(SERVER).resolve(SOCKET);
        }
        if (!environment.getOrDefault("STOCKPOT_CONFIG", "").isEmpty()) {
            return null;
        }
        return DATA_SETS.stream()
                .map(set -> Path.of(set, SERVER, SOCKET))
                .filter(Files::exists)
                .findFirst()
                .orElse(null);
    }

    private Path file(Map<String, String> environment) throws ControlFailure {
        if (config != null) {
            return config;
        }
        String variable = environment.getOrDefault("STOCKPOT_CONFIG", "");
        if (!variable.isEmpty()) {
            return Path.of(variable);
        }
        return USUAL.stream()
                .map(Path::of)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() ->
                        new ControlFailure(
                                "name the server's data folder by --data-directory FOLDER, or its"
                                        + " configuration by --config FILE."));
    }
}
