package stockpot.server.api;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a request really comes from (threat W02): the right-most address of {@code X-Forwarded-For}
 * that is no trusted proxy, and that only if a trusted proxy holds the connection.
 */
final class ClientAddresses {
    /** More proxies in a row than anyone has. */
    private static final int MOST_HOPS = 20;

    private final List<AddressRange> trusted;

    ClientAddresses(List<String> trustedProxies) {
        List<AddressRange> ranges = new ArrayList<>();
        for (String proxy : trustedProxies) {
            ranges.add(AddressRange.parse(proxy));
        }
        this.trusted = List.copyOf(ranges);
    }

    /**
     * The address of the client.
     *
     * @param peer who holds the connection
     * @param forwarded the joined header, or null where the listener does not believe it
     */
    String of(InetAddress peer, @Nullable String forwarded) {
        if (forwarded == null || !isTrusted(peer)) {
            return peer.getHostAddress();
        }
        InetAddress last = peer;
        int to = forwarded.length();
        for (int hop = 0; hop < MOST_HOPS && to >= 0; hop++) {
            int comma = forwarded.lastIndexOf(',', to - 1);
            InetAddress address = AddressRange.literal(forwarded.substring(comma + 1, to).strip());
            if (address == null) {
                break; // the nearest proxy that we trust wrote something else: go no further
            }
            last = address;
            if (!isTrusted(address)) {
                break;
            }
            to = comma;
        }
        return last.getHostAddress();
    }

    private boolean isTrusted(InetAddress address) {
        for (AddressRange range : trusted) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
