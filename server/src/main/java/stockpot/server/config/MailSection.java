package stockpot.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.ServerName;

/** Outgoing mail: {@code email} with Synapse's names, and what it lacks. */
final class MailSection {
    private static final int IMPLICIT_PORT = 465;
    private static final int SUBMISSION_PORT = 587;

    private static final Setting<String> HOST =
            Setting.open(
                    "email.smtp_host",
                    Types.TEXT,
                    "none: no mail is sent",
                    "The relay that takes mail.");
    private static final Setting<Integer> PORT =
            Setting.shared(
                    "email.smtp_port",
                    Types.whole(1, 65_535),
                    25,
                    "25",
                    "Its port: 465, 587 or 25.");
    private static final Setting<String> USER =
            Setting.open("email.smtp_user", Types.TEXT, "none", "Who logs in there.");
    private static final SecretSetting PASSWORD =
            SecretSetting.of("email.smtp_pass", "none", "The password of `email.smtp_user`.");
    private static final Setting<String> TLS =
            Setting.ours(
                    "email.tls",
                    Types.choice("auto", "starttls", "implicit", "off"),
                    "auto",
                    "auto",
                    "How the connection is encrypted. `auto`: port 465 at once, port 587 by STARTTLS"
                            + " or not at all, others by STARTTLS where it is offered, and no"
                            + " password without it.");
    private static final Setting<Boolean> FORCE_TLS =
            Setting.shared(
                    "email.force_tls", Types.FLAG, false, "false", "As `email.tls: implicit`.");
    private static final Setting<Boolean> REQUIRE_TLS =
            Setting.shared(
                    "email.require_transport_security",
                    Types.FLAG,
                    false,
                    "false",
                    "As `email.tls: starttls`.");
    private static final Setting<Boolean> ENABLE_TLS =
            Setting.shared(
                    "email.enable_tls", Types.FLAG, true, "true", "`false` is `email.tls: off`.");
    private static final Setting<Path> CA_FILE =
            Setting.oursOpen(
                    "email.ca_file",
                    Types.PATH,
                    "those of the system",
                    "Certificates (PEM) of the private authority that the relay's comes from.");
    private static final Setting<String> FROM =
            Setting.open(
                    "email.notif_from",
                    Types.TEXT,
                    "`matrix@` and the server name",
                    "Whom mail comes from: an address, or a name and an address in angle"
                            + " brackets; `%(app)s` is `email.app_name`.");
    private static final Setting<String> APP =
            Setting.shared(
                    "email.app_name",
                    Types.TEXT,
                    "Matrix",
                    "Matrix",
                    "What letters call the service.");
    private static final Setting<Boolean> NOTIFICATIONS =
            Setting.shared(
                    "email.enable_notifs",
                    Types.FLAG,
                    false,
                    "false",
                    "Whether people can be mailed what they missed.");
    private static final Setting<Boolean> NEW_USERS =
            Setting.shared(
                    "email.notif_for_new_users",
                    Types.FLAG,
                    true,
                    "true",
                    "Whether those who register with an address are, unless they say otherwise.");
    private static final Setting<String> CLIENT =
            Setting.open(
                    "email.client_base_url",
                    Types.BASE_URL,
                    "none",
                    "The web client that letters point to.");
    private static final Setting<String> INVITES =
            Setting.open(
                    "email.invite_client_location",
                    Types.BASE_URL,
                    "none",
                    "Used like `email.client_base_url` where that is not given.");
    private static final Setting<Duration> LIFETIME =
            Setting.shared(
                    "email.validation_token_lifetime",
                    Types.DURATION,
                    Duration.ofHours(1),
                    "1h",
                    "How long the link in a letter is good.");
    private static final Setting<Path> TEMPLATES =
            Setting.open(
                    "email.template_dir",
                    Types.PATH,
                    "the built-in ones",
                    "A folder with templates of your own, see docs/mail.md; Synapse's are not read.");
    private static final Setting<String> LANGUAGE =
            Setting.ours(
                    "email.language",
                    Types.choice("en", "de", "zh"),
                    "en",
                    "en",
                    "The language of letters and pages, where the reader's own is not known.");
    private static final Setting<String> ALERTS =
            Setting.oursOpen(
                    "email.alert_address",
                    Types.TEXT,
                    "`admin_contact` if it is a mail address",
                    "Who is mailed when the server is in trouble, and when it is over.");
    private static final Setting<String> RESET_SUBJECT =
            Setting.open(
                    "email.subjects.password_reset",
                    Types.TEXT,
                    "that of the template",
                    "Subject of a password reset; `%(server_name)s` and `%(app)s` are filled in.");
    private static final Setting<String> VALIDATION_SUBJECT =
            Setting.open(
                    "email.subjects.email_validation",
                    Types.TEXT,
                    "that of the template",
                    "Subject of the proof of an address; the same words are filled in.");

    private MailSection() {}

