package stockpot.bench.subject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The configuration that all servers share: same keys, same meaning, no rate limits in the way. */
final class ConfigFile {
    static final String NAME = "homeserver.yaml";

    private static final String COMMON =
            """
            server_name: localhost
            report_stats: false
            listeners:
              - {type: http, bind_addresses: ["127.0.0.1"], port: %1$d, tls: false, resources: [{names: [client]}]}
            media_store_path: %2$s/media
            signing_key_path: %2$s/signing.key
            trusted_key_servers: []
            enable_registration: true
            enable_registration_without_verification: true
            registration_shared_secret: bench
            macaroon_secret_key: bench
            form_secret: bench
            rc_message: %3$s
            rc_registration: %3$s
            rc_login: {address: %3$s, account: %3$s, failed_attempts: %3$s}
            rc_joins: {local: %3$s, remote: %3$s}
            rc_joins_per_room: %3$s
            rc_room_creation: %3$s
            rc_invites: {per_room: %3$s, per_user: %3$s, per_issuer: %3$s}
            """;

    private static final String NO_LIMIT = "{per_second: 100000, burst_count: 100000}";

    private ConfigFile() {}

    static void write(Path folder, int port, Subject.Options options, String more) {
        String hashing = options.cheapHashing() ? "bcrypt_rounds: 4\n" : "";
        try {
            Files.createDirectories(folder.resolve("media"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        text(folder.resolve(NAME), COMMON.formatted(port, folder, NO_LIMIT) + hashing + more);
    }

    static void text(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
