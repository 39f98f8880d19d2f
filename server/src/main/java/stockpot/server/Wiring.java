package stockpot.server;

import io.prometheus.client.CollectorRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Authenticator;
import stockpot.server.api.Drain;
import stockpot.server.api.Endpoint;
import stockpot.server.api.EndpointGroup;
import stockpot.server.api.Listeners;
import stockpot.server.api.Response;
import stockpot.server.api.http.HttpLimits;
import stockpot.server.api.http.HttpServer;
import stockpot.server.config.Config;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.matrix.signing.SigningKey;
import stockpot.server.ports.Ports;
import stockpot.server.store.StorageSteps;
import stockpot.server.users.Caller;

/**
 * The only place where objects meet: the core with the listeners before it. Closes in reverse.
 */
final class Wiring implements AutoCloseable {
    /** How long running requests may take once the server is told to stop (fault F04). */
    private static final Duration DRAIN = Duration.ofSeconds(10);

    /** Connections at once, over all listeners. */
    private static final int MAX_CONNECTIONS = 10_000;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Core core;
    private final Drain drain;
    private final HttpServer http;

    Wiring(Config config, Ports ports, SigningKey key) {
        core = opened(new Core(config, ports, key, StorageSteps.NONE));
        drain = new Drain(ports.clock(), ports.waiting());
        drain.onDrain(core.sync.hub()::drain);
        http = opened(listeners(config, ports));
        core.start();
    }

    private HttpServer listeners(Config config, Ports ports) {
        return Listeners.open(
                config.listeners(),
                HttpLimits.standard(MAX_CONNECTIONS),
                groups(),
                new Listeners.Surroundings(
                        authenticator(),
                        config.rateLimits(),
                        drain,
                        new CollectorRegistry(),
                        ports.clock(),
                        ports.waiting(),
                        ports.threads(),
                        ports.chance()));
    }

    private List<EndpointGroup> groups() {
        List<EndpointGroup> groups = new ArrayList<>();
        groups.addAll(ClientApi.users(core));
        groups.addAll(ClientApi.rooms(core));
        groups.addAll(ClientApi.keys(core));
        groups.addAll(ClientApi.sync(core));
        groups.add(
                () ->
                        List.of(
                                Endpoint.at(
                                        "GET",
                                        Endpoint.Authentication.NONE,
                                        request -> Response.json(Json.object().set("versions", Json.array().add("v1.1").add("v1.11"))),
                                        "/_matrix/client/versions")));
        return groups;
    }

    private Authenticator authenticator() {
        return new Authenticator() {
            @Override
            public Caller authenticate(String token, String address, @Nullable String userAgent) {
                return core.users.tokens().authenticate(token);
            }

            @Override
            public boolean isAdmin(UserId user) {
                return core.users.accounts().isAdmin(user);
            }
        };
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
