package stockpot.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stockpot.server.config.RegistrationDoor;
import stockpot.server.config.StartupRefusal;

/** Registers a user at a running server, with the options and the dialogue of Synapse's tool. */
@Command(
        name = "register_new_matrix_user",
        description =
                "Register a user with a homeserver whose registration_shared_secret is known.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        exitCodeOnInvalidInput = 1)
final class RegisterUser implements Callable<Integer> {
    private static final String DEFAULT_URL = "http://localhost:8008";

    /** The password itself, or a file of it. */
    static final class PasswordSource {
        @Option(
                names = {"-p", "--password"},
                paramLabel = "PASSWORD",
                description = "The password. Asked for if it is not given.")
        private @Nullable String password;

        @Option(
                names = "--password-file",
                paramLabel = "FILE",
                description = "A file that holds it.")
        private @Nullable Path passwordFile;
    }

    /** Administrator or not. */
    static final class AdminChoice {
        @Option(
                names = {"-a", "--admin"},
                description = "Make the user an administrator.")
        private boolean admin;

        @Option(names = "--no-admin", description = "Make the user no administrator.")
        private boolean noAdmin;
    }

    /** Where the shared secret comes from. */
    static final class SecretSource {
        @Option(
                names = {"-c", "--config"},
                paramLabel = "FILE",
                description = "The configuration, for registration_shared_secret.")
        private @Nullable List<Path> config;

        @Option(
                names = {"-k", "--shared-secret"},
                paramLabel = "SECRET",
                description = "The shared secret itself.")
        private @Nullable String sharedSecret;
    }

    private final Dialogue dialogue;
    private final Map<String, String> environment;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "NAME",
            description = "Local part of the user's id. Asked for if it is not given.")
    private @Nullable String user;

    @Option(names = "--exists-ok", description = "A user who exists already is no error.")
    private boolean existsOk;

    @Option(
            names = {"-t", "--user_type"},
            paramLabel = "TYPE",
            description = "Kind of user, as the server knows it.")
    private @Nullable String userType;

    @Option(
            names = "--break-glass",
            description =
                    "Where a directory has the passwords: let this account keep its own, for when"
                            + " the directory is away.")
    private boolean breakGlass;

    @ArgGroup private @Nullable PasswordSource passwordSource;

    @ArgGroup private @Nullable AdminChoice adminChoice;

    @ArgGroup(multiplicity = "1")
    private @Nullable SecretSource secretSource;

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            description =
                    "Address of the server; else a listener of the configuration, else"
                            + " http://localhost:8008.")
    private @Nullable String url;

    RegisterUser(Dialogue dialogue, Map<String, String> environment) {
        this.dialogue = dialogue;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        RegistrationDoor door = door();
        String secret = door.secret();
        if (secret == null || secret.isEmpty()) {
            dialogue.complain(
                    "No 'registration_shared_secret' or 'registration_shared_secret_path' defined"
                            + " in config.");
            return 1;
        }
        String server = server(door);
        String name = user != null && !user.isEmpty() ? user : askedName();
        if (name == null) {
            dialogue.say("Invalid user name");
            return 1;
        }
        String password = password();
        if (password == null) {
            return 1;
        }
        SharedSecretRegistration registration =
                new SharedSecretRegistration(dialogue, server, secret);
        return registration.register(
                new SharedSecretRegistration.NewUser(name, password, admin(), userType, breakGlass),
                existsOk);
    }

    private RegistrationDoor door() {
        if (secretSource == null || secretSource.config == null) {
            return new RegistrationDoor(
                    secretSource == null ? null : secretSource.sharedSecret, null);
        }
        return RegistrationDoor.read(secretSource.config.getLast(), environment);
    }

    private String server(RegistrationDoor door) {
        if (url != null) {
            return url;
        }
        if (door.url() != null) {
            return door.url();
        }
        dialogue.complain(
                "No server url or configuration file given. Defaulting to " + DEFAULT_URL + ".");
        return DEFAULT_URL;
    }

    private @Nullable String askedName() {
        String self = System.getProperty("user.name", "");
        String answer =
                dialogue.ask(
                        self.isEmpty()
                                ? "New user localpart: "
                                : "New user localpart [" + self + "]: ");
        String name = answer == null || answer.isEmpty() ? self : answer;
        return name.isEmpty() ? null : name;
    }

    private @Nullable String password() {
        if (passwordSource != null && passwordSource.passwordFile != null) {
            return firstText(passwordSource.passwordFile);
        }
        if (passwordSource != null
                && passwordSource.password != null
                && !passwordSource.password.isEmpty()) {
            return passwordSource.password;
        }
        String password = dialogue.askSecret("Password: ");
        if (password == null || password.isEmpty()) {
            dialogue.say("Password cannot be blank.");
            return null;
        }
        if (!password.equals(dialogue.askSecret("Confirm password: "))) {
            dialogue.say("Passwords do not match");
            return null;
        }
        return password;
    }

    private static String firstText(Path file) {
        try {
            String text = Files.readString(file).strip();
            if (!text.isEmpty()) {
                return text;
            }
        } catch (IOException e) {
            throw new StartupRefusal("Error accessing file " + file + ": it cannot be read.", e);
        }
        throw new StartupRefusal(file + " holds no password.");
    }

    private boolean admin() {
        if (adminChoice != null) {
            return adminChoice.admin && !adminChoice.noAdmin;
        }
        String answer = dialogue.ask("Make admin [no]: ");
        return answer != null && List.of("y", "yes", "true").contains(answer);
    }
}
