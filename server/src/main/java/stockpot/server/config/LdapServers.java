package stockpot.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Addresses of directory servers as people write them. */
final class LdapServers {
    private static final int PLAIN = 389;
    private static final int IMPLICIT = 636;
    private static final int MAX_SERVERS = 8;

    private LdapServers() {}

    static List<LdapConfig.Server> read(
            Values values, Setting<List<String>> setting, Problems problems) {
        List<LdapConfig.Server> servers = new ArrayList<>();
        List<String> given = values.find(setting);
        for (String text : given == null ? List.<String>of() : given) {
            for (String one : text.strip().split("[,\\s]+")) {
                List<LdapConfig.Server> found = one.isEmpty() ? List.of() : parse(one);
                if (found == null) {
                    String message =
                            "must be addresses such as ldaps://ldap.example.com, not " + one;
                    problems.add(values.where(setting), setting.path(), message);
                } else {
                    servers.addAll(found);
                }
            }
        }
        if (servers.isEmpty() || servers.size() > MAX_SERVERS) {
            String message = "must name one to " + MAX_SERVERS + " servers";
            problems.add(values.where(setting), setting.path(), message);
        }
        return List.copyOf(servers);
    }

    /** A bare host is asked by TLS first; null for what is no address. */
    private static @Nullable List<LdapConfig.Server> parse(String text) {
        String rest = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        String lower = rest.toLowerCase(Locale.ROOT);
        boolean implicit = lower.startsWith("ldaps://");
        boolean explicit = implicit || lower.startsWith("ldap://");
        if (explicit) {
            rest = rest.substring(rest.indexOf("//") + 2);
        }
        int colon = portColon(rest);
        String host = colon < 0 ? rest : rest.substring(0, colon);
        int port = colon < 0 ? 0 : port(rest.substring(colon + 1));
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isEmpty() || port < 0 || !isHost(host)) {
            return null;
        }
        if (explicit) {
            int standard = implicit ? IMPLICIT : PLAIN;
            return List.of(new LdapConfig.Server(host, port == 0 ? standard : port, implicit));
        }
        if (port != 0) {
            return List.of(new LdapConfig.Server(host, port, port == IMPLICIT));
        }
        return List.of(
                new LdapConfig.Server(host, IMPLICIT, true),
                new LdapConfig.Server(host, PLAIN, false));
    }

    /** Where the port begins; an IPv6 address without brackets has none. */
    private static int portColon(String text) {
        int last = text.lastIndexOf(':');
        boolean bare = text.indexOf(':') != last && !text.startsWith("[");
        return bare || last < text.lastIndexOf(']') ? -1 : last;
    }

    private static int port(String digits) {
        try {
            int port = Integer.parseInt(digits);
            return port >= 1 && port <= 65_535 ? port : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static boolean isHost(String host) {
        return host.chars()
                .allMatch(c ->
                        (c < 128 && Character.isLetterOrDigit(c))
                                || c == '.'
                                || c == '-'
                                || c == '_'
                                || c == ':');
    }
}
