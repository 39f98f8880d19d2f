package stockpot.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directory that people log in against.
 *
 * @param passwords whose passwords count
 * @param servers in the order to be tried
 * @param tls whether connections are encrypted
 * @param verify whether certificates are checked
 * @param caFile PEM file of the authorities to be trusted instead of the JDK's, or null
 * @param base where entries lie
 * @param search true to look an entry up and then bind as it; false to bind at once as {@code
 *     uid=name,base}
 * @param bindDn who looks entries up; null for nobody (anonymous)
 * @param bindPassword its password; null exactly where there is no {@code bindDn}
 * @param filter what an entry must match beside its name, or null
 * @param nameSuffix what the name attribute has behind the user's name, such as {@code
 *     @example.com} in {@code userPrincipalName}; may be empty
 * @param takeOver whether an entry may take an account that has a password of its own
 * @param syncInterval how often accounts are compared with their entries; zero for never
 */
public record LdapConfig(
        Passwords passwords,
        List<Server> servers,
        Tls tls,
        boolean verify,
        @Nullable Path caFile,
        String base,
        boolean search,
        @Nullable String bindDn,
        @Nullable String bindPassword,
        @Nullable String filter,
        Attributes attributes,
        String nameSuffix,
        Groups groups,
        boolean takeOver,
        Duration syncInterval) {
    /** Whose passwords count. */
    public enum Passwords {
        /** The directory's alone, and those of break-glass accounts. */
        DIRECTORY,
        /** The directory's, and those of accounts that are not in it. */
        BOTH
    }

    /** Whether connections are encrypted. */
    public enum Tls {
        /** Wherever the server offers it, and from then on always. */
        AUTO,
        /** Always. */
        REQUIRED,
        /** Only where the address says {@code ldaps}. */
        OFF
    }

    /**
     * A server of the directory.
     *
     * @param host name or address
     * @param implicitTls whether TLS begins at once ({@code ldaps})
     */
    public record Server(String host, int port, boolean implicitTls) {
        /** As an address, for people. */
        @Override
        public String toString() {
            String bracketed = host.indexOf(':') < 0 ? host : "[" + host + "]";
            return (implicitTls ? "ldaps://" : "ldap://") + bracketed + ":" + port;
        }
    }

    /**
     * Which attributes say what, the first that is there being taken.
     *
     * @param uid the one that holds the user's name
     */
    public record Attributes(
            String uid, List<String> name, List<String> mail, List<String> photo) {}

    /**
     * Groups that let in or make administrators, by DN or by bare name.
     *
     * @param access members of one of these may come in; empty for everybody
     * @param admin members of one of these are administrators; empty where the directory does not
     *     say
     * @param base where groups are searched by their members; null to read {@code memberOf} of the
     *     entry
     */
    public record Groups(List<String> access, List<String> admin, @Nullable String base) {}

    /** Keeps the password out of logs. */
    @Override
    public String toString() {
        return "LdapConfig" + servers;
    }
}
