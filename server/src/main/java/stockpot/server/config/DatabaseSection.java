package stockpot.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.DatabaseConfig.Postgres;
import stockpot.server.config.DatabaseConfig.Sqlite;
import stockpot.server.config.DatabaseConfig.Synchronous;

/** {@code database}: Synapse's block, with what libpq takes from its environment. */
final class DatabaseSection {
    private static final int MAX_READERS = 4;
    private static final int DEFAULT_CONNECTIONS = 8;
    private static final int DEFAULT_PORT = 5432;

    private static final Setting<String> NAME =
            Setting.shared(
                    "database.name",
                    Types.choice("sqlite3", "psycopg2"),
                    "sqlite3",
                    "sqlite3",
                    "sqlite3 for the embedded database, psycopg2 for PostgreSQL.");
    private static final Setting<String> DATABASE =
            Setting.open(
                    "database.args.database",
                    Types.TEXT,
                    "`homeserver.db` in `data_dir`; PostgreSQL: PGDATABASE, else the user",
                    "The SQLite file, or the name of the PostgreSQL database.");
    private static final Setting<String> DBNAME =
            Setting.open("database.args.dbname", Types.TEXT, "none", "The same for PostgreSQL.");
    private static final Setting<String> USER =
            Setting.open("database.args.user", Types.TEXT, "PGUSER", "PostgreSQL: who connects.");
    private static final Setting<String> PASSWORD =
            Setting.open(
                    "database.args.password",
                    Types.TEXT,
                    "PGPASSWORD, else the passfile",
                    "PostgreSQL: the password.");
    private static final Setting<String> HOST =
            Setting.open(
                    "database.args.host",
                    Types.TEXT,
                    "PGHOST, else localhost",
                    "PostgreSQL: name, address, or folder of the Unix socket.");
    private static final Setting<Integer> PORT =
            Setting.open(
                    "database.args.port",
                    Types.whole(1, 65_535),
                    "PGPORT, else 5432",
                    "PostgreSQL: the port.");
    private static final Setting<String> SSLMODE =
            Setting.open(
                    "database.args.sslmode",
                    Types.choice(
                            "disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
                    "PGSSLMODE, else prefer",
                    "PostgreSQL: whether the connection is encrypted and the server verified.");
    private static final Setting<Path> PASSFILE =
            Setting.open(
                    "database.args.passfile",
                    Types.PATH,
                    "PGPASSFILE, else `~/.pgpass`",
                    "PostgreSQL: file with passwords, readable by its owner only.");
    private static final Setting<Integer> CP_MIN =
            Setting.shared(
                    "database.args.cp_min",
                    Types.whole(0, 1_000),
                    1,
                    "1",
                    "Connections kept open; accepted, since ours are opened when needed.");
    private static final Setting<Integer> CP_MAX =
            Setting.shared(
                    "database.args.cp_max",
                    Types.whole(2, 100),
                    DEFAULT_CONNECTIONS,
                    "8; SQLite: 4 readers at most",
                    "Most connections, the writer's included.");
    private static final Setting<String> SYNCHRONOUS =
            Setting.ours(
                    "database.synchronous",
                    Types.choice("full", "normal"),
                    "full",
                    "full",
                    "SQLite: full survives loss of power; normal survives a crash of the process"
                            + " only, and is faster on slow disks.");

    private DatabaseSection() {}

    static List<Setting<?>> settings() {
        return List.of(
                NAME,
                DATABASE,
                DBNAME,
                USER,
                PASSWORD,
                HOST,
                PORT,
                SSLMODE,
                PASSFILE,
                CP_MIN,
                CP_MAX,
                SYNCHRONOUS);
    }

    /** The SQLite file that the configuration names, or null. */
    static @Nullable Path sqliteFile(Values values) {
        String file = values.find(DATABASE);
        boolean sqlite = values.get(NAME).equals("sqlite3");
        return !sqlite || file == null || file.isEmpty() || file.startsWith(":")
                ? null
                : Path.of(file).toAbsolutePath().normalize();
    }

    static DatabaseConfig read(
            Values values, Path dataDir, Map<String, String> environment, Problems problems) {
        return values.get(NAME).equals("sqlite3")
                ? sqlite(values, dataDir, problems)
                : postgres(values, environment, problems);
    }

    private static Sqlite sqlite(Values values, Path dataDir, Problems problems) {
        Path file = sqliteFile(values);
        if (file == null && values.has(DATABASE)) {
            String message = "must be a file: what is kept in memory is lost at the next start";
            problems.add(values.where(DATABASE), DATABASE.path(), message);
        }
        Synchronous synchronous =
                Synchronous.valueOf(values.get(SYNCHRONOUS).toUpperCase(Locale.ROOT));
        int readers = Math.min(MAX_READERS, values.get(CP_MAX));
        return new Sqlite(
                file == null ? dataDir.resolve("homeserver.db") : file, synchronous, readers);
    }

    private static Postgres postgres(
            Values values, Map<String, String> environment, Problems problems) {
        LibpqEnvironment libpq = new LibpqEnvironment(environment, problems);
        String host = or(values.find(HOST), libpq.text("PGHOST"), "localhost");
        String user = or(values.find(USER), libpq.text("PGUSER"), "");
        if (user.isEmpty()) {
            String message = "must be given, here or as PGUSER";
            problems.add(values.where(NAME), USER.path(), message);
        }
        String named = or(values.find(DATABASE), values.find(DBNAME), "");
        String database = named.isEmpty() ? or(libpq.text("PGDATABASE"), null, user) : named;
        Integer port = values.find(PORT);
        int number = port != null ? port : libpq.port(DEFAULT_PORT);
        Path passfile = values.find(PASSFILE);
        Path kept = passfile != null ? passfile : libpq.passfile();
        String password = or(values.find(PASSWORD), libpq.text("PGPASSWORD"), "");
        return new Postgres(
                host,
                number,
                database,
                user,
                password.isEmpty()
                        ? new Pgpass(kept).password(host, number, database, user)
                        : password,
                or(values.find(SSLMODE), libpq.sslMode(), "prefer"),
                kept,
                values.get(CP_MAX));
    }

    private static String or(@Nullable String first, @Nullable String second, String last) {
        if (first != null && !first.isEmpty()) {
            return first;
        }
        return second != null && !second.isEmpty() ? second : last;
    }
}
