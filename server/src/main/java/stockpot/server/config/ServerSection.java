package stockpot.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.ServerName;

/** Who the server is and where its things lie. */
final class ServerSection {
    private static final Setting<ServerName> NAME =
            Setting.open(
                    "server_name",
                    Types.SERVER_NAME,
                    "must be given",
                    "The part behind the colon of the users' ids. It can never change later.");
    private static final Setting<String> PUBLIC_BASEURL =
            Setting.open(
                    "public_baseurl",
                    Types.BASE_URL,
                    "none",
                    "Where clients reach the server; served as `.well-known/matrix/client`.");
    private static final Setting<Path> DATA_DIR =
            Setting.oursOpen(
                    "data_dir",
                    Types.PATH,
                    "the folder of the SQLite file, else of the media, else of the configuration",
                    "Where everything without a path of its own goes, the control socket too.");
    private static final Setting<Path> SIGNING_KEY =
            Setting.open(
                    "signing_key_path",
                    Types.PATH,
                    "`SERVER_NAME.signing.key` beside the configuration if it is there, else in"
                            + " `data_dir`",
                    "The Ed25519 key of the server, made at the first start.");
    private static final SecretSetting MACAROON =
            SecretSetting.of(
                    "macaroon_secret_key", "made once and kept in `data_dir`", "Secret of tokens.");
    private static final SecretSetting FORM =
            SecretSetting.of("form_secret", "made once and kept in `data_dir`", "Secret of forms.");
    private static final Setting<Boolean> REPORT_STATS =
            Setting.shared(
                    "report_stats",
                    Types.FLAG,
                    false,
                    "false",
                    "Accepted, whatever it says: this server reports to nobody.");
    private static final Setting<Boolean> INSECURE =
            Setting.shared(
                    "use_insecure_ssl_client_just_for_testing_do_not_use",
                    Types.FLAG,
                    false,
                    "false",
                    "For tests: certificates of other services are not verified. Refused unless"
                            + " every listener is on a loopback address.");
    private static final Setting<String> ADMIN_CONTACT =
            Setting.open(
                    "admin_contact",
                    Types.TEXT,
                    "none",
                    "Address of the administrator (`mailto:…`), served as"
                            + " `.well-known/matrix/support`.");

    private ServerSection() {}

    static List<Setting<?>> settings() {
        List<Setting<?>> all = new ArrayList<>(List.of(NAME, PUBLIC_BASEURL, DATA_DIR));
        all.add(SIGNING_KEY);
        all.addAll(MACAROON.settings());
        all.addAll(FORM.settings());
        all.addAll(List.of(REPORT_STATS, INSECURE, ADMIN_CONTACT));
        return all;
    }

    /** The name, or null with a problem told. */
    static @Nullable ServerName name(Values values, Problems problems) {
        if (!values.has(NAME)) {
            problems.add(values.where(NAME), NAME.path(), "must be given, such as example.com");
        }
        return values.find(NAME);
    }

    static @Nullable String publicBaseurl(Values values) {
        return values.find(PUBLIC_BASEURL);
    }

    static @Nullable String adminContact(Values values) {
        return values.find(ADMIN_CONTACT);
    }

    static Path dataDir(Values values, Path configFolder) {
        Path given = values.find(DATA_DIR);
        if (given != null) {
            return given;
        }
        Path file = DatabaseSection.sqliteFile(values);
        Path beside = file != null ? file : values.find(MediaSection.STORE_PATH);
        Path folder = beside == null ? null : beside.getParent();
        return folder == null ? configFolder : folder;
    }

    /** Reads the secrets once for their problems alone. */
    static void checkSecrets(Values values, Problems problems) {
        MACAROON.read(values, problems);
        FORM.read(values, problems);
    }

    static ServerConfig read(
            Values values,
            ReadingContext context,
            ServerName name,
            Path dataDir,
            Problems problems) {
        String macaroon = MACAROON.read(values, problems);
        String form = FORM.read(values, problems);
        return new ServerConfig(
                name,
                publicBaseurl(values),
                dataDir,
                signingKey(values, context, name, dataDir),
                macaroon != null
                        ? macaroon
                        : context.secrets().secret(dataDir, "macaroon_secret_key"),
                form != null ? form : context.secrets().secret(dataDir, "form_secret"));
    }

    /** A key beside the configuration is kept: a server must never find itself a new identity. */
    private static Path signingKey(
            Values values, ReadingContext context, ServerName name, Path dataDir) {
        Path given = values.find(SIGNING_KEY);
        if (given != null) {
            return given;
        }
        String file = name.value() + ".signing.key";
        Path beside = context.configFolder().resolve(file);
        return Files.exists(beside) ? beside : dataDir.resolve(file);
    }

    /** An unverified client is a tool of tests; nobody else may reach such a server. */
    static void checkInsecure(Values values, ListenersConfig listeners, Problems problems) {
        if (!values.get(INSECURE)) {
            return;
        }
        for (ListenersConfig.Listener listener : listeners.all()) {
            for (String address : listener.bindAddresses()) {
                if (!Addresses.isLoopback(address)) {
                    problems.add(
                            values.where(INSECURE),
                            INSECURE.path(),
                            "is refused while a listener is bound to "
                                    + address
                                    + ": bind all listeners to 127.0.0.1 or ::1, or remove it");
                    return;
                }
            }
        }
    }
}
