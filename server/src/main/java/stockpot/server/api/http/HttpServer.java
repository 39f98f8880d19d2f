package stockpot.server.api.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import stockpot.server.ports.Clock;
import stockpot.server.ports.Threads;
import stockpot.server.ports.Waiting;

/** The listening sockets; each connection of them is served by an {@link HttpConnection}. */
public final class HttpServer implements AutoCloseable {
    private final WebServer server;
    private final Shared shared;
    private final Thread watching;
    private final List<Address> addresses;

    /**
     * A listening address.
     *
     * @param socket host and port; port 0 for any
     * @param listener which listener it belongs to, for {@link Exchange#listener()}
     * @param tls the certificate's context, or null for plain TCP
     */
    public record Address(InetSocketAddress socket, int listener, @Nullable SSLContext tls) {}

    private HttpServer(WebServer server, Shared shared, Thread watching, List<Address> addresses) {
        this.server = server;
        this.shared = shared;
        this.watching = watching;
        this.addresses = addresses;
    }

    /**
     * Binds all addresses and serves.
     *
     * @throws IllegalStateException when an address cannot be bound
     */
    public static HttpServer start(
            List<Address> addresses,
            HttpHandler handler,
            HttpLimits limits,
            Clock clock,
            Waiting waiting,
            Threads threads) {
        Shared shared =
                new Shared(handler, limits, clock, threads, new ConnectionWatch(clock, waiting));
        WebServerConfig.Builder builder =
                WebServer.builder().shutdownHook(false).featuresDiscoverServices(false);
        int connections = FileHandles.bound(limits.connections(), addresses.size());
        configure(builder, addresses.getFirst(), connections, shared);
        for (int i = 1; i < addresses.size(); i++) {
            ListenerConfig.Builder more = ListenerConfig.builder();
            configure(more, addresses.get(i), connections, shared);
            builder.putSocket("address-" + i, more.build());
        }
        WebServer server = builder.build();
        server.start();
        if (!server.isRunning()) {
            throw new IllegalStateException("could not listen on " + texts(addresses));
        }
        return new HttpServer(
                server,
                shared,
                threads.start("http-watch", shared.watch()),
                List.copyOf(addresses));
    }

    private static void configure(
            ListenerConfig.BuilderBase<?, ?> builder,
            Address address,
            int connections,
            Shared shared) {
        builder.bindAddress(address.socket())
                .protocolsDiscoverServices(false)
                .addConnectionSelector(new Selector(shared, address.listener()))
                .maxTcpConnections(connections)
                .shutdownGracePeriod(Duration.ofSeconds(1))
                .useNio(false)
                .connectionOptions(options -> {
                    options.tcpNoDelay(true);
                    if (address.tls() != null) {
                        // Bounds the handshake, which comes before the watch begins.
                        options.readTimeout(shared.limits().keepAlive());
                    }
                });
        if (address.tls() != null) {
            builder.tls(tls -> tls.sslContext(address.tls()));
        }
    }

    private static String texts(List<Address> addresses) {
        List<String> texts = new ArrayList<>();
        for (Address address : addresses) {
            texts.add(address.socket().getHostString() + ":" + address.socket().getPort());
        }
        return String.join(", ", texts);
    }

    /** The port of the n-th address, as bound. */
    public int port(int address) {
        return address == 0 ? server.port() : server.port("address-" + address);
    }

    /** The addresses as given. */
    public List<Address> addresses() {
        return addresses;
    }

    /** Connections that are open now. */
    public int openConnections() {
        return shared.watch().open();
    }

    /** Closes listeners and connections; those in the middle of a request get a second. */
    @Override
    public void close() {
        server.stop();
        watching.interrupt();
    }

    /** What all connections have in common. */
    record Shared(
            HttpHandler handler,
            HttpLimits limits,
            Clock clock,
            Threads threads,
            ConnectionWatch watch,
            DateLine dates) {
        Shared(
                HttpHandler handler,
                HttpLimits limits,
                Clock clock,
                Threads threads,
                ConnectionWatch watch) {
            this(handler, limits, clock, threads, watch, new DateLine(clock));
        }

        /** The time that lies so far ahead; never 0, which means none. */
        long in(Duration ahead) {
            return (clock.nanos() + ahead.toNanos()) | 1;
        }

        byte[] date() {
            return dates.now();
        }

        /** Closes on a thread of its own, since TLS may wait for a write that hangs. */
        void close(HelidonSocket socket) {
            threads.start(
                    "http-close",
                    () -> {
                        try {
                            socket.close();
                        } catch (UncheckedIOException e) {
                            // It was closed by the other end: that is what was wanted.
                        }
                    });
        }
    }

    private record Selector(Shared shared, int listener) implements ServerConnectionSelector {
        @Override
        public int bytesToIdentifyConnection() {
            return 0;
        }

        @Override
        public Support supports(BufferData data) {
            return Support.SUPPORTED;
        }

        @Override
        public Set<String> supportedApplicationProtocols() {
            return Set.of("http/1.1");
        }

        @Override
        public ServerConnection connection(ConnectionContext context) {
            return new HttpConnection(context, shared, listener);
        }
    }
}
