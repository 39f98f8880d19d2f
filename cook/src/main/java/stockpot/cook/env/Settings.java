package stockpot.cook.env;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the operator said, checked and typed; made in one pass that reports every problem. Each
 * component follows from variables of {@code env-contract} section 1; what was not said has its
 * default here already.
 *
 * @param place where things lie
 * @param domain DOMAIN: the server name; never changes for a data set
 * @param publicHost PUBLIC_HOST: the host that clients and other servers are sent to
 * @param address IP: the address to listen on and to tell Consul, or null for all of them
 * @param trustedProxies addresses and networks of proxies in front whose forwarded headers count
 * @param alertEmail ALERTEMAIL: administrative contact
 * @param registration REGISTRATIONENABLE
 * @param sharedSecret MYSHAREDSECRET, or null: made once and kept
 * @param mail the relay, or null: no mail
 * @param directory the LDAP directory, or null: local passwords
 * @param tls how the front is encrypted
 * @param consul the local agent, or null: no Consul
 * @param monitoring logs, metrics, alerts
 * @param controlUser CONTROLUSER
 * @param databaseUrl DBURL of PostgreSQL, or null: SQLite in the data set
 * @param memory MEMORY in megabytes, or null
 * @param elementWeb folder of Element Web to serve, or null
 * @param maxUploadBytes the largest upload, in the server and in nginx alike
 * @param certificateAuthorities TLS_CA_FILE: a private CA for LDAP, SMTP and Consul, or null
 */
public record Settings(
        Place place,
        String domain,
        String publicHost,
        @Nullable String address,
        List<String> trustedProxies,
        String alertEmail,
        boolean registration,
        @Nullable Secret sharedSecret,
        @Nullable Mail mail,
        @Nullable Directory directory,
        Tls tls,
        @Nullable Consul consul,
        Monitoring monitoring,
        boolean controlUser,
        @Nullable Secret databaseUrl,
        @Nullable Integer memory,
        @Nullable Path elementWeb,
        long maxUploadBytes,
        @Nullable Path certificateAuthorities) {
    /** How mail leaves. SMTPTLS. */
    public enum MailTls {
        AUTO,
        STARTTLS,
        IMPLICIT,
        OFF
    }

    /**
     * SMTPHOST and its companions.
     *
     * @param from an address, or {@code Name <address>}
     * @param login user and password, or null: no authentication
     */
    public record Mail(HostPort relay, @Nullable Login login, String from, MailTls tls) {}

    /** A name and its password. */
    public record Login(String user, Secret password) {}

    /** LDAPTLS: {@code AUTO} takes TLS wherever the directory offers it. */
    public enum DirectoryTls {
        AUTO,
        STARTTLS,
        LDAPS,
        OFF
    }

    /**
     * LDAPSERVER and its companions.
     *
     * @param servers URIs, tried in order
     * @param filter as LDAPFILTER says, {@code (objectClass=posixAccount)} by default
     */
    public record Directory(
            List<URI> servers,
            DirectoryTls tls,
            String bindDn,
            Secret password,
            String baseDn,
            String filter) {}

    /** How the front is encrypted. */
    public sealed interface Tls {
        /** NOSSL: a proxy in front does it. */
        record Off() implements Tls {}

        /** Certificates of the operator's own. */
        record Files(Path certificate, Path key) implements Tls {}

        /** Asked for by name only: for trying out. */
        record SelfSigned() implements Tls {}

        /**
         * From a certificate authority.
         *
         * @param directory ACME_DIRECTORY, ZeroSSL's by default
         * @param email account address, or null
         * @param binding external account key that was given, or null
         * @param bindingSource where ZeroSSL's key is fetched for the address
         * @param authorities ACME_CA_FILE: the CA of the directory itself, or null
         */
        record Acme(
                URI directory,
                @Nullable String email,
                @Nullable Binding binding,
                URI bindingSource,
                @Nullable Path authorities)
                implements Tls {}

        /** ACME_EAB_KID and ACME_EAB_HMAC. */
        record Binding(String keyId, Secret hmac) {}

        /** Whether the front speaks TLS at all. */
        default boolean on() {
            return !(this instanceof Off);
        }
    }

    /**
     * CONSULSERVERS and its companions.
     *
     * @param servers hosts, or hosts with ports, to join
     * @param gossipKey base64 of 16, 24 or 32 bytes
     * @param token CONSULTOKEN, or null
     * @param tls CONSULTLS: whether the cluster's servers must show a certificate
     */
    public record Consul(
            List<String> servers,
            String datacenter,
            String nodeName,
            Secret gossipKey,
            @Nullable Secret token,
            boolean tls) {}

    /**
     * Logs, metrics, alerts.
     *
     * @param remoteLog REMOTELOG, or null
     * @param alertmanager ALERTMANAGER (with REMOTELOG its port 9093), or null
     * @param metricsAddress where the server's metrics listen
     * @param nodeExporter whether node_exporter runs
     */
    public record Monitoring(
            @Nullable HostPort remoteLog,
            @Nullable HostPort alertmanager,
            String metricsAddress,
            boolean nodeExporter) {}
}
