package stockpot.cook.control;

import java.nio.file.Path;
import stockpot.cook.env.Place;
import stockpot.cook.env.Settings;
import stockpot.cook.host.ConfigFile;
import stockpot.cook.host.HostException;

/**
 * The configuration of our sshd. It stands alone: nothing of the system's own sshd is read, so that
 * what is not said here is OpenSSH's default and not an image's.
 */
public final class SshdConfig {
    /** Below the folder of the version. */
    public static final String PATH = "ssh/sshd_config";

    private SshdConfig() {}

    /**
     * The file.
     *
     * @param account whom the key admits
     * @param forced the program {@code cook-control}
     */
    public static ConfigFile file(Settings settings, String account, Path forced) {
        Place place = settings.place();
        if (!account.matches("[A-Za-z_][A-Za-z0-9_.-]{0,31}")) {
            throw new HostException(
                    "The account \""
                            + account
                            + "\" has a name that sshd reads as a pattern: use another.");
        }
        String listen = settings.address();
        if (listen == null) {
            listen = place.confined() ? "127.0.0.1" : "*";
        }
        String text =
                """
                # Written by cook; a change here is lost with the next `cook up`.
                Port %d
                ListenAddress %s
                HostKey %s
                PidFile none
                AuthorizedKeysFile %s
                StrictModes yes
                AllowUsers %s
                PermitRootLogin %s
                AuthenticationMethods publickey
                PubkeyAuthentication yes
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                HostbasedAuthentication no
                PermitEmptyPasswords no
                UsePAM no
                ForceCommand %s
                DisableForwarding yes
                PermitTunnel no
                PermitUserEnvironment no
                PermitUserRC no
                LoginGraceTime 30
                MaxAuthTries 3
                MaxStartups 10:30:60
                MaxSessions 4
                ClientAliveInterval 60
                ClientAliveCountMax 3
                """
                        .formatted(
                                place.ports().ssh(),
                                listen,
                                quoted(ControlUser.hostKey(place).toString()),
                                // Here sshd knows tokens such as %h.
                                quoted(ControlUser.keys(place).toString().replace("%", "%%")),
                                account,
                                account.equals("root") ? "prohibit-password" : "no",
                                forced(place, forced));
        return ConfigFile.open(PATH, text);
    }

    /** sshd hands this line to the account's shell, so every word is quoted for a shell. */
    private static String forced(Place place, Path program) {
        String line = shell(program.toString());
        return place.confined() ? line + " --root " + shell(place.root().toString()) : line;
    }

    private static String shell(String word) {
        refuseControls(word);
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static String quoted(String value) {
        refuseControls(value);
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static void refuseControls(String value) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new HostException(
                    "A path for sshd holds a control character: choose another folder.");
        }
    }
}
