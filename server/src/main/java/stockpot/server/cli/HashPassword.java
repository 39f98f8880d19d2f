package stockpot.server.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import stockpot.server.config.PasswordHashing;
import stockpot.server.ports.Chance;
import stockpot.server.users.PasswordHash;

/** Prints the bcrypt hash of a password, for {@code UPDATE users SET password_hash=…}. */
@Command(
        name = "hash_password",
        description = "Calculate the hash of a new password, so that passwords can be reset.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        exitCodeOnInvalidInput = 1)
final class HashPassword implements Callable<Integer> {
    private static final int BCRYPT_BYTES = 72;

    private final Dialogue dialogue;
    private final Chance chance;
    private final Map<String, String> environment;

    @Option(
            names = {"-p", "--password"},
            paramLabel = "PASSWORD",
            description = "The password. Asked for if it is not given.")
    private @Nullable String password;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description =
                    "The configuration, for bcrypt_rounds and password_config.pepper. Not"
                            + " needed where neither is set.")
    private @Nullable Path config;

    HashPassword(Dialogue dialogue, Chance chance, Map<String, String> environment) {
        this.dialogue = dialogue;
        this.chance = chance;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        PasswordHashing how =
                config == null
                        ? PasswordHashing.DEFAULT
                        : PasswordHashing.read(config, environment);
        String given = password != null ? password : asked();
        if (given == null) {
            return 1;
        }
        String normal = Normalizer.normalize(given, Normalizer.Form.NFKC) + how.pepper();
        if (normal.getBytes(StandardCharsets.UTF_8).length > BCRYPT_BYTES) {
            dialogue.complain("Only the first 72 bytes of password and pepper count for bcrypt.");
        }
        dialogue.say(new PasswordHash(chance, how.pepper(), how.bcryptRounds()).hash(given));
        return 0;
    }

    /** A password typed twice, or the first line of an input that is no terminal. */
    private @Nullable String asked() {
        String first = dialogue.atTerminal() ? dialogue.askSecret("Password: ") : dialogue.line();
        if (first == null || first.isEmpty()) {
            dialogue.complain("Password cannot be blank.");
            return null;
        }
        if (dialogue.atTerminal() && !first.equals(dialogue.askSecret("Confirm password: "))) {
            dialogue.complain("Passwords do not match.");
            return null;
        }
        return first;
    }
}
