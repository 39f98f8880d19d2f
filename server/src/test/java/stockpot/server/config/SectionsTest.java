package stockpot.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stockpot.server.config.DatabaseConfig.Postgres;
import stockpot.server.config.DatabaseConfig.Sqlite;
import stockpot.server.config.DatabaseConfig.Synchronous;
import stockpot.server.config.ListenersConfig.Listener;
import stockpot.server.config.ListenersConfig.Resource;

/** Two tests for each section: its defaults, and every key of it mapped. */
class SectionsTest {
    @TempDir Path folder;

    private Config read(String text, Map<String, String> environment) {
        return new ConfigReader(environment, (dataDir, name) -> "made-" + name)
                .read("test.yaml", "server_name: example.com\n" + text, folder)
                .config();
    }

    private Config read(String text) {
        return read(text, Map.of());
    }

    @Test
    void serverHasDefaults() {
        ServerConfig server = read("").server();
        assertEquals("example.com", server.name().value());
        assertNull(server.publicBaseurl());
        assertEquals(folder, server.dataDir());
        assertEquals(folder.resolve("example.com.signing.key"), server.signingKeyPath());
        assertEquals("made-macaroon_secret_key", server.macaroonSecretKey());
        assertEquals("made-form_secret", server.formSecret());
    }

    @Test
    void serverKeysAreMapped() throws IOException {
        Files.writeString(folder.resolve("form"), "  from-file\n");
        ServerConfig server =
                read("""
                public_baseurl: https://matrix.example.com
                data_dir: /var/stockpot
                signing_key_path: /var/keys/a.key
                macaroon_secret_key: macaroon
                form_secret_path: %s/form
                """
                                .formatted(folder))
                        .server();
        assertEquals("https://matrix.example.com/", server.publicBaseurl());
        assertEquals(Path.of("/var/stockpot"), server.dataDir());
        assertEquals(Path.of("/var/keys/a.key"), server.signingKeyPath());
        assertEquals("macaroon", server.macaroonSecretKey());
        assertEquals("from-file", server.formSecret());
    }

    @Test
    void signingKeyBesideTheConfigurationIsKept() throws IOException {
        Path key = Files.writeString(folder.resolve("example.com.signing.key"), "ed25519 a_x y");
        assertEquals(key, read("data_dir: /elsewhere").server().signingKeyPath());
        Files.delete(key);
        assertEquals(
                Path.of("/elsewhere/example.com.signing.key"),
                read("data_dir: /elsewhere").server().signingKeyPath());
    }

    @Test
    void listenersHaveDefaults() {
        ListenersConfig listeners = read("").listeners();
        assertEquals(
                List.of(
                        new Listener(
                                8008,
                                List.of("127.0.0.1"),
                                false,
                                false,
                                EnumSet.of(Resource.CLIENT, Resource.FEDERATION))),
                listeners.all());
        assertEquals(List.of("127.0.0.0/8", "::1"), listeners.trustedProxies());
    }

    @Test
    void listenerKeysAreMapped() throws IOException {
        Files.writeString(folder.resolve("crt"), "");
        Files.writeString(folder.resolve("key"), "");
        ListenersConfig listeners =
                read("""
                tls_certificate_path: %1$s/crt
                tls_private_key_path: %1$s/key
                trusted_proxies: [10.0.0.0/8, 'fd00::/8']
                listeners:
                  - {port: 8448, tls: true, resources: [{names: [federation, keys]}]}
                  - port: 9000
                    type: metrics
                    bind_address: 10.1.2.3
                  - port: 8008
                    x_forwarded: true
                    bind_addresses: [localhost]
                    resources: [{names: [client, health]}, {names: [media]}]
                  - {port: 9000, type: manhole}
                """
                                .formatted(folder))
                        .listeners();
        List<Listener> all = listeners.all();
        assertEquals(3, all.size());
        assertEquals(
                new Listener(
                        8448,
                        List.of("::", "0.0.0.0"),
                        true,
                        false,
                        EnumSet.of(Resource.FEDERATION)),
                all.get(0));
        assertEquals(EnumSet.of(Resource.METRICS), all.get(1).resources());
        assertEquals(List.of("10.1.2.3"), all.get(1).bindAddresses());
        assertEquals(EnumSet.of(Resource.CLIENT, Resource.HEALTH), all.get(2).resources());
        assertTrue(all.get(2).xForwarded());
        assertEquals(List.of("127.0.0.1"), all.get(2).bindAddresses());
        assertEquals(folder.resolve("crt"), listeners.tlsCertificatePath());
        assertEquals(folder.resolve("key"), listeners.tlsPrivateKeyPath());
        assertEquals(List.of("10.0.0.0/8", "fd00::/8"), listeners.trustedProxies());
    }

