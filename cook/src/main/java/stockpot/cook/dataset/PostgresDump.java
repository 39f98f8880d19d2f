package stockpot.cook.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.cook.env.DatabaseUrl;
import stockpot.cook.env.Settings;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;
import stockpot.cook.host.Mode;
import stockpot.cook.host.Owner;

/** PostgreSQL's own programs for copying a database; the password reaches them by a file. */
final class PostgresDump {
    private static final Duration LIMIT = Duration.ofHours(12);

    private final Host host;
    private final DatabaseUrl url;
    private final Path passwords;

    PostgresDump(Host host, Settings settings) {
        this.host = host;
        DatabaseUrl parsed =
                settings.databaseUrl() == null
                        ? null
                        : DatabaseUrl.parse(settings.databaseUrl().value());
        if (parsed == null) {
            throw new HostException("DBURL names no PostgreSQL database.");
        }
        this.url = parsed;
        this.passwords = settings.place().run().resolve("pgpass");
    }

    /** Writes a dump; PostgreSQL gives it one moment of the database. */
    void write(Path file) {
        run("pg_dump", List.of("--format=custom", "--no-owner", "--file=" + file));
    }

    /** Puts a dump into a database in which nothing is yet; all of it or nothing. */
    void restore(Path file) {
        run(
                "pg_restore",
                List.of(
                        "--no-owner",
                        "--exit-on-error",
                        "--single-transaction",
                        "--dbname=" + url.database(),
                        file.toString()));
    }

    private void run(String name, List<String> words) {
        Path program = host.program(name);
        if (program == null) {
            throw new HostException(
                    name + " is not installed: install PostgreSQL's client programs.");
        }
        List<String> command = new ArrayList<>(List.of(program.toString(), "--no-password"));
        add(command, "--host=", url.host());
        add(command, "--port=", url.port() > 0 ? Integer.toString(url.port()) : null);
        add(command, "--username=", url.user());
        if (name.equals("pg_dump")) {
            add(command, "--dbname=", url.database());
        }
        command.addAll(words);
        try {
            Host.Result result = host.run(command, null, environment(), LIMIT);
            if (result.status() != 0) {
                throw new HostException(name + " failed: " + result.output().strip());
            }
        } finally {
            host.remove(passwords);
        }
    }

    private static void add(List<String> command, String option, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            command.add(option + value);
        }
    }

    private Map<String, String> environment() {
        if (url.password() == null) {
            return Map.of();
        }
        String escaped = url.password().value().replace("\\", "\\\\").replace(":", "\\:");
        host.write(
                passwords, ("*:*:*:*:" + escaped + "\n").getBytes(UTF_8), Mode.PRIVATE, Owner.ROOT);
        return Map.of("PGPASSFILE", passwords.toString());
    }
}
