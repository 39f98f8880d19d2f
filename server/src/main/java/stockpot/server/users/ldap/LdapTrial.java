package stockpot.server.users.ldap;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.LdapConfig;
import stockpot.server.config.StartupRefusal;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.ServerName;
import stockpot.server.ports.Ports;
import stockpot.server.users.Directory;
import stockpot.server.users.DirectoryEntry;
import stockpot.server.users.LocalName;

/**
 * Tries one login step by step and tells each, with the remedy where one fails. It runs the code of
 * the server itself; nothing is stored, and no line holds a secret.
 */
public final class LdapTrial {
    /** More than a server has: this program starts cold, and its person wants to see it all. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final LdapConfig config;
    private final Ports ports;
    private final ServerName server;
    private final LdapSteps out;

    /** Tries logins to {@code server}; each step goes to {@code out}. */
    public LdapTrial(LdapConfig config, Ports ports, ServerName server, LdapSteps out) {
        this.config = config;
        this.ports = ports;
        this.server = server;
        this.out = out;
    }

    /**
     * Tries.
     *
     * @param written localpart or full id
     * @param password null to look the entry up only
     * @return whether this person could log in, as far as was tried
     */
    public boolean run(String written, @Nullable String password) {
        settings();
        String name = localpart(written);
        if (name == null) {
            out.say(written + " cannot be the name of a user of " + server);
            return remedy("give a localpart of a-z, 0-9 and ._=/+- or a full id of this server");
        }
        if (password == null && !config.search() && config.bindDn() == null) {
            out.say("nobody can look entries up: there is no ldap.bind_dn, and the mode is simple");
            return remedy("try with a password (--ask-password)");
        }
        long begin = ports.clock().nanos();
        try (Directory directory = LdapDirectory.of(config, ports, TlsMemory.NONE, out, PATIENCE)) {
            boolean good =
                    password == null
                            ? looked(directory.find(name))
                            : checked(directory.check(name, password));
            long millis = (ports.clock().nanos() - begin) / 1_000_000;
            out.say(
                    "it took "
                            + millis
                            + " ms, with the start of this program; a running server gives up after "
                            + LdapPool.LIMIT.toMillis()
                            + " ms");
            return good;
        } catch (MatrixException e) {
            out.say("no server of the directory gives an answer: people get 503 and can try again");
            return false;
        } catch (StartupRefusal e) {
            out.say(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void settings() {
        StringBuilder servers = new StringBuilder();
        config.servers().forEach(one -> servers.append(servers.isEmpty() ? "" : ", ").append(one));
        out.say(
                "servers: "
                        + servers
                        + " (tls: "
                        + config.tls().name().toLowerCase(Locale.ROOT)
                        + ")");
        out.say(
                config.search()
                        ? "mode: search below "
                                + config.base()
                                + (config.bindDn() == null
                                        ? " without a name"
                                        : " as " + config.bindDn() + " (password ****)")
                                + ", then bind"
                        : "mode: bind at once as "
                                + config.attributes().uid()
                                + "=NAME,"
                                + config.base());
        out.say("filter: " + (config.filter() == null ? "none" : config.filter()));
    }

    private @Nullable String localpart(String written) {
        String own = ":" + server.value();
        String name = written;
        if (written.startsWith("@")) {
            if (!written.endsWith(own)) {
                return null;
            }
            name = written.substring(1, written.length() - own.length());
        }
        String folded = LocalName.fold(name);
        return folded == null || folded.isEmpty() ? null : folded;
    }

    private boolean looked(Directory.Looked looked) {
        return switch (looked) {
            case Directory.Looked.Found(DirectoryEntry entry) -> {
                boolean welcome = standing(entry);
                if (welcome) {
                    out.say("RESULT: " + id(entry) + " may log in; the password was not tried");
                }
                yield welcome;
            }
            case Directory.Looked.Missing() -> {
                out.say("RESULT: nobody of this name may log in");
                yield false;
            }
            case Directory.Looked.Unclear() -> {
                out.say("RESULT: nobody of this name may log in");
                yield remedy("give the entries different names, or tell them apart by ldap.filter");
            }
        };
    }

    private boolean checked(Directory.Checked checked) {
        return switch (checked) {
            case Directory.Checked.Right(DirectoryEntry entry) -> {
                boolean welcome = standing(entry);
                if (welcome) {
                    out.say("RESULT: " + id(entry) + " may log in");
                }
                yield welcome;
            }
            case Directory.Checked.Wrong() -> {
                out.say("RESULT: this name with this password may not log in");
                yield false;
            }
        };
    }

    private boolean standing(DirectoryEntry entry) {
        Boolean admin = entry.admin();
        if (admin != null) {
            out.say(admin ? "administrator: yes" : "administrator: no (ldap.groups.admin)");
        }
        return switch (entry.standing()) {
            case WELCOME -> true;
            case LOCKED -> {
                out.say("RESULT: the entry is locked, so " + id(entry) + " may not log in");
                yield remedy("unlock it in the directory");
            }
            case OUTSIDE -> {
                out.say("RESULT: " + id(entry) + " is in none of ldap.groups.access: no login");
                yield remedy(
                        config.groups().base() == null
                                ? "add them to a group; if they are in one, the directory may not"
                                        + " keep memberOf: set ldap.groups.base"
                                : "add them to a group, or check ldap.groups.base");
            }
        };
    }

    private String id(DirectoryEntry entry) {
        return "@" + entry.name() + ":" + server;
    }

    private boolean remedy(String remedy) {
        out.say("  Remedy: " + remedy + ".");
        return false;
    }
}
