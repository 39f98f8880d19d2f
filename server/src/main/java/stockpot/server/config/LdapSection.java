package stockpot.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code ldap}: a directory that people log in against. Keys are those of matrix-synapse-ldap3. */
final class LdapSection {
    private static final Setting<String> PASSWORDS =
            Setting.oursOpen(
                    "passwords",
                    Types.choice("local", "directory", "both"),
                    "directory where `ldap` is set, else local",
                    "Whose passwords count: those kept here, those of the directory (and of"
                            + " break-glass accounts), or both.");
    private static final Setting<Boolean> ENABLED =
            Setting.ours(
                    "ldap.enabled",
                    Types.FLAG,
                    true,
                    "true",
                    "Whether the directory is used. All keys of `ldap` may also stand in the"
                            + " `config` of `ldap_auth_provider.LdapAuthProviderModule` below"
                            + " `modules` or `password_providers`.");
    private static final Setting<List<String>> URI =
            Setting.oursOpen(
                    "ldap.uri",
                    Types.ONE_OR_MORE,
                    "none",
                    "Servers of the directory: `ldaps://HOST`, `ldap://HOST`, or a bare `HOST`,"
                            + " which is tried by both. The first that answers is used.");
    private static final Setting<Boolean> START_TLS =
            Setting.ours(
                    "ldap.start_tls",
                    Types.FLAG,
                    false,
                    "false",
                    "Whether StartTLS is required; without it `ldap.tls` decides.");
    private static final Setting<String> TLS =
            Setting.ours(
                    "ldap.tls",
                    Types.choice("auto", "required", "off"),
                    "auto",
                    "auto",
                    "`auto` encrypts wherever the server offers it, and once it did, always; `off`"
                            + " sends passwords in clear to `ldap://` servers.");
    private static final Setting<Boolean> VALIDATE =
            Setting.ours(
                    "ldap.tls_options.validate",
                    Types.FLAG,
                    true,
                    "true",
                    "Whether the certificate of the server is checked.");
    private static final Setting<Boolean> VALIDATE_CERT =
            Setting.ours(
                    "ldap.validate_cert", Types.FLAG, true, "true", "An older name of the same.");
    private static final Setting<Path> CA_FILE =
            Setting.oursOpen(
                    "ldap.tls_options.ca_certs_file",
                    Types.PATH,
                    "those that Java trusts",
                    "PEM file of the authorities whose certificates are trusted.");
    private static final Setting<String> BASE =
            Setting.oursOpen(
                    "ldap.base",
                    Types.TEXT,
                    "none",
                    "DN below which entries lie, such as `ou=People,dc=example,dc=com`.");
    private static final Setting<String> MODE =
            Setting.oursOpen(
                    "ldap.mode",
                    Types.choice("search", "simple"),
                    "search where `ldap.bind_dn` is set, else simple",
                    "`search` looks the entry up and then binds as it; `simple` binds at once as"
                            + " `UID=name,BASE`.");
    private static final Setting<String> BIND_DN =
            Setting.oursOpen(
                    "ldap.bind_dn", Types.TEXT, "nobody", "DN of whoever looks entries up.");
    private static final SecretSetting BIND_PASSWORD =
            new SecretSetting(
                    Setting.oursOpen("ldap.bind_password", Types.TEXT, "none", "Its password."),
                    Setting.oursOpen(
                            "ldap.bind_password_file",
                            Types.PATH,
                            "none",
                            "A file that holds `ldap.bind_password`; blanks around it are cut"
                                    + " off."));
    private static final Setting<String> FILTER =
            Setting.oursOpen(
                    "ldap.filter",
                    Types.TEXT,
                    "none",
                    "What an entry must match beside its name, such as"
                            + " `(objectClass=posixAccount)`; it means the same in both modes.");
    private static final Setting<String> UID =
            Setting.ours(
                    "ldap.attributes.uid",
                    Types.TEXT,
                    "uid",
                    "uid",
                    "Attribute that holds the user's name.");
    private static final Setting<List<String>> NAME =
            Setting.ours(
                    "ldap.attributes.name",
                    Types.ONE_OR_MORE,
                    List.of(),
                    "displayName, cn, givenName",
                    "Attributes of the display name; the defaults stand behind those given.");
    private static final Setting<List<String>> MAIL =
            Setting.ours(
                    "ldap.attributes.mail",
                    Types.ONE_OR_MORE,
                    List.of(),
                    "mail, email",
                    "Attributes of the mail address; the defaults stand behind those given.");
    private static final Setting<List<String>> PHOTO =
            Setting.ours(
                    "ldap.attributes.photo",
                    Types.ONE_OR_MORE,
                    List.of("jpegPhoto", "thumbnailPhoto"),
                    "jpegPhoto, thumbnailPhoto",
                    "Attributes of the picture; `[]` for none.");
    private static final Setting<Boolean> ACTIVE_DIRECTORY =
            Setting.ours(
                    "ldap.active_directory",
                    Types.FLAG,
                    false,
                    "false",
                    "Whether the name attribute is a `userPrincipalName`, name@domain.");
    private static final Setting<String> DEFAULT_DOMAIN =
            Setting.oursOpen(
                    "ldap.default_domain",
                    Types.TEXT,
                    "none",
                    "The domain of `userPrincipalName`; needed with `ldap.active_directory`.");
    private static final Setting<List<String>> ACCESS_GROUPS =
            Setting.ours(
                    "ldap.groups.access",
                    Types.ONE_OR_MORE,
                    List.of(),
                    "everybody",
                    "Groups, by DN or name, whose members may come in.");
    private static final Setting<List<String>> ADMIN_GROUPS =
            Setting.ours(
                    "ldap.groups.admin",
                    Types.ONE_OR_MORE,
                    List.of(),
                    "none",
                    "Groups, by DN or name, whose members are administrators here.");
    private static final Setting<String> GROUP_BASE =
            Setting.oursOpen(
                    "ldap.groups.base",
                    Types.TEXT,
                    "`memberOf` of the entry is read",
                    "DN below which groups are searched by their members.");
    private static final Setting<Boolean> TAKE_OVER =
            Setting.ours(
                    "ldap.take_over_accounts",
                    Types.FLAG,
                    false,
                    "false",
                    "Whether an entry may take the account of its name that somebody registered"
                            + " here with a password of their own.");
    private static final Setting<Duration> INTERVAL =
            Setting.ours(
                    "ldap.sync_interval",
                    Types.DURATION,
                    Duration.ofMinutes(15),
                    "15m",
                    "How often accounts are compared with their entries; 0 for only at login.");

