package stockpot.server.api;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Addresses with a common prefix.
 *
 * @param first an address of the range, 4 or 16 bytes
 * @param prefix how many bits count
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record AddressRange(byte[] first, int prefix) {
    /**
     * Takes {@code address} or {@code address/bits}.
     *
     * @throws IllegalArgumentException when it is neither
     */
    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = literal(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("not an IP address or range: " + text);
        }
        byte[] bytes = address.getAddress();
        int bits =
                slash < 0 ? bytes.length * 8 : Integer.parseInt(text, slash + 1, text.length(), 10);
        if (bits < 0 || bits > bytes.length * 8) {
            throw new IllegalArgumentException("not an IP address or range: " + text);
        }
        return new AddressRange(bytes, bits);
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != first.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit += 8) {
            int shift = Math.max(0, 8 - (prefix - bit));
            if ((bytes[bit / 8] & 0xff) >> shift != (first[bit / 8] & 0xff) >> shift) {
                return false;
            }
        }
        return true;
    }

    /**
     * An address that is written as one, without asking anybody for a name; a port behind it is
     * passed over. Java would take {@code 127.1} too, so the form is checked first (threat O02).
     */
    static @Nullable InetAddress literal(String text) {
        String bare = withoutPort(text);
        boolean ipv6 = bare.indexOf(':') >= 0;
        if (bare.isEmpty()
                || bare.length() > 45
                || !(ipv6 ? isIpv6Text(bare) : isDottedQuad(bare))) {
            return null;
        }
        try {
            return InetAddress.getByName(bare);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static String withoutPort(String text) {
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            return close < 0 ? "" : text.substring(1, close);
        }
        int colon = text.indexOf(':');
        return colon >= 0 && text.indexOf(':', colon + 1) < 0 ? text.substring(0, colon) : text;
    }

    private static boolean isIpv6Text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ':' && c != '.' && (c >= 0x80 || Character.digit(c, 16) < 0)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDottedQuad(String text) {
        int parts = 0;
        int from = 0;
        while (from <= text.length()) {
            int dot = text.indexOf('.', from);
            int to = dot < 0 ? text.length() : dot;
            if (!isOctet(text, from, to)) {
                return false;
            }
            parts++;
            from = to + 1;
        }
        return parts == 4;
    }

    private static boolean isOctet(String text, int from, int to) {
        if (to == from || to - from > 3 || (to - from > 1 && text.charAt(from) == '0')) {
            return false;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            value = value * 10 + (c - '0');
        }
        return value <= 255;
    }
}
