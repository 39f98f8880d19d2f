package stockpot.server.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * How a tool hashes a password for a server. Nothing else of the file is looked at.
 *
 * @param pepper added to the password; may be empty
 * @param bcryptRounds cost
 */
public record PasswordHashing(String pepper, int bcryptRounds) {
    /** Without a configuration: no pepper, and Synapse's cost. */
    public static final PasswordHashing DEFAULT = new PasswordHashing("", 12);

    /**
     * Reads a configuration file.
     *
     * @throws ConfigException where it is not YAML
     */
    public static PasswordHashing read(Path file, Map<String, String> environment) {
        Problems problems = new Problems();
        LoginConfig login = LoginSection.read(ConfigReader.values(file, environment, problems));
        problems.stop();
        Integer rounds = login.bcryptRounds();
        return new PasswordHashing(login.pepper(), rounds == null ? DEFAULT.bcryptRounds : rounds);
    }

    /** Keeps the pepper out of logs. */
    @Override
    public String toString() {
        return "PasswordHashing[bcryptRounds=" + bcryptRounds + "]";
    }
}
