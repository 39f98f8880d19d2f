package stockpot.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.Config;
import stockpot.server.config.ConfigException;
import stockpot.server.config.ConfigReader;
import stockpot.server.config.ConfigReader.Reading;
import stockpot.server.config.ControlPlace;
import stockpot.server.config.KeptSecrets;
import stockpot.server.config.StartupRefusal;
import stockpot.server.ports.Ports;

/** The command line of {@code stockpot}, and the door to the operator tools. */
public final class StockpotCommand {
    private final Starter starter;
    private final DataTool data;
    private final MailTester mailTester;
    private final Ports ports;
    private final Map<String, String> environment;

    /**
     * A command line.
     *
     * @param starter runs the server
     * @param data looks at stored data
     * @param mailTester sends the letter of {@code --mail-test}
     * @param ports source of keys and secrets, and the way out
     * @param environment variables of the process
     */
    public StockpotCommand(
            Starter starter,
            DataTool data,
            MailTester mailTester,
            Ports ports,
            Map<String, String> environment) {
        this.starter = starter;
        this.data = data;
        this.mailTester = mailTester;
        this.ports = ports;
        this.environment = environment;
    }

    /**
     * Does what the words say.
     *
     * @return the exit status: 0 done, 1 something the caller can put right
     */
    public int run(String[] words) {
        try {
            Path config = onlyConfig(words);
            return config != null ? serve(config) : parsed(words);
        } catch (ConfigException e) {
            e.problems().forEach(System.err::println);
        } catch (StartupRefusal e) {
            System.err.println("stockpot: " + e.getMessage());
        }
        return 1;
    }

    /** The file of {@code --config FILE}: the line of services, which is worth not parsing. */
    private static @Nullable Path onlyConfig(String[] words) {
        if (words.length == 1 && words[0].startsWith("--config=")) {
            return Path.of(words[0].substring("--config=".length()));
        }
        if (words.length != 2 || words[1].startsWith("-")) {
            return null;
        }
        return switch (words[0]) {
            case "--config", "-c", "--config-path" -> Path.of(words[1]);
            default -> null;
        };
    }

    private int parsed(String[] words) {
        String tool = words.length == 0 ? "" : words[0];
        String[] rest = words.length == 0 ? words : Arrays.copyOfRange(words, 1, words.length);
        Dialogue dialogue = Dialogue.ofProcess();
        return switch (tool) {
            case "hash_password" ->
                    Words.run(new HashPassword(dialogue, ports.chance(), environment), rest);
            case "register_new_matrix_user" ->
                    Words.run(new RegisterUser(dialogue, environment), rest);
            case "matrix-change-user-admin-status" ->
                    Words.run(new ChangeAdminStatus(dialogue, environment), rest);
            default -> Words.run(new StockpotOptions(this, dialogue), words);
        };
    }

    /** Runs the server in the foreground. */
    int serve(Path file) {
        Reading reading =
                new ConfigReader(environment, new SecretsFolder(ports.chance())).read(file);
        LogOutput.begin(reading.logging());
        System.Logger log = System.getLogger(StockpotCommand.class.getName());
        reading.warnings().forEach(warning -> log.log(Level.WARNING, warning));
        try (DataSet _ = DataSet.take(reading.config().server().dataDir())) {
            ListenerCheck.refuseTaken(reading.config().listeners());
            return starter.run(reading.config());
        }
    }

    /** Reads the configuration and says whether it would do. */
    int check(Path file, PrintStream out) {
        Reading reading = new ConfigReader(environment, KeptSecrets.NONE).read(file);
        reading.warnings().forEach(out::println);
        out.println(file + ": the configuration is good");
        return 0;
    }

    /** Where a server with this configuration listens to its operator. */
    Path controlSocket(Path file) {
        return ControlPlace.read(file, environment).socket();
    }

    /** Looks at the data: one line of JSON, and 1 where a server would not start on it. */
    int checkData(Path file, PrintStream out) {
        ObjectNode found = data.examine(read(file));
        out.println(found);
        return found.path("damage").isEmpty() && found.path("newer").isEmpty() ? 0 : 1;
    }

    /** Copies the embedded database. */
    int copyDatabase(Path file, Path to) {
        data.copyDatabase(read(file), to);
        return 0;
    }

    private Config read(Path file) {
        return new ConfigReader(environment, KeptSecrets.NONE).read(file).config();
    }

    /** Tries a login against the directory. */
    int tryDirectory(Path file, String user, boolean askPassword, Dialogue dialogue) {
        return new LdapTest(dialogue, ports, environment).run(file, user, askPassword);
    }

    /** Sends a letter by the configuration, whether a server runs with it or not. */
    int mailTest(Path file, String address, PrintStream out) {
        Reading reading = new ConfigReader(environment, KeptSecrets.NONE).read(file);
        return mailTester.test(reading.config(), address, out);
    }

    /** Makes a configuration. */
    int generate(GenerateConfig.Wish wish, PrintStream out) {
        return new GenerateConfig(ports.chance()).make(wish, out);
    }
}
