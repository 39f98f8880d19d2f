package stockpot.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import stockpot.server.config.Config;

/** What the command line does with data of a server that need not run. */
public interface DataTool {
    /**
     * Looks at the data of a configuration and changes nothing.
     *
     * @return {@code applied}, {@code pending}, {@code newer} (names of migrations), {@code damage}
     *     (sentences), {@code position}
     * @throws stockpot.server.config.StartupRefusal when it cannot be read
     */
    ObjectNode examine(Config config);

    /**
     * Copies the embedded database, whether a server runs on it or not.
     *
     * @throws stockpot.server.config.StartupRefusal when that fails; nothing is left then
     */
    void copyDatabase(Config config, Path file);
}
