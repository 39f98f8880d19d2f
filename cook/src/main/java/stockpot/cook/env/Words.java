package stockpot.cook.env;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The grammars of values: what is wrong gives null or false, never an exception. */
final class Words {
    private static final int MAX_SERVER_NAME = 230;
    private static final int LEAST_MEMORY = 150;
    private static final long KILO = 1024;
    private static final long LEAST_UPLOAD = KILO * KILO;
    private static final long MOST_UPLOAD = 100 * KILO * KILO * KILO;
    private static final Pattern LABELS =
            Pattern.compile("(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*");
    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final Pattern EMAIL =
            Pattern.compile("[^\\s@<>\"(),:;\\\\\\[\\]\\p{Cntrl}]{1,64}@([^\\s@<>\"]{1,253})");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([kKmMgG]?)([iI]?[bB]?)");

    private Words() {}

    /** What a boolean word means, or null. */
    static @Nullable Boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> null;
        };
    }

    static boolean isPort(String text) {
        return text.matches("\\d{1,5}") && within(Integer.parseInt(text));
    }

    private static boolean within(int port) {
        return port >= 1 && port <= 65_535;
    }

    static boolean isId(String text) {
        return text.matches("\\d{1,10}") && Long.parseLong(text) <= Integer.MAX_VALUE;
    }

    static boolean isHostName(String text) {
        return text.length() <= 253 && LABELS.matcher(text).matches() && !text.matches("[0-9.]+");
    }

    static boolean isAddress(String text) {
        if (IPV4.matcher(text).matches()) {
            return true;
        }
        // Only what can be nothing but an address goes to the JDK: it would ask DNS for a name.
        return text.contains(":") && IPV6.matcher(text).matches() && parsesAsAddress(text);
    }

    private static boolean parsesAsAddress(String text) {
        try {
            return java.net.InetAddress.ofLiteral(text) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static boolean isHost(String text) {
        return isAddress(text) || isHostName(text);
    }

    /** Matrix's server names: a host, and a port if it must be (appendix "Server name"). */
    static boolean isServerName(String text) {
        if (text.length() > MAX_SERVER_NAME) {
            return false;
        }
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end > 0
                    && text.substring(1, end).contains(":")
                    && isAddress(text.substring(1, end))
                    && isPortOrNothing(text.substring(end + 1));
        }
        int colon = text.indexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        return isHost(host) && isPortOrNothing(colon < 0 ? "" : text.substring(colon));
    }

    private static boolean isPortOrNothing(String text) {
        return text.isEmpty() || (text.startsWith(":") && isPort(text.substring(1)));
    }

    /** A host with its port, or with this one; null for what is neither. */
    static @Nullable HostPort hostPort(String text, int usual) {
        if (isHost(text)) {
            return new HostPort(text, usual);
        }
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            return text.startsWith("[") && text.endsWith("]") ? inBrackets(text, usual) : null;
        }
        String host = text.substring(0, colon);
        String port = text.substring(colon + 1);
        if (text.startsWith("[") && text.endsWith("]")) {
            return inBrackets(text, usual);
        }
        if (!isPort(port)) {
            return null;
        }
        int number = Integer.parseInt(port);
        if (host.startsWith("[") && host.endsWith("]")) {
            return inBrackets(host, number);
        }
        return isHost(host) && !host.contains(":") ? new HostPort(host, number) : null;
    }

    private static @Nullable HostPort inBrackets(String text, int port) {
        String host = text.substring(1, text.length() - 1);
        return host.contains(":") && isAddress(host) ? new HostPort(host, port) : null;
    }

    static boolean isNetwork(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return isAddress(text);
        }
        String address = text.substring(0, slash);
        String bits = text.substring(slash + 1);
        return isAddress(address)
                && bits.matches("\\d{1,3}")
                && Integer.parseInt(bits) <= (address.contains(":") ? 128 : 32);
    }

    static boolean isEmail(String text) {
        Matcher matcher = EMAIL.matcher(text);
        return matcher.matches() && (isHost(matcher.group(1)) || isUnicodeHost(matcher.group(1)));
    }

    private static boolean isUnicodeHost(String host) {
        try {
            return isHostName(java.net.IDN.toASCII(host));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** An address alone, or one in angle brackets behind a name. */
    static boolean isSender(String text) {
        int open = text.lastIndexOf('<');
        return open < 0
                ? isEmail(text)
                : text.endsWith(">") && isEmail(text.substring(open + 1, text.length() - 1));
    }

    static boolean isGossipKey(String text) {
        try {
            int bytes = Base64.getDecoder().decode(text).length;
            return bytes == 16 || bytes == 24 || bytes == 32;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static boolean isUrl(String text) {
        URI uri = uri(text);
        return uri != null
                && uri.getHost() != null
                && uri.getUserInfo() == null
                && ("https".equalsIgnoreCase(uri.getScheme())
                        || "http".equalsIgnoreCase(uri.getScheme()));
    }

    static @Nullable URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** The servers of LDAPSERVER as URIs, or null if one of them is none. */
    static @Nullable List<URI> ldapServers(String text) {
        List<URI> servers = new ArrayList<>();
        for (String word : list(text)) {
            String scheme = word.contains("://") ? word.substring(0, word.indexOf("://")) : "ldap";
            scheme = scheme.toLowerCase(Locale.ROOT);
            String rest = word.contains("://") ? word.substring(word.indexOf("://") + 3) : word;
            if (rest.endsWith("/")) {
                rest = rest.substring(0, rest.length() - 1);
            }
            HostPort server = hostPort(rest, scheme.equals("ldaps") ? 636 : 389);
            if (server == null || (!scheme.equals("ldap") && !scheme.equals("ldaps"))) {
                return null;
            }
            boolean usual = server.port() == (scheme.equals("ldaps") ? 636 : 389);
            String host = server.host().contains(":") ? "[" + server.host() + "]" : server.host();
            servers.add(URI.create(scheme + "://" + (usual ? host : server.toString())));
        }
        return servers.isEmpty() ? null : servers;
    }

    /** Relative names with commas between; a comma in a value stands behind a backslash. */
    static boolean isDn(String text) {
        for (String name : text.split("(?<!\\\\),", -1)) {
            if (!name.strip().matches("[A-Za-z0-9][A-Za-z0-9.-]*\\s*=.+")) {
                return false;
            }
        }
        return true;
    }

    /** In parentheses that open and close; what is in them the directory judges. */
    static boolean isFilter(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
            if (depth < 0 || (depth == 0 && i < text.length() - 1)) {
                return false;
            }
        }
        return depth == 0 && text.startsWith("(") && text.contains("=");
    }

    static boolean isPath(String text) {
        try {
            return Path.of(text).isAbsolute();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    static boolean isZone(String text) {
        String name = text.startsWith(":") ? text.substring(1) : text;
        try {
            return ZoneId.of(name) != null;
        } catch (java.time.DateTimeException e) {
            // the POSIX form, which the JDK does not read but the C library does
            return name.matches("[A-Za-z]{3,6}(-?\\d{1,2}([A-Za-z]{3,6}[0-9,.MJ/:-]*)?)?");
        }
    }

    /** A size of an upload in bytes, or null. */
    static @Nullable Long bytes(String text) {
        Long bytes = size(text, 1);
        return bytes == null || bytes < LEAST_UPLOAD || bytes > MOST_UPLOAD ? null : bytes;
    }

    /** A memory limit in megabytes, or null; a bare number is megabytes. */
    static @Nullable Integer megabytes(String text) {
        Long bytes = size(text, KILO * KILO);
        long megabytes = bytes == null ? 0 : bytes / (KILO * KILO);
        return megabytes < LEAST_MEMORY || megabytes > Integer.MAX_VALUE ? null : (int) megabytes;
    }

    private static @Nullable Long size(String text, long bare) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long unit =
                switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
                    case "k" -> KILO;
                    case "m" -> KILO * KILO;
                    case "g" -> KILO * KILO * KILO;
                    default -> matcher.group(3).isEmpty() ? bare : 1;
                };
        return Long.parseLong(matcher.group(1)) * unit;
    }

    /** The parts between commas; blanks around them and empty parts do not count. */
    static List<String> list(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
