package stockpot.cook.nginx;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import stockpot.cook.host.Host;
import stockpot.cook.host.HostException;

/**
 * The nginx at hand, and what decides how it is spoken to.
 *
 * @param path the program
 * @param major first number of its version
 * @param minor second number
 * @param patch third number
 * @param ipv6 whether sockets of IPv6 can be opened here; nginx does not start if one cannot
 * @param account whom its workers run as; null where the caller is not root: as the caller
 */
public record NginxProgram(
        Path path, int major, int minor, int patch, boolean ipv6, @Nullable String account) {
    private static final Pattern VERSION = Pattern.compile("nginx/([0-9]+)\\.([0-9]+)\\.([0-9]+)");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /**
     * Asks the nginx on the search path.
     *
     * @param account whom its workers shall run as, or null
     * @return null if there is none
     * @throws HostException if it does not say what it is
     */
    public static @Nullable NginxProgram find(Host host, @Nullable String account) {
        Path path = host.program("nginx");
        if (path == null) {
            return null;
        }
        String output = host.run(List.of(path.toString(), "-v"), LIMIT).output();
        return of(path, output, speaksIpv6(), account);
    }

    /** The same from what {@code nginx -v} printed. */
    static NginxProgram of(Path path, String output, boolean ipv6, @Nullable String account) {
        Matcher version = VERSION.matcher(output);
        if (!version.find()) {
            throw new HostException(
                    path + " -v names no version: is this nginx? Install nginx 1.20 or newer.");
        }
        return new NginxProgram(
                path,
                Integer.parseInt(version.group(1)),
                Integer.parseInt(version.group(2)),
                Integer.parseInt(version.group(3)),
                ipv6,
                account);
    }

    /** Whether {@code http2 on} is a directive of its own: from 1.25.1 on. */
    boolean hasHttp2Directive() {
        return atLeast(1, 25, 1);
    }

    private boolean atLeast(int wantedMajor, int wantedMinor, int wantedPatch) {
        if (major != wantedMajor) {
            return major > wantedMajor;
        }
        return minor != wantedMinor ? minor > wantedMinor : patch >= wantedPatch;
    }

    private static boolean speaksIpv6() {
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
            channel.bind(new InetSocketAddress("::", 0));
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
