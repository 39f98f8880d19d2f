package stockpot.server.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import stockpot.server.config.ConfigReader;
import stockpot.server.config.KeptSecrets;
import stockpot.server.config.StartupRefusal;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.ports.Chance;

/** Makes a short explained configuration with secrets of its own, and the signing key beside it. */
final class GenerateConfig {
    /**
     * What is asked for.
     *
     * @param file where the configuration goes
     * @param serverName the server's name, unchecked
     * @param dataFolder where data goes
     * @param keyFolder where the signing key goes
     * @param open whether anyone may register
     */
    record Wish(
            Path file,
            String serverName,
            Path dataFolder,
            Path keyFolder,
            int port,
            boolean open,
            boolean reportStats) {}

    private static final String TEXT =
            """
            # Configuration of Stockpot for %SERVER%.
            #
            # Names and meanings are Synapse's where it has them. `stockpot --explain KEY` explains a
            # key, docs/configuration.md all of them, `stockpot -c FILE --check-config` checks this
            # file.

            # The part behind the colon of every user's id. It can never change.
            server_name: %NAME%

            # Everything that must be kept lies here.
            data_dir: %DATA%
            media_store_path: %MEDIA%
            signing_key_path: %KEY%

            # Plain HTTP for this machine only; a reverse proxy or tunnel in front of it speaks TLS.
            listeners:
              - port: %PORT%
                type: http
                tls: false
                bind_addresses: ['127.0.0.1']
                x_forwarded: true
                resources:
                  - names: [client, federation]

            # The embedded database. For PostgreSQL: name: psycopg2, and args with user, password,
            # database, host.
            database:
              name: sqlite3
              args:
                database: %DATABASE%

            # Who may make an account. An administrator always can: register_new_matrix_user -c FILE.
            %REGISTRATION%
            # Secrets of this server, made for it alone. Whoever has them has the server.
            registration_shared_secret: %SHARED%
            macaroon_secret_key: %MACAROON%
            form_secret: %FORM%

            # Kept for Synapse's sake; this server reports to nobody.
            report_stats: %STATS%
            """;

    private static final String CLOSED = "enable_registration: false\n";
    private static final String OPEN =
            """
            enable_registration: true
            enable_registration_without_verification: true
            room_list_publication_rules:
              - action: allow
            """;

    private static final String LOG_CONFIG =
            """
            # Synapse keeps the settings of its log in a file of this name. Stockpot writes its log to
            # standard output and has one setting for it, log_level in homeserver.yaml; this file is
            # here for scripts that look for it, and is not read.
            version: 1
            """;

    private final Chance chance;

    GenerateConfig(Chance chance) {
        this.chance = chance;
    }

    /** Makes the files; the exit status is 1 where the configuration is there already. */
    int make(Wish wish, PrintStream out) {
        ServerName name = name(wish.serverName());
        if (PrivateFiles.exists(wish.file())) {
            throw new StartupRefusal(
                    wish.file() + " exists and is not overwritten: use it, or move it away first.");
        }
        Path key = wish.keyFolder().resolve(name.value() + ".signing.key");
        String text = text(wish, name, key);
        // What is written is what the server reads; a path that YAML cannot hold shows here.
        new ConfigReader(Map.of(), KeptSecrets.NONE)
                .read(wish.file().toString(), text, wish.keyFolder());
        try {
            PrivateFiles.folder(wish.dataFolder());
            PrivateFiles.folder(wish.keyFolder());
            PrivateFiles.folder(parent(wish.file()));
            SigningKeyFile.create(key, chance);
            logConfig(parent(wish.file()).resolve(name.value() + ".log.config"));
            PrivateFiles.create(wish.file(), text);
        } catch (IOException e) {
            String sentence = wish.file() + " cannot be written (" + e + "): make its folder";
            throw new StartupRefusal(sentence + " writable, or name another one.", e);
        }
        out.println("A configuration for " + name + " was made: " + wish.file());
        out.println("Its signing key: " + key + " (keep a copy; it is the server's identity)");
        out.println("Next: stockpot --config " + wish.file());
        return 0;
    }

    private static ServerName name(String text) {
        try {
            return ServerName.parse(text);
        } catch (MatrixException e) {
            throw new StartupRefusal(
                    "--server-name must be a server name such as example.com, not " + text);
        }
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file : parent;
    }

    private static void logConfig(Path file) throws IOException {
        try {
            PrivateFiles.create(file, LOG_CONFIG);
        } catch (FileAlreadyExistsException e) {
            // somebody's own: it stays
        }
    }

    private String text(Wish wish, ServerName name, Path key) {
        Path data = wish.dataFolder();
        Map<String, String> words =
                Map.ofEntries(
                        Map.entry("SERVER", name.value()),
                        Map.entry("NAME", quoted(name.value())),
                        Map.entry("DATA", quoted(data.toString())),
                        Map.entry("MEDIA", quoted(data.resolve("media_store").toString())),
                        Map.entry("KEY", quoted(key.toString())),
                        Map.entry("PORT", Integer.toString(wish.port())),
                        Map.entry("DATABASE", quoted(data.resolve("homeserver.db").toString())),
                        Map.entry("REGISTRATION", wish.open() ? OPEN : CLOSED),
                        Map.entry("SHARED", quoted(SecretsFolder.fresh(chance))),
                        Map.entry("MACAROON", quoted(SecretsFolder.fresh(chance))),
                        Map.entry("FORM", quoted(SecretsFolder.fresh(chance))),
                        Map.entry("STATS", Boolean.toString(wish.reportStats())));
        return filled(words);
    }

    /** One pass over the text, so that no value is looked at for words again. */
    private static String filled(Map<String, String> words) {
        StringBuilder text = new StringBuilder();
        String[] parts = TEXT.split("%", -1);
        for (int i = 0; i < parts.length; i++) {
            text.append(i % 2 == 0 ? parts[i] : words.get(parts[i]));
        }
        return text.toString();
    }

    /** A YAML text in double quotes. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
