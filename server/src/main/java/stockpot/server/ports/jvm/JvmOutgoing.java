package stockpot.server.ports.jvm;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import javax.net.SocketFactory;
import stockpot.server.ports.Outgoing;

/** Sockets and names of the operating system. */
public final class JvmOutgoing implements Outgoing {
    @Override
    public SocketFactory sockets() {
        return SocketFactory.getDefault();
    }

    @Override
    public List<InetAddress> resolve(String host) throws IOException {
        return List.of(InetAddress.getAllByName(host));
    }
}
