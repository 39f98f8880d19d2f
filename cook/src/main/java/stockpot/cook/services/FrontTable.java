package stockpot.cook.services;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.cook.host.Difference;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;
import stockpot.cook.host.Step;

/**
 * Writes the front's table: data only, a file for each thing ({@code bin/lib/front.sh} says which).
 * Each service is given a bare environment, so that no secret of ours is in it (threat Z04).
 */
public final class FrontTable implements Step {
    private static final int MOST_SERVICES = 100;
    private static final List<String> FILES =
            List.of("argv", "signal", "limit", "reload", "essential", "process", "output");
    private static final List<String> OWN_FILES = List.of("tend", "leave");

    private final Front front;
    private final List<Service> services;
    private final Map<String, String> environment;
    private final Map<String, List<String>> words;
    private final Identities identities;
    private final @Nullable Path logs;

    /**
     * A table.
     *
     * @param environment what services find in their environment; no secrets
     * @param words files of the table's own folder, such as {@code tend}, and their lines
     * @param identities how a program becomes another user
     * @param logs the folder that takes what essential services print, so that it can be sent on,
     *     or null: it goes where the front's own lines go
     */
    public FrontTable(
            Front front,
            List<Service> services,
            Map<String, String> environment,
            Map<String, List<String>> words,
            Identities identities,
            @Nullable Path logs) {
        this.front = front;
        this.services = services.stream().sorted(Comparator.comparingInt(Service::order)).toList();
        this.environment = new LinkedHashMap<>(environment);
        this.words = new LinkedHashMap<>(words);
        this.identities = identities;
        this.logs = logs;
    }

    @Override
    public String name() {
        return "services";
    }

    @Override
    public Difference difference(Host host) {
        List<String> lines = new ArrayList<>();
        Map<Path, String> wanted = wanted(host);
        for (Map.Entry<Path, String> file : wanted.entrySet()) {
            if (!file.getValue().equals(text(host, file.getKey()))) {
                String sign = host.exists(file.getKey()) ? "~ " : "+ ";
                lines.add(sign + front.table().relativize(file.getKey()));
            }
        }
        for (Path file : surplus(host, wanted)) {
            lines.add("- " + front.table().relativize(file));
        }
        return new Difference(lines);
    }

    @Override
    public void apply(Host host) {
        Map<Path, String> wanted = wanted(host);
        host.folder(front.services(), Mode.PUBLIC, Owner.ROOT);
        if (front.runs(host)) {
            host.write(front.change(), new byte[0], Mode.PRIVATE, Owner.ROOT);
        }
        for (Map.Entry<Path, String> file : wanted.entrySet()) {
            Path folder = parent(file.getKey());
            host.folder(folder, Mode.PUBLIC, Owner.ROOT);
            boolean changed = !file.getValue().equals(text(host, file.getKey()));
            if (changed && host.exists(folder.resolve("keeper"))) {
                host.write(folder.resolve("restart"), new byte[0], Mode.PRIVATE, Owner.ROOT);
            }
            host.write(file.getKey(), bytes(file.getValue()), Mode.PUBLIC, Owner.ROOT);
        }
        surplus(host, wanted).forEach(host::remove);
    }

    /** Every file of the table that is data, and its text. */
    private Map<Path, String> wanted(Host host) {
        Map<Path, String> wanted = new LinkedHashMap<>();
        for (Service service : services) {
            Path folder = front.services().resolve(folderName(service));
            List<String> argv = new ArrayList<>(identities.prefix(host, service.runAs()));
            argv.addAll(List.of("/usr/bin/env", "-i"));
            environment.forEach((name, value) -> argv.add(name + "=" + value));
            argv.addAll(service.command());
            wanted.put(folder.resolve("signal"), line(service.stopSignal()));
            wanted.put(folder.resolve("limit"), line("" + service.stopWithin().toSeconds()));
            wanted.put(folder.resolve("process"), line(service.command().getLast()));
            if (service.reload() == Service.Reload.HUP) {
                wanted.put(folder.resolve("reload"), line("HUP"));
            }
            if (logs != null && service.essential()) {
                wanted.put(
                        folder.resolve("output"),
                        line(logs.resolve(service.name() + ".log").toString()));
            }
            if (service.essential()) {
                wanted.put(folder.resolve("essential"), "");
            }
            // Last: a folder without it is no service yet.
            wanted.put(folder.resolve("argv"), lines(argv));
        }
        words.forEach((name, argv) -> wanted.put(front.table().resolve(name), lines(argv)));
        return wanted;
    }

    /** Files of services that are wanted no more, or that a service has no more. */
    private List<Path> surplus(Host host, Map<Path, String> wanted) {
        List<Path> surplus = new ArrayList<>();
        for (String name : OWN_FILES) {
            Path file = front.table().resolve(name);
            if (host.exists(file) && !wanted.containsKey(file)) {
                surplus.add(file);
            }
        }
        for (Path folder : host.list(front.services())) {
            for (String name : FILES) {
                Path file = folder.resolve(name);
                if (host.exists(file) && !wanted.containsKey(file)) {
                    surplus.add(file);
                }
            }
        }
        return surplus;
    }

    static String folderName(Service service) {
        if (service.order() < 0 || service.order() >= MOST_SERVICES) {
            throw new IllegalArgumentException("order " + service.order());
        }
        return String.format(Locale.ROOT, "%02d-%s", service.order(), service.name());
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }

    private static String lines(List<String> words) {
        StringBuilder text = new StringBuilder();
        for (String word : words) {
            if (word.indexOf('\n') >= 0) {
                throw new HostException(
                        "A word of a command holds an end of line, which the front cannot pass"
                                + " on: choose a path without one.");
            }
            text.append(line(word));
        }
        return text.toString();
    }

    private static String line(String word) {
        return word + "\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static @Nullable String text(Host host, Path file) {
        byte[] content = host.read(file);
        return content == null ? null : new String(content, UTF_8);
    }
}
