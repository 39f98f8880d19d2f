package stockpot.cook.certificates;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import stockpot.cook.env.HostPort;
import stockpot.cook.env.Settings;
import stockpot.cook.host.Host;

/** Whether a second name leads to this host, so that a certificate for it can be had. */
interface PointsHere {
    /** Whether it does, as far as can be seen from here. */
    boolean test(String name);

    /**
     * By its addresses, which are then those of PUBLIC_HOST, or by a request to it that arrives at
     * the nginx here. A host behind a translation of addresses may be unable to do the second.
     */
    static PointsHere byLooking(Host host, Settings settings) {
        return name -> {
            Set<InetAddress> theirs = addresses(name);
            if (theirs.isEmpty()) {
                return false;
            }
            theirs.retainAll(addresses(Names.publicHost(settings)));
            return !theirs.isEmpty()
                    || new Challenges(host, settings).serves(new HostPort(name, 80));
        };
    }

    private static Set<InetAddress> addresses(String name) {
        try {
            return new HashSet<>(List.of(InetAddress.getAllByName(name)));
        } catch (UnknownHostException e) {
            return Set.of();
        }
    }
}
