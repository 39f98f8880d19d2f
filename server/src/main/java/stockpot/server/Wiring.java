package stockpot.server;

import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import stockpot.server.api.Drain;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Listeners;
import stockpot.server.api.client.TokenAuthenticator;
import stockpot.server.api.http.HttpLimits;
import stockpot.server.api.http.HttpServer;
import stockpot.server.api.ops.Health;
import stockpot.server.api.ops.MetricsPage;
import stockpot.server.api.ops.ProcessMetrics;
import stockpot.server.api.ops.RootPage;
import stockpot.server.api.ops.Versions;
import stockpot.server.api.ops.WellKnown;
import stockpot.server.config.Config;
import stockpot.server.config.ControlPlace;
import stockpot.server.control.ControlSocket;
import stockpot.server.matrix.signing.SigningKey;
import stockpot.server.ports.Ports;

/** The only place where objects meet: the core with the listeners before it. Closes in reverse. */
final class Wiring implements AutoCloseable {
    /** How long running requests may take once the server is told to stop (fault F04). */
    private static final Duration DRAIN = Duration.ofSeconds(10);

    /** Connections at once, over all listeners. */
    private static final int MAX_CONNECTIONS = 10_000;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CollectorRegistry registry = new CollectorRegistry();
    final Core core;
    private final Drain drain;
    private final HttpServer http;

    Wiring(Config config, Ports ports, SigningKey key) {
        this(config, ports, key, Core.Seams.NONE);
    }

    /** As above, with slowness and failures where a test wants them. */
    Wiring(Config config, Ports ports, SigningKey key, Core.Seams seams) {
        registry.register(new ProcessMetrics());
        core = opened(new Core(config, ports, key, seams));
        if (core.mail.queue() != null) {
            registry.register(core.mail.queue().metrics());
        }
        drain = new Drain(ports.clock(), ports.waiting());
        drain.onDrain(core.sync.hub()::drain);
        http = opened(listeners(config, ports));
        opened(
                ControlSocket.open(
                        config.server().dataDir().resolve(ControlPlace.SOCKET),
                        new Operator(core),
                        ports.threads(),
                        ports.waiting()));
        core.start();
        opened(new IdleKeeper(ports, drain::begun));
    }

    private HttpServer listeners(Config config, Ports ports) {
        return Listeners.open(
                config.listeners(),
                HttpLimits.standard(MAX_CONNECTIONS),
                groups(),
                new Listeners.Surroundings(
                        new TokenAuthenticator(
                                core.users.tokens(), core.users.accounts(), core.users.lastSeen()),
                        config.rateLimits(),
                        drain,
                        registry,
                        ports.clock(),
                        ports.waiting(),
                        ports.threads(),
                        ports.chance()));
    }

    /** The whole endpoint table, as the listeners serve it. */
    List<EndpointGroup> groups() {
        Health.Check database = Health.Check.of("database", core.database::healthy);
        List<EndpointGroup> groups = new ArrayList<>();
        groups.addAll(ClientApi.users(core));
        groups.addAll(ClientApi.rooms(core));
        groups.addAll(ClientApi.keys(core));
        groups.addAll(ClientApi.sync(core));
        groups.addAll(ClientApi.media(core));
        groups.addAll(AdminApi.users(core));
        groups.add(new Versions());
        groups.add(new RootPage());
        groups.add(new WellKnown(core.config.wellKnown()));
        groups.add(new Health(drain, List.of(database)));
        groups.add(new MetricsPage(registry));
        return groups;
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    /** The port of the n-th listening address, as bound. */
    int port(int address) {
        return http.port(address);
    }

    /** Lets running requests end, then closes everything in reverse. */
    @Override
    public void close() {
        try {
            drain.drain(DRAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (AutoCloseable part : parts) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
