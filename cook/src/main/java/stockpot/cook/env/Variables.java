package stockpot.cook.env;

import java.util.List;

/** Every variable, in the order in which help and documentation list them. */
public final class Variables {
    static final Variable DOMAIN =
            Variable.of(
                            "DOMAIN",
                            Kind.SERVER_NAME,
                            Variable.REQUIRED,
                            "The server name: what stands behind the colon of every user's id. It"
                                    + " can never change for a data set.")
                    .flag('d')
                    .alias("SYNAPSE_SERVER_NAME");
    static final Variable PUBLIC_HOST =
            Variable.of(
                    "PUBLIC_HOST",
                    Kind.HOST,
                    "DOMAIN without its port",
                    "The host that clients and other servers are sent to.");
    static final Variable PUBLIC_BASEURL =
            Variable.of(
                    "PUBLIC_BASEURL",
                    Kind.URL,
                    "https://PUBLIC_HOST/",
                    "The whole address that clients are sent to, where a proxy in front offers"
                            + " another one than https on port 443.");
    static final Variable IP =
            Variable.of(
                            "IP",
                            Kind.ADDRESS,
                            "_POT_IP, else all addresses",
                            "The address to listen on, and to tell Consul.")
                    .flag('i');
    static final Variable ALERTEMAIL =
            Variable.of(
                            "ALERTEMAIL",
                            Kind.EMAIL,
                            Variable.REQUIRED,
                            "Administrative contact, also published as support contact; alerts go"
                                    + " there.")
                    .flag('a');
    static final Variable REGISTRATIONENABLE =
            Variable.of(
                            "REGISTRATIONENABLE",
                            Kind.FLAG,
                            "false",
                            "Whether anyone may register an account.")
                    .flag('e')
                    .alias("ENABLEREGISTRATION");
    static final Variable MYSHAREDSECRET =
            Variable.secret(
                            "MYSHAREDSECRET",
                            Kind.TEXT,
                            "made once and kept in the data set",
                            "Who knows it may register anyone (register_new_matrix_user).")
                    .flag('s');
    static final Variable SMTPHOST =
            Variable.of(
                            "SMTPHOST",
                            Kind.HOST_PORT,
                            "no mail is sent",
                            "The mail server that mail is handed to.")
                    .flag('h');
    static final Variable SMTPPORT =
            Variable.of(
                            "SMTPPORT",
                            Kind.PORT,
                            "25",
                            "Its port: 465 speaks TLS at once, 587 demands STARTTLS, 25 takes"
                                    + " STARTTLS if it is offered.")
                    .flag('p');
    static final Variable SMTPTLS =
            Variable.of(
                    "SMTPTLS",
                    Kind.choice("auto", "starttls", "implicit", "off"),
                    "auto: by the port",
                    "TLS to the mail server. Credentials leave without it only if this says off.");
    static final Variable SMTPUSER =
            Variable.of("SMTPUSER", Kind.TEXT, "no login", "User at the mail server.").flag('u');
    static final Variable SMTPPASS =
            Variable.secret("SMTPPASS", Kind.TEXT, "no login", "The password of SMTPUSER.")
                    .flag('c');
    static final Variable SMTPFROM =
            Variable.of("SMTPFROM", Kind.SENDER, "matrix@DOMAIN", "Sender of mails.").flag('f');
    static final Variable LDAPSERVER =
            Variable.of(
                            "LDAPSERVER",
                            Kind.LDAP_SERVERS,
                            "no directory: passwords are kept here",
                            "The LDAP servers that people log in against.")
                    .flag('l');
    static final Variable LDAPPASSWORD =
            Variable.secret(
                            "LDAPPASSWORD",
                            Kind.TEXT,
                            "required with LDAPSERVER",
                            "The password of LDAPBINDDN.")
                    .flag('b');
    static final Variable LDAPDOMAIN =
            Variable.of(
                            "LDAPDOMAIN",
                            Kind.HOST,
                            "required with LDAPSERVER, unless LDAPBASEDN and LDAPBINDDN are given",
                            "The directory's domain; each label becomes a dc=.")
                    .flag('t');
    static final Variable LDAPBINDDN =
            Variable.of(
                    "LDAPBINDDN",
                    Kind.DN,
                    "cn=Manager,dc=… of LDAPDOMAIN",
                    "Who looks entries up; a user that can only read suffices.");
    static final Variable LDAPBASEDN =
            Variable.of(
                    "LDAPBASEDN",
                    Kind.DN,
                    "ou=People,dc=… of LDAPDOMAIN",
                    "Where people's entries lie.");
    static final Variable LDAPFILTER =
            Variable.of(
                    "LDAPFILTER",
                    Kind.FILTER,
                    "(objectClass=posixAccount)",
                    "Which entries may log in.");
    static final Variable LDAPTLS =
            Variable.of(
                    "LDAPTLS",
                    Kind.choice("auto", "starttls", "ldaps", "off"),
                    "auto: wherever the directory offers it",
                    "TLS to the directory.");
    static final Variable NOSSL =
            Variable.of(
                            "NOSSL",
                            Kind.LENIENT_FLAG,
                            "false: nginx speaks TLS",
                            "Whether a proxy in front speaks TLS, so that nginx here does not.")
                    .flag('n');
    static final Variable CONTROLUSER =
            Variable.of(
                            "CONTROLUSER",
                            Kind.FLAG,
                            "false",
                            "Whether the user control may log in by the key in"
                                    + " /root/importauthkey.")
                    .flag('x');
    static final Variable SSLEMAIL =
            Variable.of(
                            "SSLEMAIL",
                            Kind.EMAIL_OR_NONE,
                            "ALERTEMAIL",
                            "Account at the certificate authority.")
                    .flag('y');
    static final Variable TRUSTED_PROXIES =
            Variable.of(
                    "TRUSTED_PROXIES",
                    Kind.NETWORKS,
                    "none",
                    "Proxies in front (with NOSSL) whose X-Forwarded headers count.");
    static final Variable ACME_DIRECTORY =
            Variable.of(
                    "ACME_DIRECTORY",
                    Kind.URL,
                    "https://acme.zerossl.com/v2/DV90",
                    "Directory of the certificate authority.");
    static final Variable ACME_CA_FILE =
            Variable.of(
                    "ACME_CA_FILE",
                    Kind.PATH,
                    "the authorities of the JDK",
                    "PEM file with the authority of that directory itself.");
    static final Variable ACME_EAB_KID =
            Variable.of(
                    "ACME_EAB_KID",
                    Kind.TEXT,
                    "fetched for SSLEMAIL where the authority is ZeroSSL",
                    "Id of the external account key.");
    static final Variable ACME_EAB_HMAC =
            Variable.secret(
                    "ACME_EAB_HMAC",
                    Kind.BASE64URL,
                    "as ACME_EAB_KID",
                    "The external account key.");
    static final Variable ACME_EAB_URL =
            Variable.of(
                    "ACME_EAB_URL",
                    Kind.URL,
                    "https://api.zerossl.com/acme/eab-credentials-email",
                    "Where the external account key for an address is fetched.");
    static final Variable TLS_CERT_FILE =
            Variable.of(
                    "TLS_CERT_FILE",
                    Kind.PATH,
                    "a certificate is ordered",
                    "Certificate chain of your own (PEM), instead of an order.");
    static final Variable TLS_KEY_FILE =
            Variable.of("TLS_KEY_FILE", Kind.PATH, "as TLS_CERT_FILE", "Its private key (PEM).");
    static final Variable TLS_SELF_SIGNED =
            Variable.of(
                    "TLS_SELF_SIGNED",
                    Kind.FLAG,
                    "false",
                    "For trying out: a certificate that nobody trusts.");
    static final Variable TLS_CA_FILE =
            Variable.of(
                    "TLS_CA_FILE",
                    Kind.PATH,
                    "the authorities of the JDK",
                    "PEM file with a private authority for LDAP, mail and Consul.");
    static final Variable CONSULSERVERS =
            Variable.of(
                    "CONSULSERVERS", Kind.HOST_PORTS, "no Consul", "The Consul servers to join.");
    static final Variable DATACENTER =
            Variable.of(
                    "DATACENTER", Kind.NAME, "required with CONSULSERVERS", "Consul's datacenter.");
    static final Variable NODENAME =
            Variable.of("NODENAME", Kind.NAME, "the host's name", "This node's name in Consul.");
    static final Variable GOSSIPKEY =
            Variable.secret(
                    "GOSSIPKEY",
                    Kind.GOSSIP_KEY,
                    "required with CONSULSERVERS",
                    "Key of Consul's gossip.");
    static final Variable CONSULTOKEN =
            Variable.secret(
                            "CONSULTOKEN",
                            Kind.TEXT,
                            "none",
                            "Consul's ACL token; `cook secrets` prints the policy it needs.")
                    .alias("CONSUL_HTTP_TOKEN");
    static final Variable CONSULTLS =
            Variable.of(
                    "CONSULTLS",
                    Kind.FLAG,
                    "false",
                    "Whether Consul's servers speak TLS, checked against TLS_CA_FILE or the system's"
                            + " authorities.");
    static final Variable REMOTELOG =
            Variable.of(
                    "REMOTELOG",
                    Kind.HOST_PORT,
                    "logs stay here",
                    "Where syslog-ng sends logs (port 514 if none is given).");
    static final Variable ALERTMANAGER =
            Variable.of(
                    "ALERTMANAGER",
                    Kind.HOST_PORT,
                    "port 9093 of REMOTELOG",
                    "Where alerts on certificates go (port 9093 if none is given).");
    static final Variable METRICSADDRESS =
            Variable.of(
                    "METRICSADDRESS",
                    Kind.ADDRESS,
                    "127.0.0.1",
                    "The address where metrics of the server are offered.");
    static final Variable NODE_EXPORTER =
            Variable.of(
                    "NODE_EXPORTER",
                    Kind.FLAG,
                    "true with CONSULSERVERS, else false",
                    "Whether node_exporter runs.");
    static final Variable DATADIR =
            Variable.of(
                            "DATADIR",
                            Kind.PATH,
                            "/mnt/matrixdata, /mnt, /data or /var/lib/stockpot",
                            "The data set: all that must survive.")
                    .alias("SYNAPSE_DATA_DIR");
    static final Variable DBURL =
            Variable.secret(
                    "DBURL",
                    Kind.DATABASE,
                    "SQLite in the data set",
                    "PostgreSQL, as postgresql://user:password@host/database.");
    static final Variable MEMORY =
            Variable.of(
                    "MEMORY",
                    Kind.MEMORY,
                    "the limit of the container or of Nomad",
                    "Memory that the server may use.");
    static final Variable MAXUPLOAD =
            Variable.of("MAXUPLOAD", Kind.SIZE, "50M", "The largest file that can be sent.");
    static final Variable ELEMENT_WEB =
            Variable.of(
                    "ELEMENT_WEB",
                    Kind.PATH,
                    "none",
                    "Folder of Element Web, which nginx then serves.");
    static final Variable TZ =
            Variable.of("TZ", Kind.ZONE, "the host's", "Time zone of logs and mails.");
    static final Variable UID =
            Variable.of(
                    "UID",
                    Kind.ID,
                    "3400 in an image",
                    "User id that the server runs as where the image starts as root.");
    static final Variable GID = Variable.of("GID", Kind.ID, "UID", "Group id that goes with UID.");
    static final Variable SYNAPSE_REPORT_STATS =
            Variable.of(
                    "SYNAPSE_REPORT_STATS",
                    Kind.FLAG,
                    "no",
                    "Kept for Synapse's sake; this server reports to nobody.");

