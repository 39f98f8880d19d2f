package stockpot.cook.env;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * From everything the operator said to {@link Settings}, in one pass that finds every problem. The
 * order of sources: flag, environment, {@code /tmp/environment.sh}, stored answers, default.
 */
public final class SettingsReader {
    private static final String ENVIRONMENT_FILE = "/tmp/environment.sh";
    private static final int SHORT_SECRET = 16;
    private static final long USUAL_UPLOAD = 50L << 20;

    private final Inputs inputs;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private SettingsReader(Inputs inputs) {
        this.inputs = inputs;
    }

    /**
     * Reads them.
     *
     * @throws SettingsException with every problem; nothing was written
     */
    public static Reading read(Inputs inputs) {
        return new SettingsReader(inputs).reading();
    }

    /** Where things lie, whatever else is wrong with the inputs. */
    static Place place(Inputs inputs) {
        SettingsReader reader = new SettingsReader(inputs);
        return reader.place(reader.sources());
    }

    private Place place(List<Answers.Source> sources) {
        Answers answers = new Answers(sources, new ArrayList<>());
        boolean tls = !noSsl(answers);
        Ports usual = inputs.root() == null ? Ports.usual(tls) : Ports.confined(tls);
        Ports ports = PortList.read(inputs.ports(), usual, problems);
        return new Placing(System.getProperty("os.name", ""), environmentOf(sources))
                .place(inputs.root(), answers.find(Variables.DATADIR), ports);
    }

    private Reading reading() {
        List<Answers.Source> sources = sources();
        Map<String, String> seen = environmentOf(sources);
        Place place = place(sources);
        StoredAnswers stored = StoredAnswers.read(place, problems);
        sources.add(new Answers.Source("the stored answers", stored.values()));
        Answers answers = new Answers(sources, problems);
        Settings settings = settings(answers, place, seen);
        sayNoSsl(answers);
        stored.compare(settings.domain(), problems);
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return new Reading(
                settings,
                answers.values(),
                notes,
                warnings,
                answers.find(Variables.PUBLIC_BASEURL),
                answers.find(Variables.TZ),
                number(answers, Variables.UID),
                number(answers, Variables.GID),
                answers.flag(Variables.SYNAPSE_REPORT_STATS, false),
                inputs.beginAnew());
    }

    private List<Answers.Source> sources() {
        List<Answers.Source> sources = new ArrayList<>();
        Map<String, String> only = inputs.stored();
        if (only != null) {
            sources.add(new Answers.Source("the settings of the last start", only));
            return sources;
        }
        sources.add(new Answers.Source("a flag", inputs.flags()));
        sources.add(new Answers.Source("the environment", inputs.environment()));
        Path root = inputs.root();
        Path file = Path.of(ENVIRONMENT_FILE);
        Path pots = root == null ? file : root.resolve(ENVIRONMENT_FILE.substring(1));
        sources.add(new Answers.Source(pots.toString(), EnvironmentFile.read(pots)));
        for (Answers.Source source : sources.subList(1, sources.size())) {
            Answers.refuseNearNames(source, problems);
        }
        warnOfSecretFlags();
        warnOfEscapes(sources.get(2));
        return sources;
    }

    /** What pot tells a jail comes by the environment or by the file. */
    private Map<String, String> environmentOf(List<Answers.Source> sources) {
        Map<String, String> all = new LinkedHashMap<>();
        sources.reversed().forEach(source -> all.putAll(source.values()));
        all.putAll(inputs.environment());
        return all;
    }

    private void warnOfSecretFlags() {
        for (Variable variable : Variables.all()) {
            if (variable.secret() && inputs.flags().containsKey(variable.name())) {
                warnings.add(
                        variable.name()
                                + " was given on the command line, where every user of this"
                                + " machine can read it: use "
                                + variable.name()
                                + "_FILE");
            }
        }
    }

    private void warnOfEscapes(Answers.Source pots) {
        for (Variable variable : Variables.all()) {
            String value = pots.values().getOrDefault(variable.name(), "");
            if (value.contains("\\$") || value.contains("\\`")) {
                warnings.add(
                        variable.name()
                                + " in "
                                + pots.name()
                                + " looks escaped for a shell; no shell reads it, so it is taken"
                                + " with its backslashes");
            }
        }
    }