    @Test
    void databaseIsAnEmbeddedFileByDefault() {
        assertEquals(
                new Sqlite(folder.resolve("homeserver.db"), Synchronous.FULL, 4),
                read("").database());
    }

    @Test
    void databaseKeysAreMapped() {
        assertEquals(
                new Sqlite(Path.of("/data/a.db"), Synchronous.NORMAL, 2),
                read("database: {name: sqlite3, synchronous: normal,"
                                + " args: {database: /data/a.db, cp_max: 2}}")
                        .database());
        Postgres postgres =
                postgres(
                        "{user: u, password: p, dbname: d, host: h, port: 5433, sslmode: require,"
                                + " passfile: /p, cp_min: 1, cp_max: 7}",
                        Map.of("PGHOST", "other", "PGPORT", "1", "PGUSER", "other"));
        assertEquals(new Postgres("h", 5433, "d", "u", "p", "require", Path.of("/p"), 7), postgres);
    }

    private Postgres postgres(String arguments, Map<String, String> environment) {
        String text = "database: {name: psycopg2, args: " + arguments + "}";
        return assertInstanceOf(Postgres.class, read(text, environment).database());
    }

    @Test
    void variablesOfPostgresqlFillWhatTheFileLeavesOut() {
        Postgres postgres =
                postgres(
                        "{}",
                        Map.of(
                                "PGHOST", "/run/postgresql",
                                "PGPORT", "5434",
                                "PGUSER", "alice",
                                "PGPASSWORD", "soup",
                                "PGSSLMODE", "verify-full",
                                "PGPASSFILE", "/passes"));
        assertEquals(
                new Postgres(
                        "/run/postgresql",
                        5434,
                        "alice",
                        "alice",
                        "soup",
                        "verify-full",
                        Path.of("/passes"),
                        8),
                postgres);
    }

