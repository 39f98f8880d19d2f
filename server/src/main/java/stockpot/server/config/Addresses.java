package stockpot.server.config;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** IP addresses as text; no name is ever looked up. */
final class Addresses {
    private Addresses() {}

    static @Nullable InetAddress literal(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static boolean isLoopback(String text) {
        InetAddress address = literal(text);
        return address != null && address.isLoopbackAddress();
    }

    /** An address, or a range such as {@code 10.0.0.0/8}. */
    static boolean isRange(String text) {
        int slash = text.indexOf('/');
        InetAddress address = literal(slash < 0 ? text : text.substring(0, slash));
        if (address == null || slash < 0) {
            return address != null;
        }
        try {
            int bits = Integer.parseInt(text.substring(slash + 1));
            return bits >= 0 && bits <= address.getAddress().length * 8;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
