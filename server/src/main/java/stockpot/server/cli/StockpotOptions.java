package stockpot.server.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import stockpot.server.config.ReferencePage;

/** The options of {@code stockpot}; Synapse's names where it has them. */
@Command(
        name = "stockpot",
        description = "A Matrix homeserver. With --config FILE it runs in the foreground.",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        exitCodeOnInvalidInput = 1)
final class StockpotOptions implements Callable<Integer> {
    private final StockpotCommand command;
    private final Dialogue dialogue;

    @Option(
            names = {"-c", "--config", "--config-path"},
            paramLabel = "FILE",
            description = "The configuration (homeserver.yaml).")
    private @Nullable Path config;

    @Option(
            names = "--check-config",
            description = "Say whether the configuration is good, and do nothing else.")
    private boolean checkConfig;

    @Option(
            names = "--check-data",
            description =
                    "Look at the data of the configuration and change nothing: print one line of"
                            + " JSON with migrations and damage; the status is 1 where this program"
                            + " would not start on it.")
    private boolean checkData;

    @Option(
            names = "--copy-database",
            paramLabel = "FILE",
            description =
                    "Copy the embedded database, whether a server runs on it or not, into a new"
                            + " file.")
    private @Nullable Path copy;

    @Option(
            names = "--generate-config",
            description =
                    "Make a configuration, its secrets and a signing key; nothing that exists"
                            + " is overwritten.")
    private boolean generateConfig;

    @Option(
            names = {"-H", "--server-name"},
            paramLabel = "NAME",
            description = "The name for --generate-config. It can never change later.")
    private @Nullable String serverName;

    @Option(
            names = "--report-stats",
            paramLabel = "yes|no",
            description = "Stored for --generate-config; this server reports to nobody.")
    private @Nullable String reportStats;

    @Option(
            names = {"--data-directory", "--data-dir"},
            paramLabel = "FOLDER",
            description =
                    "Where --generate-config puts data; the folder of the configuration if"
                            + " not given.")
    private @Nullable Path dataDirectory;

    @Option(
            names = {"--config-directory", "--keys-directory"},
            paramLabel = "FOLDER",
            description = "Where --generate-config puts the signing key.")
    private @Nullable Path configDirectory;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8008",
            description = "The port for --generate-config.")
    private int port;

    @Option(
            names = "--open-registration",
            description = "For trying out: --generate-config lets anyone register.")
    private boolean openRegistration;

    @Option(
            names = "--explain",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "KEY",
            description = "Explain all keys of the configuration, or those that hold a word.")
    private @Nullable String explain;

    @Option(
            names = "--mail-test",
            paramLabel = "ADDRESS",
            description =
                    "Send a letter there by the configuration, show the dialogue with the relay"
                            + " and what to do where it fails.")
    private @Nullable String mailTest;

    @Option(
            names = "--print-config-reference",
            description = "Print the page docs/configuration.md.")
    private boolean printReference;

    @Option(
            names = "--print-control-socket",
            description = "Print where a server with this configuration listens to its operator.")
    private boolean printControlSocket;

    @Option(
            names = "--ldap-test",
            paramLabel = "USER",
            description =
                    "Try a login of USER against the directory of the configuration, and tell each"
                            + " step; 0 where it succeeds.")
    private @Nullable String ldapTest;

    @Option(
            names = "--ask-password",
            description =
                    "Have --ldap-test ask for the password even without a terminal; without one it"
                            + " only looks the user up.")
    private boolean askPassword;

    StockpotOptions(StockpotCommand command, Dialogue dialogue) {
        this.command = command;
        this.dialogue = dialogue;
    }

    @Override
    public Integer call() {
        if (printReference) {
            System.out.print(ReferencePage.markdown());
            return 0;
        }
        if (explain != null) {
            return explain(explain);
        }
        if (generateConfig) {
            return generate();
        }
        if (config == null) {
            dialogue.complain(
                    "stockpot: give the configuration, as in stockpot --config homeserver.yaml;"
                            + " --generate-config makes one, --help tells more");
            return 1;
        }
        if (printControlSocket) {
            dialogue.say(command.controlSocket(config).toString());
            return 0;
        }
        if (checkData) {
            return command.checkData(config, System.out);
        }
        if (copy != null) {
            return command.copyDatabase(config, copy);
        }
        if (ldapTest != null) {
            return command.tryDirectory(config, ldapTest, askPassword, dialogue);
        }
        if (mailTest != null) {
            return command.mailTest(config, mailTest, System.out);
        }
        return checkConfig ? command.check(config, System.out) : command.serve(config);
    }

    private int explain(String word) {
        String text = ReferencePage.explain(word);
        if (text.isEmpty()) {
            dialogue.complain("stockpot: no key holds the word " + word);
            return 1;
        }
        dialogue.say(text);
        return 0;
    }

    private int generate() {
        if (serverName == null) {
            dialogue.complain("stockpot: --generate-config needs --server-name NAME");
            return 1;
        }
        if (reportStats != null && !List.of("yes", "no").contains(reportStats)) {
            dialogue.complain("stockpot: --report-stats must be yes or no");
            return 1;
        }
        Path file = (config == null ? Path.of("homeserver.yaml") : config).toAbsolutePath();
        Path folder = file.getParent() == null ? file : file.getParent();
        return command.generate(
                new GenerateConfig.Wish(
                        file,
                        serverName,
                        dataDirectory == null ? folder : dataDirectory.toAbsolutePath(),
                        configDirectory == null ? folder : configDirectory.toAbsolutePath(),
                        port,
                        openRegistration,
                        "yes".equals(reportStats)),
                System.out);
    }
}