    private LdapSection() {}

    static List<Setting<?>> settings() {
        List<Setting<?>> all = new ArrayList<>(List.of(PASSWORDS, ENABLED, URI, START_TLS, TLS));
        all.addAll(List.of(VALIDATE, VALIDATE_CERT, CA_FILE, BASE, MODE, BIND_DN));
        all.addAll(BIND_PASSWORD.settings());
        all.addAll(List.of(FILTER, UID, NAME, MAIL, PHOTO, ACTIVE_DIRECTORY, DEFAULT_DOMAIN));
        all.addAll(List.of(ACCESS_GROUPS, ADMIN_GROUPS, GROUP_BASE, TAKE_OVER, INTERVAL));
        return all;
    }

    /** Whether the directory alone says who comes in, so that nobody can register. */
    static boolean directoryOnly(Values values) {
        String passwords = values.find(PASSWORDS);
        return values.has(URI)
                && values.get(ENABLED)
                && (passwords == null || passwords.equals("directory"));
    }

    /** The directory, or null where none is used. */
    static @Nullable LdapConfig read(Values values, Problems problems) {
        String passwords = values.find(PASSWORDS);
        boolean used = values.has(URI) && values.get(ENABLED) && !"local".equals(passwords);
        if (!used) {
            sayWhyNot(values, passwords, problems);
            return null;
        }
        String bindDn = nothing(values.find(BIND_DN));
        String bindPassword = bindPassword(values, bindDn, problems);
        String mode = values.find(MODE);
        String base = base(values, problems);
        checkDn(values, BIND_DN, problems);
        checkDn(values, GROUP_BASE, problems);
        boolean search = mode == null ? bindDn != null : mode.equals("search");
        checkBoth(values, search || bindDn != null, problems);
        return new LdapConfig(
                "both".equals(passwords)
                        ? LdapConfig.Passwords.BOTH
                        : LdapConfig.Passwords.DIRECTORY,
                LdapServers.read(values, URI, problems),
                tls(values, problems),
                verify(values, problems),
                caFile(values, problems),
                base,
                search,
                bindDn,
                bindPassword,
                filter(values, problems),
                attributes(values),
                suffix(values, problems),
                new LdapConfig.Groups(
                        values.get(ACCESS_GROUPS),
                        values.get(ADMIN_GROUPS),
                        nothing(values.find(GROUP_BASE))),
                values.get(TAKE_OVER),
                interval(values, search || bindDn != null, problems));
    }

    private static void sayWhyNot(Values values, @Nullable String passwords, Problems problems) {
        boolean given = values.has(URI) && values.get(ENABLED);
        if (passwords != null && !passwords.equals("local") && !given) {
            String message = "needs ldap.uri, the server of the directory";
            problems.add(values.where(PASSWORDS), PASSWORDS.path(), message);
        }
        if (given) {
            String message = "the directory of ldap is not used, since passwords are local";
            problems.warn(values.where(PASSWORDS), PASSWORDS.path(), message);
        }
        if (!values.has(URI) && values.has(BASE)) {
            problems.add(values.where(BASE), URI.path(), "must be given with ldap.base");
        }
    }

