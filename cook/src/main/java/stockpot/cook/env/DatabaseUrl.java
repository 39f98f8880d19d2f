package stockpot.cook.env;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The address of a PostgreSQL database, as libpq writes it: {@code
 * postgresql://user:password@host:5432/database?sslmode=require}. Reserved characters of user and
 * password stand as {@code %40}.
 *
 * @param host a name or address; empty where PGHOST or libpq's default decides
 * @param port 0 where PGPORT or the default decides
 * @param options {@code sslmode} and the like
 */
public record DatabaseUrl(
        String host,
        int port,
        String database,
        String user,
        @Nullable Secret password,
        Map<String, String> options) {
    private static final Set<String> SCHEMES = Set.of("postgresql", "postgres");
    private static final Set<String> OPTIONS = Set.of("sslmode", "host", "passfile");
    private static final Set<String> SSL_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    public DatabaseUrl {
        options = Map.copyOf(options);
    }

    /** What a text says, or null if it is no such address. */
    public static @Nullable DatabaseUrl parse(String text) {
        URI uri = Words.uri(text);
        if (uri == null || uri.getScheme() == null || !SCHEMES.contains(uri.getScheme())) {
            return null;
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        if ((authority.isEmpty() && uri.getRawQuery() == null) || uri.getRawFragment() != null) {
            return null;
        }
        int at = authority.lastIndexOf('@');
        String[] login = authority.substring(0, Math.max(at, 0)).split(":", 2);
        String place = authority.substring(at + 1);
        HostPort server = place.isEmpty() ? new HostPort("", 0) : Words.hostPort(place, 0);
        Map<String, String> options = options(uri.getRawQuery());
        if (server == null || options == null || path.indexOf('/', 1) > 0) {
            return null;
        }
        String host = options.getOrDefault("host", server.host());
        return new DatabaseUrl(
                host,
                server.port(),
                path.isEmpty() ? "" : decoded(path.substring(1)),
                decoded(login[0]),
                login.length < 2 ? null : new Secret(decoded(login[1])),
                options);
    }

    private static @Nullable Map<String, String> options(@Nullable String query) {
        Map<String, String> options = new LinkedHashMap<>();
        if (query == null || query.isEmpty()) {
            return options;
        }
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            if (parts.length < 2 || !OPTIONS.contains(parts[0])) {
                return null;
            }
            options.put(parts[0], decoded(parts[1]));
        }
        String mode = options.get("sslmode");
        return mode == null || SSL_MODES.contains(mode) ? options : null;
    }

    private static String decoded(String text) {
        // A plus sign is itself here, unlike in forms.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
