package stockpot.server.simulation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.SocketFactory;
import stockpot.server.ports.Outgoing;

/** Nobody is there: every connection is refused. */
final class SimulatedOutgoing extends SocketFactory implements Outgoing {
    @Override
    public SocketFactory sockets() {
        return this;
    }

    @Override
    public List<InetAddress> resolve(String host) throws IOException {
        throw new UnknownHostException(host);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new UnknownHostException(host);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort)
            throws IOException {
        throw new UnknownHostException(host);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw new UnknownHostException(host.toString());
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
            throws IOException {
        throw new UnknownHostException(host.toString());
    }
}