    static List<Setting<?>> settings() {
        List<Setting<?>> all = new ArrayList<>(List.of(HOST, PORT, USER));
        all.addAll(PASSWORD.settings());
        all.addAll(List.of(TLS, FORCE_TLS, REQUIRE_TLS, ENABLE_TLS, CA_FILE, FROM, APP));
        all.addAll(List.of(NOTIFICATIONS, NEW_USERS, CLIENT, INVITES, LIFETIME, TEMPLATES));
        all.addAll(List.of(LANGUAGE, ALERTS, RESET_SUBJECT, VALIDATION_SUBJECT));
        return all;
    }

    /** Null where no relay is given: then no mail is sent and nothing asks for an address. */
    static @Nullable MailConfig read(Values values, ServerName name, Problems problems) {
        String host = values.find(HOST);
        if (host == null || host.isBlank()) {
            return null;
        }
        MailAddress from = from(values, name, problems);
        MailConfig.Relay relay = relay(values, host.strip(), problems);
        String client = values.find(CLIENT);
        String base = ServerSection.publicBaseurl(values);
        return new MailConfig(
                relay,
                from,
                new MailConfig.Words(
                        values.get(APP),
                        values.get(LANGUAGE),
                        values.find(TEMPLATES),
                        client != null ? client : values.find(INVITES),
                        filled(values, RESET_SUBJECT, name),
                        filled(values, VALIDATION_SUBJECT, name)),
                values.get(LIFETIME),
                values.get(NOTIFICATIONS),
                values.get(NEW_USERS),
                alerts(values, problems),
                base != null ? base : "https://" + name.value() + "/");
    }

    private static MailConfig.Relay relay(Values values, String host, Problems problems) {
        String user = values.find(USER);
        String password = PASSWORD.read(values, problems);
        boolean named = user != null && !user.isEmpty();
        boolean secret = password != null && !password.isEmpty();
        if (named != secret) {
            problems.add(
                    values.where(USER),
                    USER.path(),
                    "needs email.smtp_pass, and the other way round; give both or neither");
        }
        Path ca = values.find(CA_FILE);
        if (ca != null && !Files.isReadable(ca)) {
            problems.add(values.where(CA_FILE), CA_FILE.path(), "cannot read " + ca);
        }
        int port = values.get(PORT);
        return new MailConfig.Relay(
                host,
                port,
                named ? user : null,
                secret ? password : null,
                tls(values, port, problems),
                ca);
    }

    private static MailConfig.Tls tls(Values values, int port, Problems problems) {
        List<String> said = new ArrayList<>();
        if (!values.get(TLS).equals("auto")) {
            said.add(values.get(TLS));
        }
        if (values.get(FORCE_TLS)) {
            said.add("implicit");
        } else if (values.get(REQUIRE_TLS)) {
            said.add("starttls");
        }
        if (!values.get(ENABLE_TLS)) {
            said.add("off");
        }
        if (said.stream().distinct().count() > 1) {
            problems.add(
                    values.where(TLS),
                    TLS.path(),
                    "the keys of email say both " + String.join(" and ", said) + "; keep one");
        }
        return switch (said.isEmpty() ? "auto" : said.getFirst()) {
            case "implicit" -> MailConfig.Tls.IMPLICIT;
            case "starttls" -> MailConfig.Tls.STARTTLS;
            case "off" -> MailConfig.Tls.OFF;
            default ->
                    switch (port) {
                        case IMPLICIT_PORT -> MailConfig.Tls.IMPLICIT;
                        case SUBMISSION_PORT -> MailConfig.Tls.STARTTLS;
                        default -> MailConfig.Tls.IF_OFFERED;
                    };
        };
    }

    private static MailAddress from(Values values, ServerName name, Problems problems) {
        MailAddress fallback = new MailAddress(null, "matrix@" + mailDomain(name));
        String given = values.find(FROM);
        if (given == null || given.isBlank()) {
            return fallback;
        }
        MailAddress from = MailAddress.parse(given.replace("%(app)s", values.get(APP)));
        if (from == null) {
            problems.add(
                    values.where(FROM),
                    FROM.path(),
                    "must be an address such as matrix@example.com or Name <matrix@example.com>");
        }
        return from == null ? fallback : from;
    }

    /** The server name without its port; a name that is an address of the net gives no mail. */
    private static String mailDomain(ServerName name) {
        String host = name.value();
        int port = host.indexOf(':');
        String plain =
                host.startsWith("[") ? "localhost" : port < 0 ? host : host.substring(0, port);
        return plain.isEmpty() ? "localhost" : plain;
    }

    private static @Nullable String alerts(Values values, Problems problems) {
        String given = values.find(ALERTS);
        if (given == null) {
            String contact = ServerSection.adminContact(values);
            String plain = contact == null ? "" : contact.replaceFirst("^mailto:", "");
            MailAddress address = MailAddress.parse(plain);
            return address == null ? null : address.address();
        }
        MailAddress address = MailAddress.parse(given);
        if (address == null) {
            problems.add(values.where(ALERTS), ALERTS.path(), "must be a mail address");
        }
        return address == null ? null : address.address();
    }

    private static @Nullable String filled(
            Values values, Setting<String> subject, ServerName name) {
        String given = values.find(subject);
        return given == null
                ? null
                : given.replace("%(server_name)s", name.value())
                        .replace("%(app)s", values.get(APP));
    }
}
