package stockpot.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import stockpot.server.matrix.id.ServerName;

/**
 * Where a running server can be spoken to by its operator. Nothing else of the file is looked at.
 *
 * @param serverName the server's name
 * @param socket the control socket
 */
public record ControlPlace(ServerName serverName, Path socket) {
    /** The socket's name in the data set. */
    public static final String SOCKET = "control.sock";

    /**
     * Reads a configuration file.
     *
     * @throws ConfigException where it is not YAML or has no server name
     */
    public static ControlPlace read(Path file, Map<String, String> environment) {
        Problems problems = new Problems();
        Values values = ConfigReader.values(file, environment, problems);
        ServerName name = ServerSection.name(values, problems);
        problems.stop();
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (name == null) {
            throw new ConfigException(List.of(file + ": server_name must be a name"));
        }
        Path dataDir = ServerSection.dataDir(values, folder == null ? Path.of("/") : folder);
        return new ControlPlace(name, dataDir.resolve(SOCKET));
    }
}