    private Settings settings(Answers answers, Place place, Map<String, String> seen) {
        String domain = required(answers, Variables.DOMAIN);
        String alertEmail = required(answers, Variables.ALERTEMAIL);
        Settings.Tls tls = new TlsReader(answers, problems, warnings).read(alertEmail);
        String shared = answers.find(Variables.MYSHAREDSECRET);
        if (shared != null && shared.length() < SHORT_SECRET) {
            warnings.add("MYSHAREDSECRET is shorter than 16 characters: it can be guessed");
        }
        ServicesReader services = new ServicesReader(answers, problems);
        String size = answers.find(Variables.MAXUPLOAD);
        Long bytes = size == null ? null : Words.bytes(size);
        return new Settings(
                place,
                domain,
                answers.get(Variables.PUBLIC_HOST, hostOf(domain)),
                address(answers, seen, place.confined()),
                Words.list(answers.get(Variables.TRUSTED_PROXIES, "")),
                alertEmail,
                answers.flag(Variables.REGISTRATIONENABLE, false),
                shared == null ? null : new Secret(shared),
                services.mail(domain),
                services.directory(),
                tls,
                services.consul(seen),
                services.monitoring(),
                answers.flag(Variables.CONTROLUSER, false),
                secret(answers, Variables.DBURL),
                memory(answers),
                path(answers, Variables.ELEMENT_WEB, true),
                bytes == null ? USUAL_UPLOAD : bytes,
                path(answers, Variables.TLS_CA_FILE, false));
    }

    private String required(Answers answers, Variable variable) {
        String value = answers.find(variable);
        boolean complained =
                problems.stream()
                        .anyMatch(problem ->
                                variable.names().stream().anyMatch(problem.name()::contains));
        if (value == null && !complained) {
            problems.add(
                    new Problem(variable.name(), "must be given: " + variable.kind().allowed()));
        }
        return value == null ? "" : value;
    }

    private static String hostOf(String domain) {
        int colon = domain.startsWith("[") ? domain.indexOf(']') + 1 : domain.indexOf(':');
        String host = colon <= 0 ? domain : domain.substring(0, colon);
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private @Nullable String address(Answers answers, Map<String, String> seen, boolean confined) {
        String given = answers.find(Variables.IP);
        String address = given != null ? given : seen.getOrDefault("_POT_IP", "");
        if (address.isEmpty() || !Words.isAddress(address) || isHere(address)) {
            return address.isEmpty() || !Words.isAddress(address) ? null : address;
        }
        String what = Answers.shown(address) + " is no address of this machine";
        if (confined || given == null) {
            warnings.add("IP " + what + ": services listen on all addresses instead");
            return null;
        }
        problems.add(new Problem("IP", what + ": give one that is, or leave it out"));
        return null;
    }

    private static boolean isHere(String address) {
        try {
            return NetworkInterface.getByInetAddress(java.net.InetAddress.ofLiteral(address))
                    != null;
        } catch (SocketException e) {
            return true; // not to be found out here
        }
    }

    private static boolean noSsl(Answers answers) {
        String word = answers.find(Variables.NOSSL);
        return word != null && !Objects.equals(Words.flag(word), false);
    }

    private void sayNoSsl(Answers answers) {
        String word = answers.find(Variables.NOSSL);
        if (word == null) {
            notes.add("NOSSL is not set: nginx speaks TLS");
        } else if (!noSsl(answers)) {
            notes.add("NOSSL=" + word + " means no: nginx speaks TLS");
        } else if (Words.flag(word) != null) {
            notes.add("NOSSL=" + word + " means yes: nginx speaks no TLS, a proxy in front has to");
        } else {
            warnings.add(
                    "NOSSL="
                            + Answers.shown(word)
                            + " is taken as true: nginx speaks no TLS; write true or false");
        }
    }

    private @Nullable Path path(Answers answers, Variable variable, boolean folder) {
        return path(answers, variable, folder, problems);
    }

    static @Nullable Path path(
            Answers answers, Variable variable, boolean folder, List<Problem> problems) {
        String value = answers.find(variable);
        if (value == null) {
            return null;
        }
        Path path = Path.of(value);
        if (folder ? !Files.isDirectory(path) : !Files.isReadable(path)) {
            String what = folder ? "which is no folder" : "which cannot be read";
            problems.add(
                    new Problem(variable.name(), "names " + Answers.shown(value) + ", " + what));
        }
        return path;
    }

    private static @Nullable Secret secret(Answers answers, Variable variable) {
        String value = answers.find(variable);
        return value == null ? null : new Secret(value);
    }

    private static @Nullable Integer memory(Answers answers) {
        String value = answers.find(Variables.MEMORY);
        return value == null ? null : Words.megabytes(value);
    }

    private static @Nullable Integer number(Answers answers, Variable variable) {
        String value = answers.find(variable);
        return value == null ? null : Integer.valueOf(value);
    }

    static <E extends Enum<E>> E choice(
            Answers answers, Variable variable, Class<E> type, E fallback) {
        String value = answers.find(variable);
        return value == null ? fallback : Enum.valueOf(type, value.toUpperCase(Locale.ROOT));
    }
}
