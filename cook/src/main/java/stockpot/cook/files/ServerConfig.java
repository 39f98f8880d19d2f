package stockpot.cook.files;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import stockpot.cook.env.DatabaseUrl;
import stockpot.cook.env.HostPort;
import stockpot.cook.env.Place;
import stockpot.cook.env.Reading;
import stockpot.cook.env.Settings;
import stockpot.cook.host.ConfigFile;
import stockpot.cook.host.Owner;

/** {@code homeserver.yaml}: the server's configuration, with Synapse's names. */
public final class ServerConfig {
    private static final String LOOPBACK = "127.0.0.1";

    private ServerConfig() {}

    /** The file. */
    public static ConfigFile file(Reading reading) {
        String head =
                """
                # Made by cook from the operator's variables; the next `cook up` makes it anew.
                # `cook config --explain KEY` explains a key.
                """;
        return ConfigFile.secret(
                "homeserver.yaml", head + Yaml.of(document(reading)), Owner.STOCKPOT);
    }

    /** Where the signing key lies. */
    public static Path signingKey(Settings settings) {
        return settings.place().server().resolve(settings.domain() + ".signing.key");
    }

    /** Where the embedded database lies. */
    public static Path database(Place place) {
        return place.server().resolve("homeserver.db");
    }

    /** Where uploaded files lie. */
    public static Path media(Place place) {
        return place.server().resolve("media_store");
    }

    /** The text of a document of the server's configuration. */
    public static String text(Map<String, ?> document) {
        return Yaml.of(document);
    }

    /** Where the shared secret lies if the operator gave none. */
    public static Path sharedSecret(Place place) {
        return secret(place, "registration_shared_secret");
    }

    static Path secret(Place place, String name) {
        return place.server().resolve("secrets").resolve(name);
    }

    private static Map<String, Object> document(Reading reading) {
        Settings settings = reading.settings();
        Place place = settings.place();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("server_name", settings.domain());
        document.put("public_baseurl", publicUrl(reading));
        document.put("data_dir", place.server());
        document.put("media_store_path", media(place));
        document.put("signing_key_path", signingKey(settings));
        document.put("listeners", listeners(settings));
        document.put("trusted_proxies", List.of("127.0.0.0/8", "::1"));
        document.put("database", database(settings));
        document.put("enable_registration", settings.registration());
        if (settings.registration()) {
            document.put("enable_registration_without_verification", true);
        }
        if (settings.sharedSecret() == null) {
            document.put("registration_shared_secret_path", sharedSecret(place));
        } else {
            document.put("registration_shared_secret", settings.sharedSecret().value());
        }
        document.put("macaroon_secret_key_path", secret(place, "macaroon_secret_key"));
        document.put("form_secret_path", secret(place, "form_secret"));
        document.put("report_stats", reading.reportStats());
        document.put("admin_contact", "mailto:" + settings.alertEmail());
        document.put("max_upload_size", settings.maxUploadBytes());
        document.put("serve_server_wellknown", true);
        if (settings.mail() != null) {
            document.put("email", email(settings.mail(), settings));
        }
        if (settings.directory() != null) {
            document.put("modules", List.of(directory(settings.directory(), settings)));
        }
        return document;
    }

    private static String publicUrl(Reading reading) {
        String given = reading.publicUrl();
        if (given != null) {
            return given;
        }
        Settings settings = reading.settings();
        String host = settings.publicHost();
        String shown = host.contains(":") ? "[" + host + "]" : host;
        int port = settings.place().ports().https();
        boolean usual = !settings.tls().on() || port == 443;
        return "https://" + shown + (usual ? "" : ":" + port) + "/";
    }

    private static List<Map<String, Object>> listeners(Settings settings) {
        Map<String, Object> client = new LinkedHashMap<>();
        client.put("port", settings.place().ports().client());
        client.put("type", "http");
        client.put("tls", false);
        client.put("bind_addresses", List.of(LOOPBACK));
        client.put("x_forwarded", true);
        client.put("resources", List.of(Map.of("names", List.of("client", "federation"))));
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("port", settings.place().ports().metrics());
        metrics.put("type", "metrics");
        metrics.put("bind_addresses", List.of(settings.monitoring().metricsAddress()));
        return List.of(client, metrics);
    }

    private static Map<String, Object> database(Settings settings) {
        Map<String, Object> args = new LinkedHashMap<>();
        DatabaseUrl url =
                settings.databaseUrl() == null
                        ? null
                        : DatabaseUrl.parse(settings.databaseUrl().value());
        if (url == null) {
            args.put("database", database(settings.place()));
            return ordered("name", "sqlite3", "args", args);
        }
        putIfGiven(args, "host", url.host());
        if (url.port() > 0) {
            args.put("port", url.port());
        }
        putIfGiven(args, "database", url.database());
        putIfGiven(args, "user", url.user());
        if (url.password() != null) {
            args.put("password", url.password().value());
        }
        url.options().entrySet().stream()
                .filter(option -> !option.getKey().equals("host"))
                .sorted(Map.Entry.comparingByKey())
                .forEach(option -> args.put(option.getKey(), option.getValue()));
        return ordered("name", "psycopg2", "args", args);
    }

    private static Map<String, Object> email(Settings.Mail mail, Settings settings) {
        Map<String, Object> email = new LinkedHashMap<>();
        HostPort relay = mail.relay();
        email.put("smtp_host", relay.host());
        email.put("smtp_port", relay.port());
        if (mail.login() != null) {
            email.put("smtp_user", mail.login().user());
            email.put("smtp_pass", mail.login().password().value());
        }
        email.put("tls", mail.tls().name().toLowerCase(Locale.ROOT));
        email.put("notif_from", mail.from());
        email.put("enable_notifs", true);
        if (settings.certificateAuthorities() != null) {
            email.put("ca_file", settings.certificateAuthorities());
        }
        return email;
    }

    private static Map<String, Object> directory(Settings.Directory directory, Settings settings) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("enabled", true);
        config.put("mode", "search");
        config.put("uri", uris(directory));
        config.put("start_tls", directory.tls() == Settings.DirectoryTls.STARTTLS);
        if (directory.tls() == Settings.DirectoryTls.OFF) {
            config.put("tls", "off");
        }
        config.put("base", directory.baseDn());
        config.put("attributes", ordered("uid", "uid", "mail", "email", "name", "givenName"));
        config.put("bind_dn", directory.bindDn());
        config.put("bind_password", directory.password().value());
        config.put("filter", directory.filter());
        if (settings.certificateAuthorities() != null) {
            config.put(
                    "tls_options",
                    Map.of("ca_certs_file", settings.certificateAuthorities().toString()));
        }
        return ordered("module", "ldap_auth_provider.LdapAuthProviderModule", "config", config);
    }

    private static List<String> uris(Settings.Directory directory) {
        List<String> uris = new ArrayList<>();
        for (URI uri : directory.servers()) {
            boolean plain = uri.getScheme().equals("ldap");
            String text = uri.toString();
            uris.add(
                    switch (directory.tls()) {
                        // A bare host is tried with LDAPS first, then with StartTLS.
                        case AUTO -> plain && uri.getPort() < 0 ? uri.getHost() : text;
                        case LDAPS -> plain ? "ldaps" + text.substring("ldap".length()) : text;
                        case STARTTLS, OFF -> text;
                    });
        }
        return uris;
    }

    private static void putIfGiven(Map<String, Object> map, String key, String value) {
        if (!value.isEmpty()) {
            map.put(key, value);
        }
    }

    private static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
