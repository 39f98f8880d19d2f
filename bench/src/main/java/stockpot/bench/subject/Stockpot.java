package stockpot.bench.subject;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Stockpot from a checkout or an installation.
 *
 * @param launcher {@code bin/stockpot}
 * @param prefix words before the launcher, such as {@code strace …}; usually empty
 */
public record Stockpot(Path launcher, List<String> prefix) implements Installation {
    @Override
    public String name() {
        return "Stockpot";
    }

    @Override
    public void configure(Path folder, int port, Subject.Options options) {
        String database =
                options.database().isEmpty()
                        ? "database: {name: sqlite3, args: {database: %s/stockpot.db}}\n"
                                .formatted(folder)
                        : options.database();
        String own = "data_dir: %s\n".formatted(folder);
        ConfigFile.write(folder, port, options, database + own);
    }

    @Override
    public List<String> command(Path folder) {
        List<String> command = new ArrayList<>(prefix);
        command.add(launcher.toString());
        command.add("--config");
        command.add(folder.resolve(ConfigFile.NAME).toString());
        return command;
    }
}
