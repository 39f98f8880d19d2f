package stockpot.cook.dataset;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import stockpot.cook.env.Place;
import stockpot.cook.env.Settings;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;

/**
 * One consistent copy of a data set, made while the server runs (fault F52). The database is copied
 * first, and media after it: a file never changes once it is there, so all that the copied database
 * speaks of is in the copy too. The folder appears under its name when it is whole.
 */
public final class Backup {
    /** Where the embedded database lies in a backup. */
    static final String SQLITE = "database/homeserver.db";

    /** Where a dump of PostgreSQL lies in a backup. */
    static final String POSTGRES = "database/homeserver.dump";

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Settings settings;
    private final Host host;
    private final ServerData server;
    private final String program;
    private final Consumer<String> progress;

    /**
     * A maker of backups.
     *
     * @param program the version of this program
     * @param progress hears a line for each part
     */
    public Backup(
            Settings settings,
            Host host,
            ServerData server,
            String program,
            Consumer<String> progress) {
        this.settings = settings;
        this.host = host;
        this.server = server;
        this.program = program;
        this.progress = progress;
    }

    /** Where backups of this data set lie if nobody says otherwise. */
    public static Path folder(Place place) {
        return place.data().resolve("backups");
    }

    /**
     * Makes one in a folder.
     *
     * @return its own folder, named by the moment
     * @throws HostException if it cannot be made; what was made of it is removed
     */
    public Path make(Path folder, Instant now) {
        Path whole = folder.resolve(STAMP.format(now));
        Path partial = folder.resolve(".unfinished-" + STAMP.format(now));
        if (host.exists(whole)) {
            throw new HostException(whole + " is there already: wait a second.");
        }
        try {
            host.folder(partial, Mode.PRIVATE, Owner.STOCKPOT);
            fill(partial, now);
            host.rename(partial, whole);
            return whole;
        } catch (HostException e) {
            host.remove(partial);
            throw e;
        }
    }

    private void fill(Path folder, Instant now) {
        Place place = settings.place();
        List<Manifest.Entry> entries = new ArrayList<>();
        Path config = place.serverConfig();
        boolean postgres = settings.databaseUrl() != null;
        String name = postgres ? POSTGRES : SQLITE;
        Path database = folder.resolve(name);
        host.folder(folder.resolve("database"), Mode.PRIVATE, Owner.STOCKPOT);
        progress.accept("database");
        long position = server.examine(config).position();
        if (postgres) {
            new PostgresDump(host, settings).write(database);
        } else {
            server.copyDatabase(config, database);
        }
        entries.add(BackupFiles.entry(folder, name));
        copyFiles(folder, entries);
        Manifest manifest =
                new Manifest(
                        Manifest.FORMAT,
                        settings.domain(),
                        DateTimeFormatter.ISO_INSTANT.format(now),
                        program,
                        postgres ? "postgresql" : "sqlite",
                        position,
                        entries);
        byte[] text = manifest.print();
        host.write(folder.resolve(Manifest.SUM), Manifest.sum(text), Mode.PRIVATE, Owner.ROOT);
        host.write(folder.resolve(Manifest.NAME), text, Mode.PRIVATE, Owner.ROOT);
    }

    private void copyFiles(Path folder, List<Manifest.Entry> entries) {
        Place place = settings.place();
        Set<Path> made = new HashSet<>();
        Set<Path> files = DataFiles.of(place);
        progress.accept(files.size() + " files of media, keys and certificates");
        for (Path file : files) {
            String name = "data/" + file;
            Path target = folder.resolve(name);
            BackupFiles.folders(host, folder, BackupFiles.parent(target), Owner.ROOT, made);
            Host.Copied copied =
                    host.copy(place.data().resolve(file), target, Mode.PRIVATE, Owner.ROOT);
            entries.add(new Manifest.Entry(name, copied.bytes(), copied.sha256()));
        }
    }

    /** Removes the oldest backups of a folder until so many are left. */
    public static List<Path> forget(Host host, Path folder, int keep) {
        List<Path> backups =
                host.list(folder).stream()
                        .filter(path ->
                                String.valueOf(path.getFileName()).matches("\\d{8}T\\d{6}Z"))
                        .toList();
        List<Path> old = backups.subList(0, Math.max(0, backups.size() - keep));
        old.forEach(host::remove);
        return old;
    }
}