    @Test
    void passwordFileOfPostgresqlIsReadWhenItIsPrivate() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve(".pgpass"),
                        "# comment\nother:*:*:*:no\nlocalhost:5432:db:al\\:ice:so\\\\up:x\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Map<String, String> home = Map.of("HOME", folder.toString());
        assertEquals("so\\up:x", postgres("{user: 'al:ice', database: db}", home).password());
        assertNull(postgres("{user: bob, database: db}", home).password());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertNull(postgres("{user: 'al:ice', database: db}", home).password());
    }

    @Test
    void registrationIsClosedByDefault() {
        assertEquals(
                new RegistrationConfig(
                        false, false, false, false, null, null, List.of(), RegistrationDoors.NONE),
                read("").registration());
    }

    @Test
    void registrationKeysAreMapped() {
        assertEquals(
                new RegistrationConfig(
                        true,
                        true,
                        true,
                        true,
                        "secret",
                        new RegistrationConfig.Terms("2", "Rules", "https://example.com/rules"),
                        List.of("#a:example.com"),
                        RegistrationDoors.NONE),
                read("""
                enable_registration: yes
                enable_registration_without_verification: true
                registration_requires_token: on
                allow_guest_access: true
                registration_shared_secret: secret
                auto_join_rooms: ["#a:example.com"]
                user_consent:
                  version: 2
                  policy_name: Rules
                  policy_url: https://example.com/rules
                  require_at_registration: true
                """)
                        .registration());
    }

    @Test
    void loginHasDefaults() {
        assertEquals(
                new LoginConfig(
                        true,
                        true,
                        "",
                        null,
                        Duration.ofMinutes(5),
                        null,
                        null,
                        false,
                        Duration.ofMinutes(5),
                        Duration.ZERO),
                read("").login());
    }

    @Test
    void loginKeysAreMapped() {
        assertEquals(
                new LoginConfig(
                        false,
                        false,
                        "pepper",
                        12,
                        Duration.ofSeconds(90),
                        Duration.ofDays(7),
                        Duration.ofDays(1),
                        true,
                        Duration.ofMinutes(2),
                        Duration.ofSeconds(15)),
                read("""
                password_config: {enabled: false, localdb_enabled: false, pepper: pepper}
                bcrypt_rounds: 12
                refreshable_access_token_lifetime: 90s
                refresh_token_lifetime: 1w
                session_lifetime: 24h
                login_via_existing_session: {enabled: true, token_timeout: 2m}
                ui_auth: {session_timeout: 15000}
                """)
                        .login());
        Duration other =
                read("session_lifetime: 24h\nnonrefreshable_access_token_lifetime: 1h")
                        .login()
                        .sessionLifetime();
        assertEquals(Duration.ofHours(1), other);
    }

    @Test
    void roomsHaveDefaults() {
        assertEquals(new RoomsConfig("12", true, false, List.of(), "off"), read("").rooms());
    }

    @Test
    void roomKeysAreMapped() {
        assertEquals(
                new RoomsConfig(
                        "11",
                        false,
                        true,
                        List.of(
                                new RoomsConfig.PublicationRule("@a:*", "#b*", "!c*", false),
                                new RoomsConfig.PublicationRule("*", "*", "*", true)),
                        "invite"),
                read("""
                default_room_version: 11
                require_membership_for_aliases: false
                allow_public_rooms_without_auth: true
                encryption_enabled_by_default_for_room_type: invite
                room_list_publication_rules:
                  - {user_id: "@a:*", alias: "#b*", room_id: "!c*", action: deny}
                  - action: allow
                """)
                        .rooms());
    }

    @Test
    void mediaHasDefaults() {
        assertEquals(
                new MediaConfig(
                        folder.resolve("media_store"),
                        52_428_800,
                        33_554_432,
                        5,
                        Duration.ofHours(24),
                        false),
                read("").media());
    }

    @Test
    void mediaKeysAreMapped() {
        assertEquals(
                new MediaConfig(Path.of("/m"), 1024, 10_000_000, 9, Duration.ofHours(1), true),
                read("""
                media_store_path: /m
                max_upload_size: 1K
                max_image_pixels: 10000000
                max_pending_media_uploads: 9
                unused_expiration_time: 1h
                enable_authenticated_media: false
                """)
                        .media());
    }

    @Test
    void peopleHaveDefaults() {
        assertTrue(read("").presence().enabled());
        assertEquals(new UserDirectoryConfig(true, false, false), read("").userDirectory());
    }

    @Test
    void peopleKeysAreMapped() {
        Config config =
                read(
                        "presence: {enabled: false}\nuser_directory: {enabled: false,"
                                + " search_all_users: true, prefer_local_users: true}");
        assertFalse(config.presence().enabled());
        assertEquals(new UserDirectoryConfig(false, true, true), config.userDirectory());
    }

    @Test
    void callsHaveDefaults() {
        assertEquals(
                new TurnConfig(List.of(), null, null, null, Duration.ofHours(1), true),
                read("").turn());
    }

    @Test
    void callKeysAreMapped() {
        assertEquals(
                new TurnConfig(
                        List.of("turn:a", "turn:b"), "s", "u", "p", Duration.ofDays(1), false),
                read("""
                turn_uris: ["turn:a", "turn:b"]
                turn_shared_secret: s
                turn_username: u
                turn_password: p
                turn_user_lifetime: 86400000
                turn_allow_guests: false
                """)
                        .turn());
    }

    @Test
    void wellKnownDocumentsAreOffByDefault() {
        assertEquals(new WellKnownConfig(null, null, null), read("").wellKnown());
    }

    @Test
    void wellKnownKeysAreMapped() {
        WellKnownConfig wellKnown =
                read("""
                public_baseurl: https://m.example.com
                serve_server_wellknown: true
                default_identity_server: https://id.example.com
                extra_well_known_client_content: {org.example: {deep: [1, true, x]}}
                admin_contact: mailto:admin@example.com
                """)
                        .wellKnown();
        ObjectNode client = wellKnown.client();
        assertEquals(
                "{\"m.homeserver\":{\"base_url\":\"https://m.example.com/\"},"
                        + "\"m.identity_server\":{\"base_url\":\"https://id.example.com\"},"
                        + "\"org.example\":{\"deep\":[1,true,\"x\"]}}",
                String.valueOf(client));
        assertEquals("{\"m.server\":\"example.com:443\"}", String.valueOf(wellKnown.server()));
        assertEquals(
                "{\"contacts\":[{\"role\":\"m.role.admin\",\"email_address\":\"admin@example.com\"}]}",
                String.valueOf(wellKnown.support()));
    }

    @Test
    void rateLimitsHaveSynapsesDefaults() {
        RateLimitsConfig limits = read("").rateLimits();
        assertEquals(new RateLimitsConfig.Bucket(0.2, 10), limits.bucket("rc_message"));
        assertEquals(new RateLimitsConfig.Bucket(0.003, 5), limits.bucket("rc_login.account"));
    }

    @Test
    void rateLimitKeysAreMapped() {
        Map<String, RateLimitsConfig.Bucket> buckets = read("").rateLimits().buckets();
        Map<String, String> environment = new TreeMap<>();
        for (String key : buckets.keySet()) {
            String name = "STOCKPOT_" + key.replace('.', '_').toUpperCase(Locale.ROOT);
            environment.put(name + "_PER_SECOND", "7.5");
            environment.put(name + "_BURST_COUNT", "70");
        }
        read("", environment)
                .rateLimits()
                .buckets()
                .values()
                .forEach(one -> assertEquals(new RateLimitsConfig.Bucket(7.5, 70), one));
    }

    @Test
    void noMailIsSentByDefault() {
        assertNull(read("").mail());
        assertNull(read("email: {smtp_host: ''}").mail());
        assertEquals(new ThirdPartyConfig(true, false, null), read("").thirdParty());
    }

    @Test
    void mailHasDefaults() {
        MailConfig mail = read("email: {smtp_host: relay}").mail();
        assertEquals(
                new MailConfig(
                        new MailConfig.Relay(
                                "relay", 25, null, null, MailConfig.Tls.IF_OFFERED, null),
                        new MailAddress(null, "matrix@example.com"),
                        new MailConfig.Words("Matrix", "en", null, null, null, null),
                        Duration.ofHours(1),
                        false,
                        true,
                        null,
                        "https://example.com/"),
                mail);
    }

    @Test
    void mailKeysAreMapped() throws IOException {
        Files.writeString(folder.resolve("ca"), "");
        Config config =
                read(
                        """
                        public_baseurl: https://matrix.example.com
                        enable_3pid_changes: false
                        request_token_inhibit_3pid_errors: true
                        next_link_domain_whitelist: [a.example]
                        email:
                          smtp_host: relay
                          smtp_port: 2525
                          smtp_user: u
                          smtp_pass: p
                          tls: implicit
                          ca_file: %1$s/ca
                          notif_from: '%%(app)s <a@b.example>'
                          app_name: App
                          enable_notifs: true
                          notif_for_new_users: false
                          client_base_url: https://client.example
                          validation_token_lifetime: 2h
                          template_dir: %1$s/t
                          language: zh
                          alert_address: ops@b.example
                          subjects:
                            password_reset: 'R %%(server_name)s'
                            email_validation: 'V %%(app)s'
                        """
                                .formatted(folder));
        assertEquals(
                new MailConfig(
                        new MailConfig.Relay(
                                "relay",
                                2525,
                                "u",
                                "p",
                                MailConfig.Tls.IMPLICIT,
                                folder.resolve("ca")),
                        new MailAddress("App", "a@b.example"),
                        new MailConfig.Words(
                                "App",
                                "zh",
                                folder.resolve("t"),
                                "https://client.example/",
                                "R example.com",
                                "V App"),
                        Duration.ofHours(2),
                        true,
                        false,
                        "ops@b.example",
                        "https://matrix.example.com/"),
                config.mail());
        assertEquals(new ThirdPartyConfig(false, true, List.of("a.example")), config.thirdParty());
        assertFalse(String.valueOf(config.mail()).contains("p]"));
    }

    @Test
    void portAndSynapsesWordsDecideHowMailIsEncrypted() {
        Map<String, MailConfig.Tls> ways =
                Map.of(
                        "smtp_port: 465", MailConfig.Tls.IMPLICIT,
                        "smtp_port: 587", MailConfig.Tls.STARTTLS,
                        "smtp_port: 25", MailConfig.Tls.IF_OFFERED,
                        "force_tls: true", MailConfig.Tls.IMPLICIT,
                        "require_transport_security: true", MailConfig.Tls.STARTTLS,
                        "enable_tls: false", MailConfig.Tls.OFF,
                        "tls: off", MailConfig.Tls.OFF);
        ways.forEach((key, tls) -> {
            MailConfig mail = read("email: {smtp_host: relay, " + key + "}").mail();
            assertEquals(tls, mail == null ? null : mail.relay().tls(), key);
        });
    }

    @Test
    void whatRegistrationAsksForIsMapped() {
        RegistrationDoors doors =
                read("""
                enable_registration: true
                registrations_require_3pid: [email]
                enable_registration_token_3pid_bypass: true
                registration_puzzle_bits: 18
                registration_needs_approval: true
                allowed_local_3pids: [{medium: email, pattern: '.*@a[.]example'}]
                email: {smtp_host: relay}
                """)
                        .registration()
                        .doors();
        assertTrue(doors.mail() && doors.tokenSparesMail() && doors.approval());
        assertEquals(18, doors.puzzleBits());
        assertTrue(doors.allows("x@a.example"));
        assertFalse(doors.allows("x@a.example.org"));
    }

    @Test
    void mailProblemsAreSaidTogether() {
        ConfigException refusal =
                org.junit.jupiter.api.Assertions.assertThrows(
                        ConfigException.class,
                        () ->
                                read(
                                        """
                                        registrations_require_3pid: [msisdn]
                                        allowed_local_3pids: [{medium: email, pattern: '('}]
                                        email:
                                          smtp_host: relay
                                          smtp_user: only
                                          notif_from: nobody
                                          alert_address: nobody
                                          force_tls: true
                                          enable_tls: false
                                        """));
        String all = String.join("\n", refusal.problems());
        for (String word :
                List.of(
                        "msisdn",
                        "regular expression",
                        "smtp_user",
                        "notif_from",
                        "alert",
                        "tls")) {
            assertTrue(all.contains(word), all);
        }
        ConfigException without =
                org.junit.jupiter.api.Assertions.assertThrows(
                        ConfigException.class, () -> read("registrations_require_3pid: [email]"));
        assertTrue(without.problems().getFirst().contains("email.smtp_host"));
    }
}
