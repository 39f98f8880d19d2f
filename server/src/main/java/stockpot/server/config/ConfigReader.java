package stockpot.server.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.ServerName;

/** Makes a {@link Config} of a file and the environment, or tells everything that is wrong. */
public final class ConfigReader {
    private static final long MAX_BYTES = 4 << 20;

    private final Map<String, String> environment;
    private final KeptSecrets secrets;

    /**
     * Takes what a file is read with.
     *
     * @param environment variables of the process
     * @param secrets where secrets that nobody gave come from
     */
    public ConfigReader(Map<String, String> environment, KeptSecrets secrets) {
        this.environment = environment;
        this.secrets = secrets;
    }

    /**
     * What a reading yields.
     *
     * @param config the settings
     * @param logging how to write the log
     * @param warnings lines to write at the start, such as the one of keys without effect
     */
    public record Reading(Config config, LoggingConfig logging, List<String> warnings) {}

    /**
     * Reads a file.
     *
     * @throws ConfigException with every problem found
     */
    public Reading read(Path file) {
        Problems problems = new Problems();
        String text = text(file, problems);
        problems.stop();
        Path folder = file.toAbsolutePath().normalize().getParent();
        return read(String.valueOf(file.getFileName()), text, folder, problems);
    }

    /**
     * Reads a text as if it were a file.
     *
     * @param source its name in messages
     * @param folder the folder where it would lie
     * @throws ConfigException with every problem found
     */
    public Reading read(String source, String text, Path folder) {
        return read(source, text, folder, new Problems());
    }

    private Reading read(String source, String text, @Nullable Path parent, Problems problems) {
        Path folder = parent == null ? Path.of("").toAbsolutePath() : parent;
        ReadingContext context = new ReadingContext(folder, environment, secrets);
        Values file = LdapModules.moved(parse(source, text, problems), problems);
        EnvironmentOverrides overrides = new EnvironmentOverrides(environment, problems);
        Values values = overrides.over(file);
        Checker checker = new Checker(problems);
        checker.check(values);
        Config config = config(values, context, problems);
        problems.stop();
        List<String> warnings = new ArrayList<>(overrides.warnings());
        warnings.addAll(problems.warnings());
        if (!checker.unused().isEmpty()) {
            String keys = String.join(", ", checker.unused());
            warnings.add(source + ": these keys have no effect here: " + keys);
        }
        return new Reading(config, LoggingSection.read(values), List.copyOf(warnings));
    }

    /** A file with the environment over it, unchecked. */
    static Values values(Path file, Map<String, String> environment, Problems problems) {
        String text = text(file, problems);
        problems.stop();
        Values values = parse(String.valueOf(file.getFileName()), text, problems);
        return new EnvironmentOverrides(environment, problems).over(values);
    }

    private static Values parse(String source, String text, Problems problems) {
        Item item = new YamlReader(source, problems).read(text);
        if (item != null && !Item.isNothing(item) && !(item instanceof Item.Mapping)) {
            problems.add(item.where(), "", "must be keys and values");
        }
        // What cannot be read at all would only yield follow-on complaints.
        problems.stop();
        return new Values(
                item instanceof Item.Mapping mapping
                        ? mapping
                        : new Item.Mapping(Map.of(), new Where(source, 0)));
    }

    private static Config config(Values values, ReadingContext context, Problems problems) {
        ServerName name = ServerSection.name(values, problems);
        if (name == null) {
            problems.stop();
            throw new IllegalStateException("no server_name and no problem told");
        }
        Path dataDir = ServerSection.dataDir(values, context.configFolder());
        ListenersConfig listeners = ListenersSection.read(values, problems);
        ServerSection.checkInsecure(values, listeners, problems);
        DatabaseConfig database =
                DatabaseSection.read(values, dataDir, context.environment(), problems);
        RegistrationConfig registration = RegistrationSection.read(values, problems);
        LdapConfig ldap = LdapSection.read(values, problems);
        TurnConfig turn = TurnSection.read(values, problems);
        MailConfig mail = MailSection.read(values, name, problems);
        ThirdPartyConfig thirdParty = ThirdPartySection.read(values);
        DoorsSection.checkMail(values, mail != null, problems);
        // Secrets may be made here, so nothing may be wrong any more.
        ServerSection.checkSecrets(values, problems);
        problems.stop();
        return new Config(
                ServerSection.read(values, context, name, dataDir, problems),
                listeners,
                database,
                registration,
                LoginSection.read(values),
                ldap,
                RoomsSection.read(values),
                MediaSection.read(values, dataDir),
                PeopleSection.presence(values),
                PeopleSection.directory(values),
                turn,
                WellKnownSection.read(values, name),
                RateLimitsSection.read(values),
                mail,
                thirdParty);
    }

    private static String text(Path file, Problems problems) {
        Where where = new Where(file.toString(), 0);
        try {
            if (Files.size(file) > MAX_BYTES) {
                problems.add(where, "", "is larger than any configuration");
                return "";
            }
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (NoSuchFileException e) {
            problems.add(where, "", "there is no such file; make one with --generate-config");
        } catch (CharacterCodingException e) {
            problems.add(where, "", "is not UTF-8");
        } catch (IOException e) {
            problems.add(where, "", "cannot be read: " + e.getClass().getSimpleName());
        }
        return "";
    }
}
