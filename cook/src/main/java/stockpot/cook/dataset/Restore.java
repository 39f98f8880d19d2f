package stockpot.cook.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import stockpot.cook.env.Place;
import stockpot.cook.env.Settings;
import stockpot.cook.files.ServerConfig;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;
import stockpot.cook.services.Front;

/**
 * Puts a backup back. Everything is proven and laid beside first, and switched in at the end by
 * renames; a kill leaves either nothing or a folder that the next run takes away or completes.
 */
public final class Restore {
    private static final String STAGING = ".restoring";

    /** Written when all lies beside, proven: from then on only renames are left. */
    private static final String PROVEN = "proven";

    private final Place place;
    private final Host host;
    private final ServerData server;
    private final Consumer<String> progress;

    /** Into this place. */
    public Restore(Place place, Host host, ServerData server, Consumer<String> progress) {
        this.place = place;
        this.host = host;
        this.server = server;
        this.progress = progress;
    }

    /** Whether a restore into this place was begun and not ended. */
    public static boolean isUnfinished(Host host, Place place) {
        return host.exists(place.data().resolve(STAGING).resolve(PROVEN));
    }

    /**
     * Puts it back.
     *
     * @param replace whether a data set that is there is moved aside
     * @param database settings that name a PostgreSQL database, for a dump; else null
     * @return whose data set it is
     * @throws HostException if the backup is not whole, the program too old for it, or a data set
     *     is in the way
     */
    public String put(Path backup, boolean replace, @Nullable Settings database, Instant now) {
        if (Front.of(place).runs(host)) {
            throw new HostException("The server runs on this place: stop it first.");
        }
        progress.accept("proving the backup");
        Manifest manifest = BackupFiles.proven(host, backup);
        if (manifest.database().equals("postgresql") && database == null) {
            throw new HostException(
                    "The backup is of a PostgreSQL database: set DBURL to an empty one.");
        }
        Path staging = place.data().resolve(STAGING);
        if (!isUnfinished(host, place)) {
            requireFree(replace);
            try {
                prepare(backup, manifest, staging, database);
            } catch (HostException e) {
                host.remove(staging);
                throw e;
            }
        }
        progress.accept("switching in");
        switchIn(staging, now);
        return manifest.serverName();
    }

    private void prepare(
            Path backup, Manifest manifest, Path staging, @Nullable Settings database) {
        host.remove(staging);
        stage(backup, manifest, staging);
        if (database != null && manifest.database().equals("postgresql")) {
            progress.accept("database");
            new PostgresDump(host, database).restore(backup.resolve(Backup.POSTGRES));
        } else {
            requireUsable(staging, manifest);
        }
        host.write(
                staging.resolve(PROVEN),
                manifest.serverName().getBytes(UTF_8),
                Mode.PRIVATE,
                Owner.ROOT);
    }

    private void requireFree(boolean replace) {
        for (String name : DataFiles.top()) {
            if (!replace && host.exists(place.data().resolve(name))) {
                throw new HostException(
                        place.data()
                                + " holds a data set already: give --replace to move it aside, or"
                                + " restore to another place.");
            }
        }
    }

    private void stage(Path backup, Manifest manifest, Path staging) {
        host.folder(staging, Mode.PRIVATE, Owner.STOCKPOT); // its program looks into it
        progress.accept(manifest.files().size() + " files");
        Set<Path> made = new HashSet<>();
        for (Manifest.Entry entry : manifest.files()) {
            Path target = staging.resolve(inDataSet(entry.path()));
            Owner owner =
                    entry.path().startsWith("data/stockpot/") || entry.path().equals(Backup.SQLITE)
                            ? Owner.STOCKPOT
                            : Owner.ROOT;
            if (entry.path().equals(Backup.POSTGRES)) {
                continue;
            }
            BackupFiles.folders(host, staging, BackupFiles.parent(target), owner, made);
            Host.Copied copied =
                    host.copy(backup.resolve(entry.path()), target, Mode.PRIVATE, owner);
            if (!copied.sha256().equals(entry.sha256())) {
                throw new HostException(
                        entry.path() + " changed while it was read: see whether the disk is good.");
            }
        }
    }

    /** Where a file of a backup lies in a data set. */
    private String inDataSet(String path) {
        return path.equals(Backup.SQLITE)
                ? place.data().relativize(ServerConfig.database(place)).toString()
                : path.substring("data/".length());
    }

    /** The program must know the database, and the database must be whole. */
    private void requireUsable(Path staging, Manifest manifest) {
        progress.accept("looking at the database");
        Path config = staging.resolve("look.yaml");
        Path server = staging.resolve("stockpot");
        host.write(config, lookConfig(manifest.serverName(), server), Mode.PRIVATE, Owner.STOCKPOT);
        ServerData.Found found = this.server.examine(config);
        host.remove(config);
        if (!found.newer().isEmpty()) {
            throw new HostException(
                    "The backup was made by a newer program ("
                            + manifest.program()
                            + "): install that one or a later one. Nothing was changed.");
        }
        if (!found.damage().isEmpty()) {
            throw new HostException(
                    "The backup is damaged: "
                            + String.join("; ", found.damage())
                            + ". Use another; nothing was changed.");
        }
        // Looking may leave the log and index of the embedded database beside it.
        Path database = staging.resolve(inDataSet(Backup.SQLITE));
        host.remove(database.resolveSibling(database.getFileName() + "-shm"));
        host.remove(database.resolveSibling(database.getFileName() + "-wal"));
    }

    private byte[] lookConfig(String serverName, Path server) {
        Map<String, Object> database = new LinkedHashMap<>();
        database.put("name", "sqlite3");
        Path file = place.server().relativize(ServerConfig.database(place));
        database.put("args", Map.of("database", server.resolve(file)));
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("server_name", serverName);
        config.put("report_stats", false);
        config.put("data_dir", server);
        config.put("media_store_path", server.resolve("media_store"));
        config.put("signing_key_path", server.resolve(serverName + ".signing.key"));
        config.put("database", database);
        return ServerConfig.text(config).getBytes(UTF_8);
    }

    /** What is there goes aside, entry by entry; what lies beside takes its place. */
    private void switchIn(Path staging, Instant now) {
        Set<String> names = new TreeSet<>(DataFiles.top());
        names.retainAll(
                host.list(staging).stream().map(p -> String.valueOf(p.getFileName())).toList());
        Path aside = place.data().resolve("replaced-" + now.getEpochSecond());
        for (String name : DataFiles.top()) {
            Path there = place.data().resolve(name);
            boolean switched = !names.contains(name) && host.exists(moved(staging, name));
            if (host.exists(there) && !switched) {
                host.folder(aside, Mode.PRIVATE, Owner.ROOT);
                host.rename(there, aside.resolve(name));
            }
            if (names.contains(name)) {
                host.write(moved(staging, name), new byte[0], Mode.PRIVATE, Owner.ROOT);
                host.rename(staging.resolve(name), there);
            }
        }
        host.remove(staging);
    }

    /** A mark that this entry is (about to be) switched in. */
    private static Path moved(Path staging, String name) {
        return staging.resolve("moved-" + name);
    }

    /** Names of what a restore moved aside, for a message. */
    public static List<Path> replaced(Host host, Place place) {
        return host.list(place.data()).stream()
                .filter(path -> String.valueOf(path.getFileName()).startsWith("replaced-"))
                .toList();
    }
}
