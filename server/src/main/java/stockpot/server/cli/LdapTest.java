package stockpot.server.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.Config;
import stockpot.server.config.ConfigReader;
import stockpot.server.config.KeptSecrets;
import stockpot.server.config.LdapConfig;
import stockpot.server.ports.Ports;
import stockpot.server.users.ldap.LdapTrial;

/** {@code --ldap-test}: one login against the directory, told step by step. */
final class LdapTest {
    private final Dialogue dialogue;
    private final Ports ports;
    private final Map<String, String> environment;

    LdapTest(Dialogue dialogue, Ports ports, Map<String, String> environment) {
        this.dialogue = dialogue;
        this.ports = ports;
        this.environment = environment;
    }

    /**
     * Tries.
     *
     * @param ask whether to ask for the password even without a terminal; it is then the next line
     *     of the input
     * @return 0 where the user could log in
     */
    int run(Path file, String user, boolean ask) {
        Config config = new ConfigReader(environment, KeptSecrets.NONE).read(file).config();
        LdapConfig ldap = config.ldap();
        if (ldap == null) {
            dialogue.complain(
                    "stockpot: "
                            + file
                            + " uses no directory: set ldap.uri and ldap.base, and leave passwords"
                            + " at directory or both");
            return 1;
        }
        LogOutput.silence();
        String password = password(user, ask);
        boolean good =
                new LdapTrial(ldap, ports, config.server().name(), dialogue::say)
                        .run(user, password);
        return good ? 0 : 1;
    }

    private @Nullable String password(String user, boolean ask) {
        if (!ask && !dialogue.atTerminal()) {
            return null;
        }
        String password = dialogue.askSecret("Password of " + user + " (empty: look up only): ");
        return password == null || password.isEmpty() ? null : password;
    }
}
