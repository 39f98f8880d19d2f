package stockpot.bench.subject;

import java.nio.file.Path;
import java.util.List;

/**
 * Synapse from its package, with its defaults but for logging (warnings only, in its favour).
 *
 * @param python the interpreter of the environment that holds {@code matrix-synapse}
 */
public record Synapse(Path python) implements Installation {
    private static final String LOGGING =
            """
            version: 1
            handlers: {console: {class: logging.StreamHandler}}
            root: {level: WARNING, handlers: [console]}
            """;

    @Override
    public String name() {
        return "Synapse";
    }

    @Override
    public void configure(Path folder, int port, Subject.Options options) {
        ConfigFile.text(folder.resolve("log.yaml"), LOGGING);
        ConfigFile.write(
                folder,
                port,
                options,
                """
                database: {name: sqlite3, args: {database: %1$s/synapse.db}}
                log_config: %1$s/log.yaml
                pid_file: %1$s/synapse.pid
                suppress_key_server_warning: true
                """
                        .formatted(folder));
        run(folder, "--generate-keys");
    }

    @Override
    public List<String> command(Path folder) {
        return List.of(
                python.toString(),
                "-m",
                "synapse.app.homeserver",
                "-c",
                folder.resolve(ConfigFile.NAME).toString());
    }

    private void run(Path folder, String option) {
        List<String> command = new java.util.ArrayList<>(command(folder));
        command.add(option);
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("synapse " + option + " failed");
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