    private static final List<Variable> ALL =
            List.of(
                    DOMAIN,
                    PUBLIC_HOST,
                    PUBLIC_BASEURL,
                    IP,
                    ALERTEMAIL,
                    REGISTRATIONENABLE,
                    MYSHAREDSECRET,
                    SMTPHOST,
                    SMTPPORT,
                    SMTPTLS,
                    SMTPUSER,
                    SMTPPASS,
                    SMTPFROM,
                    LDAPSERVER,
                    LDAPPASSWORD,
                    LDAPDOMAIN,
                    LDAPBINDDN,
                    LDAPBASEDN,
                    LDAPFILTER,
                    LDAPTLS,
                    NOSSL,
                    TRUSTED_PROXIES,
                    SSLEMAIL,
                    ACME_DIRECTORY,
                    ACME_CA_FILE,
                    ACME_EAB_KID,
                    ACME_EAB_HMAC,
                    ACME_EAB_URL,
                    TLS_CERT_FILE,
                    TLS_KEY_FILE,
                    TLS_SELF_SIGNED,
                    TLS_CA_FILE,
                    CONSULSERVERS,
                    DATACENTER,
                    NODENAME,
                    GOSSIPKEY,
                    CONSULTOKEN,
                    CONSULTLS,
                    REMOTELOG,
                    ALERTMANAGER,
                    METRICSADDRESS,
                    NODE_EXPORTER,
                    CONTROLUSER,
                    DATADIR,
                    DBURL,
                    MEMORY,
                    MAXUPLOAD,
                    ELEMENT_WEB,
                    TZ,
                    UID,
                    GID,
                    SYNAPSE_REPORT_STATS);

    private Variables() {}

    /** All of them. */
    public static List<Variable> all() {
        return ALL;
    }
}
