package stockpot.cook.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import stockpot.cook.env.AppliedSettings;
import stockpot.cook.env.Place;
import stockpot.cook.env.Secret;
import stockpot.cook.host.ConfigFile;
import stockpot.cook.host.Difference;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;
import stockpot.cook.host.Step;
import stockpot.cook.services.Changes;
import stockpot.cook.services.Service;

/**
 * All rendered files as one set (threat Z07): written into the folder of the next version, which
 * becomes current by the rename of one link. The old version goes when the new one is current.
 */
final class VersionedFiles implements Step {
    private static final Duration CHECK = Duration.ofSeconds(30);

    private final Place place;
    private final List<ConfigFile> files;
    private final List<Service> services;

    /**
     * These files.
     *
     * @param services those among them that have a proof of their files are asked before a version
     *     becomes current (threat Z02)
     */
    VersionedFiles(Place place, List<ConfigFile> files, List<Service> services) {
        this.place = place;
        this.services = List.copyOf(services);
        this.files = files.stream().sorted(Comparator.comparing(ConfigFile::path)).toList();
    }

    @Override
    public String name() {
        return "files";
    }

    private Path versions() {
        return place.etc().resolve("versions");
    }

    private int currentNumber(Host host) {
        Path target = host.target(place.current());
        String name = target == null ? "" : target.getFileName().toString();
        return name.matches("\\d{1,9}") ? Integer.parseInt(name) : 0;
    }

    private Path currentFolder(Host host) {
        return versions().resolve(Integer.toString(currentNumber(host)));
    }

    /** The files that differ from what is current, those that will be gone included. */
    Set<String> changing(Host host) {
        Path folder = currentFolder(host);
        Set<String> changing = new TreeSet<>();
        Set<String> wanted = new TreeSet<>();
        for (ConfigFile file : files) {
            wanted.add(file.path());
            Path there = folder.resolve(file.path());
            byte[] content = host.read(there);
            if (content == null
                    || !Arrays.equals(content, file.bytes())
                    || !file.mode().text().equals(host.mode(there))) {
                changing.add(file.path());
            }
        }
        for (String path : below(host, folder, "")) {
            if (!wanted.contains(path)) {
                changing.add(path);
            }
        }
        return changing;
    }

    private static List<String> below(Host host, Path folder, String prefix) {
        List<String> paths = new ArrayList<>();
        for (Path entry : host.list(folder)) {
            String path = prefix + entry.getFileName();
            String mode = host.mode(entry);
            boolean isFolder = mode != null && host.isFolder(entry);
            if (isFolder) {
                paths.addAll(below(host, entry, path + "/"));
            } else {
                paths.add(path);
            }
        }
        return paths;
    }

    @Override
    public Difference difference(Host host) {
        Map<String, ConfigFile> byPath = new TreeMap<>();
        files.forEach(file -> byPath.put(file.path(), file));
        List<String> lines = new ArrayList<>();
        Path folder = currentFolder(host);
        for (String path : changing(host)) {
            ConfigFile file = byPath.get(path);
            byte[] old = host.read(folder.resolve(path));
            lines.add((file == null ? "- " : old == null ? "+ " : "~ ") + "file " + path);
            if (path.equals(AppliedSettings.NAME)) {
                lines.addAll(settings(old, file == null ? new byte[0] : file.bytes()));
            } else if (file != null && !file.secret()) {
                lines.addAll(TextDifference.lines(text(old), file.text()));
            }
        }
        for (Path stale : stale(host, currentNumber(host))) {
            lines.add("- " + stale.getFileName() + ", an old version of the files");
        }
        return new Difference(lines);
    }

    /** Variable by variable, so that what is secret is known by its name. */
    private static List<String> settings(
            byte @org.jspecify.annotations.Nullable [] old, byte[] now) {
        Map<String, String> before = AppliedSettings.values(old);
        Map<String, String> after = AppliedSettings.values(now);
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<String> lines = new ArrayList<>();
        for (String name : names) {
            String was = before.get(name);
            String is = after.get(name);
            if (was != null && !was.equals(is)) {
                lines.add("  - " + name + "=" + shown(name, was));
            }
            if (is != null && !is.equals(was)) {
                lines.add("  + " + name + "=" + shown(name, is));
            }
        }
        return lines;
    }

    private static String shown(String name, String value) {
        return AppliedSettings.isSecret(name) ? Secret.MASK : value;
    }

    @Override
    public void apply(Host host) {
        int number = currentNumber(host);
        Set<String> changing = changing(host);
        if (!changing.isEmpty()) {
            number++;
            String name = Integer.toString(number);
            Path folder = versions().resolve(name);
            host.folder(versions(), Mode.PUBLIC, Owner.ROOT);
            host.remove(folder); // of a run that was killed before it became current
            host.folder(folder, Mode.PUBLIC, Owner.ROOT);
            for (ConfigFile file : files) {
                Path path = folder.resolve(file.path());
                Path parent = path.getParent();
                if (parent != null) {
                    host.folder(parent, Mode.PUBLIC, Owner.ROOT);
                }
                host.write(path, file.bytes(), file.mode(), file.owner());
            }
            prove(host, folder, changing);
            host.link(place.current(), Path.of("versions", name));
        }
        stale(host, number).forEach(host::remove);
    }

    /** Where the proof fails the old version goes on, and nothing of the new one stays. */
    private void prove(Host host, Path folder, Set<String> changing) {
        for (Service service : services) {
            List<String> check = service.checkCommand();
            if (check == null || !Changes.concerns(service, changing)) {
                continue;
            }
            String current = place.current().toString();
            List<String> words =
                    check.stream().map(word -> word.replace(current, folder.toString())).toList();
            Host.Result result = host.run(words, CHECK);
            if (result.status() != 0) {
                host.remove(folder);
                throw new HostException(
                        service.name()
                                + " would not take its new files, so the old ones stay in use: "
                                + result.output().strip());
            }
        }
    }

    private List<Path> stale(Host host, int current) {
        return host.list(versions()).stream()
                .filter(folder ->
                        !folder.getFileName().toString().equals(Integer.toString(current)))
                .toList();
    }

    private static String text(byte @org.jspecify.annotations.Nullable [] content) {
        return content == null ? "" : new String(content, UTF_8);
    }
}
