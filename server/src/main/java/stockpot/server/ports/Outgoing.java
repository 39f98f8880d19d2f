package stockpot.server.ports;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import javax.net.SocketFactory;

/**
 * The way out: every look-up of a name and every connection to another program (directory, mail
 * relay, and later other servers). In the simulator there is nobody to connect to.
 */
public interface Outgoing {
    /**
     * Makes sockets, connected or not, for libraries that want such a factory; TLS is put on top of
     * them by whoever connects.
     */
    SocketFactory sockets();

    /**
     * The addresses of a host name, in the order to be tried; an address given as text is itself.
     *
     * @throws IOException where the name has none or nobody answers
     */
    List<InetAddress> resolve(String host) throws IOException;
}