    /** Where both count, an account of one kind must not stand in the way of the other. */
    private static void checkBoth(Values values, boolean canLookUp, Problems problems) {
        if (!"both".equals(values.find(PASSWORDS))) {
            return;
        }
        if (values.get(TAKE_OVER)) {
            String message = "cannot be true with passwords: both";
            problems.add(values.where(TAKE_OVER), TAKE_OVER.path(), message);
        }
        if (!canLookUp) {
            String message =
                    "both needs ldap.bind_dn, so that nobody registers the name of an entry";
            problems.add(values.where(PASSWORDS), PASSWORDS.path(), message);
        }
    }

    private static @Nullable String bindPassword(
            Values values, @Nullable String bindDn, Problems problems) {
        String password = nothing(BIND_PASSWORD.read(values, problems));
        if (bindDn != null && password == null) {
            // A bind with a name and no password succeeds and proves nothing (RFC 4513, 5.1.2).
            String message = "needs ldap.bind_password or ldap.bind_password_file";
            problems.add(values.where(BIND_DN), BIND_DN.path(), message);
        }
        return bindDn == null ? null : password;
    }

    private static String base(Values values, Problems problems) {
        String base = nothing(values.find(BASE));
        if (base == null) {
            problems.add(
                    values.where(URI),
                    BASE.path(),
                    "must be given, such as ou=People,dc=example,dc=com");
            return "";
        }
        checkDn(values, BASE, problems);
        return base;
    }

    private static void checkDn(Values values, Setting<String> setting, Problems problems) {
        String dn = values.find(setting);
        if (dn != null && !LdapSyntax.isDn(dn)) {
            String message = "must be a DN such as ou=People,dc=example,dc=com";
            problems.add(values.where(setting), setting.path(), message);
        }
    }

    private static LdapConfig.Tls tls(Values values, Problems problems) {
        boolean starts = values.get(START_TLS);
        return switch (values.get(TLS)) {
            case "required" -> LdapConfig.Tls.REQUIRED;
            case "off" -> {
                if (starts) {
                    String message = "cannot be off while ldap.start_tls is true";
                    problems.add(values.where(TLS), TLS.path(), message);
                }
                String warning = "passwords go to ldap:// servers in clear";
                problems.warn(values.where(TLS), TLS.path(), warning);
                yield LdapConfig.Tls.OFF;
            }
            default -> starts ? LdapConfig.Tls.REQUIRED : LdapConfig.Tls.AUTO;
        };
    }

    private static boolean verify(Values values, Problems problems) {
        boolean verify = values.get(VALIDATE) && values.get(VALIDATE_CERT);
        if (!verify) {
            problems.warn(
                    values.where(VALIDATE),
                    VALIDATE.path(),
                    "whoever stands between here and the directory can read every password; name"
                            + " the authority in ldap.tls_options.ca_certs_file instead");
        }
        return verify;
    }

    private static @Nullable Path caFile(Values values, Problems problems) {
        Path file = values.find(CA_FILE);
        if (file != null && !Files.isReadable(file)) {
            problems.add(values.where(CA_FILE), CA_FILE.path(), "cannot read " + file);
        }
        return file;
    }

    private static @Nullable String filter(Values values, Problems problems) {
        String filter = nothing(values.find(FILTER));
        if (filter == null) {
            return null;
        }
        String closed = filter.startsWith("(") ? filter : "(" + filter + ")";
        if (!LdapSyntax.isFilter(closed)) {
            String message = "must be a filter such as (objectClass=posixAccount)";
            problems.add(values.where(FILTER), FILTER.path(), message);
        }
        return closed;
    }

    private static LdapConfig.Attributes attributes(Values values) {
        return new LdapConfig.Attributes(
                values.get(UID),
                joined(values.get(NAME), List.of("displayName", "cn", "givenName")),
                joined(values.get(MAIL), List.of("mail", "email")),
                values.get(PHOTO));
    }

    private static List<String> joined(List<String> given, List<String> fallbacks) {
        Set<String> all = new LinkedHashSet<>(given);
        all.addAll(fallbacks);
        return List.copyOf(all);
    }

    private static String suffix(Values values, Problems problems) {
        if (!values.get(ACTIVE_DIRECTORY)) {
            return "";
        }
        String domain = nothing(values.find(DEFAULT_DOMAIN));
        if (domain == null) {
            problems.add(
                    values.where(ACTIVE_DIRECTORY),
                    ACTIVE_DIRECTORY.path(),
                    "needs ldap.default_domain; or take it away and set ldap.attributes.uid to"
                            + " sAMAccountName");
            return "";
        }
        return "@" + domain;
    }

    private static Duration interval(Values values, boolean canLookUp, Problems problems) {
        Duration interval = values.get(INTERVAL);
        if (!canLookUp && !interval.isZero()) {
            problems.warn(
                    values.where(MODE),
                    INTERVAL.path(),
                    "accounts follow their entries only at login, since without ldap.bind_dn"
                            + " nobody can look them up in between");
            return Duration.ZERO;
        }
        return interval;
    }

    private static @Nullable String nothing(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
