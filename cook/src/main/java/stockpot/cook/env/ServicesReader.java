package stockpot.cook.env;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The services around the server: mail, directory, Consul, logs and metrics. */
final class ServicesReader {
    private static final int SMTP = 25;
    private static final int SYSLOG = 514;
    private static final int ALERTS = 9093;

    private final Answers answers;
    private final List<Problem> problems;

    ServicesReader(Answers answers, List<Problem> problems) {
        this.answers = answers;
        this.problems = problems;
    }

    Settings.@Nullable Mail mail(String domain) {
        String host = answers.find(Variables.SMTPHOST);
        if (host == null) {
            return null;
        }
        String port = answers.find(Variables.SMTPPORT);
        HostPort relay = Words.hostPort(host, port == null ? SMTP : Integer.parseInt(port));
        if (relay == null) {
            return null; // complained of already
        }
        if (port != null && relay.port() != Integer.parseInt(port)) {
            problems.add(
                    new Problem("SMTPPORT", "is " + port + ", but SMTPHOST names " + relay.port()));
        }
        String user = answers.find(Variables.SMTPUSER);
        String password = answers.find(Variables.SMTPPASS);
        if ((user == null) != (password == null)) {
            problems.add(
                    new Problem(
                            user == null ? "SMTPUSER" : "SMTPPASS",
                            "must be given with "
                                    + (user == null ? "SMTPPASS" : "SMTPUSER")
                                    + ", or neither of them"));
        }
        return new Settings.Mail(
                relay,
                user == null || password == null
                        ? null
                        : new Settings.Login(user, new Secret(password)),
                answers.get(Variables.SMTPFROM, sender(domain)),
                SettingsReader.choice(
                        answers, Variables.SMTPTLS, Settings.MailTls.class, Settings.MailTls.AUTO));
    }

    private static String sender(String domain) {
        int colon = domain.startsWith("[") ? domain.indexOf(']') + 1 : domain.indexOf(':');
        return "matrix@" + (colon <= 0 ? domain : domain.substring(0, colon));
    }

    Settings.@Nullable Directory directory() {
        String servers = answers.find(Variables.LDAPSERVER);
        List<URI> uris = servers == null ? null : Words.ldapServers(servers);
        if (uris == null) {
            return null;
        }
        String password = answers.find(Variables.LDAPPASSWORD);
        if (password == null) {
            // An empty password would bind as nobody and prove nothing (RFC 4513, 5.1.2).
            problems.add(new Problem("LDAPPASSWORD", "must be given with LDAPSERVER"));
        }
        String domain = answers.find(Variables.LDAPDOMAIN);
        String bindDn = answers.find(Variables.LDAPBINDDN);
        String baseDn = answers.find(Variables.LDAPBASEDN);
        if (domain == null && (bindDn == null || baseDn == null)) {
            problems.add(
                    new Problem(
                            "LDAPDOMAIN",
                            "must be given with LDAPSERVER: "
                                    + Variables.LDAPDOMAIN.kind().allowed()
                                    + "; or give LDAPBASEDN and LDAPBINDDN"));
        }
        String suffix = domain == null ? "" : domainComponents(domain);
        return new Settings.Directory(
                uris,
                SettingsReader.choice(
                        answers,
                        Variables.LDAPTLS,
                        Settings.DirectoryTls.class,
                        Settings.DirectoryTls.AUTO),
                bindDn == null ? "cn=Manager," + suffix : bindDn,
                new Secret(password == null ? "" : password),
                baseDn == null ? "ou=People," + suffix : baseDn,
                answers.get(Variables.LDAPFILTER, "(objectClass=posixAccount)"));
    }

    /** Every label becomes a {@code dc=}; the old jail took the last two only. */
    static String domainComponents(String domain) {
        return Arrays.stream(domain.split("\\."))
                .map(label -> "dc=" + label)
                .collect(Collectors.joining(","));
    }

    Settings.@Nullable Consul consul(Map<String, String> seen) {
        String servers = answers.find(Variables.CONSULSERVERS);
        if (servers == null) {
            return null;
        }
        String datacenter = answers.find(Variables.DATACENTER);
        String gossipKey = answers.find(Variables.GOSSIPKEY);
        if (datacenter == null) {
            problems.add(
                    new Problem(
                            "DATACENTER",
                            "must be given with CONSULSERVERS: " + Kind.NAME.allowed()));
        }
        if (gossipKey == null) {
            problems.add(
                    new Problem(
                            "GOSSIPKEY",
                            "must be given with CONSULSERVERS: " + Kind.GOSSIP_KEY.allowed()));
        }
        String token = answers.find(Variables.CONSULTOKEN);
        return new Settings.Consul(
                Words.list(servers),
                datacenter == null ? "" : datacenter,
                answers.get(Variables.NODENAME, hostName(seen)),
                new Secret(gossipKey == null ? "" : gossipKey),
                token == null ? null : new Secret(token),
                answers.flag(Variables.CONSULTLS, false));
    }

    private static String hostName(Map<String, String> seen) {
        String name = seen.getOrDefault("_POT_NAME", seen.getOrDefault("HOSTNAME", ""));
        if (name.isEmpty()) {
            try {
                name = InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                name = "stockpot";
            }
        }
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "-");
        return Kind.NAME.fits().test(plain) ? plain : "stockpot";
    }

    Settings.Monitoring monitoring() {
        String log = answers.find(Variables.REMOTELOG);
        String alerts = answers.find(Variables.ALERTMANAGER);
        HostPort remoteLog = log == null ? null : Words.hostPort(log, SYSLOG);
        HostPort alertmanager =
                alerts != null
                        ? Words.hostPort(alerts, ALERTS)
                        : remoteLog == null ? null : new HostPort(remoteLog.host(), ALERTS);
        return new Settings.Monitoring(
                remoteLog,
                alertmanager,
                answers.get(Variables.METRICSADDRESS, "127.0.0.1"),
                answers.flag(Variables.NODE_EXPORTER, answers.has(Variables.CONSULSERVERS)));
    }
}
