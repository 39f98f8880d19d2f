package stockpot.server.api;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.http.Exchange;
import stockpot.server.api.http.HttpHandler;
import stockpot.server.api.http.RequestHead;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.ports.Clock;
import stockpot.server.users.Caller;

/**
 * Takes a request through the filters to its handler and the answer back: route, drain,
 * authenticate, fair use, rate limit, act, encode.
 */
public final class HttpFace implements HttpHandler {
    private static final Logger log = System.getLogger(HttpFace.class.getName());
    private static final Duration AFTER_RESTART = Duration.ofSeconds(5);

    private final List<Door> doors;
    private final Filters filters;
    private final HttpMetrics metrics;
    private final Clock clock;

    /**
     * What one listener offers.
     *
     * @param router its endpoints
     * @param forwarded whether it believes {@code X-Forwarded-For} of trusted proxies
     */
    record Door(Router router, boolean forwarded) {}

    /** What requests pass before and behind their handlers. */
    record Filters(
            Authenticate authenticate,
            RateLimits rateLimits,
            FairUse fairUse,
            ClientAddresses addresses,
            Drain drain,
            ErrorAnswers errors) {}

    HttpFace(List<Door> doors, Filters filters, HttpMetrics metrics, Clock clock) {
        this.doors = List.copyOf(doors);
        this.filters = filters;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public Refusal refusal(int status, String reason) {
        metrics.astray(status);
        Response answer = ErrorAnswers.of(status, reason);
        return new Refusal(
                StandardHeaders.of("/", answer.headers()),
                answer.body() instanceof Response.Bytes bytes ? bytes.bytes() : new byte[0]);
    }

    @Override
    public void handle(Exchange exchange) {
        Visit visit = new Visit(exchange, clock.nanos());
        try {
            Response answer = answer(visit);
            if (answer != null) {
                send(exchange, answer);
                visit.status = answer.status();
            }
        } finally {
            visit.end();
        }
    }

    private @Nullable Response answer(Visit visit) {
        Exchange exchange = visit.exchange;
        try {
            return route(visit);
        } catch (OutOfMemoryError e) {
            throw e; // the process is to end, not to limp on (fault F43)
        } catch (Throwable e) {
            return filters.errors.of(e, visit.what(), exchange.expired(), exchange.readable());
        }
    }

    private Response route(Visit visit) {
        RequestHead head = visit.exchange.head();
        if (head.method().equals("OPTIONS") && StandardHeaders.isForBrowsers(head.path())) {
            return new Response(204, Map.of(), new Response.Bytes(new byte[0]));
        }
        if (!head.path().startsWith("/")) {
            throw MatrixErrors.unrecognized();
        }
        PercentEncoding.checkPath(head.path());
        Router.Place place = doors.get(visit.exchange.listener()).router().find(head.path());
        if (place == null) {
            throw MatrixErrors.unrecognized();
        }
        Router.Route route = place.routes().get(head.isHead() ? "GET" : head.method());
        if (route == null) {
            return ErrorAnswers.of(MatrixErrors.wrongMethod()).with("Allow", place.methods());
        }
        visit.route = route;
        return act(visit, route, place.segments());
    }

    private Response act(Visit visit, Router.Route route, List<String> segments) {
        Endpoint endpoint = route.endpoint();
        if (!isAboutHealth(route) && !visit.enter()) {
            throw MatrixErrors.unavailable("The server is stopping", AFTER_RESTART);
        }
        RequestHead head = visit.exchange.head();
        List<String> decoded = decode(segments);
        QueryString query = QueryString.parse(head.query());
        String address = clientAddress(visit.exchange);
        Caller caller =
                filters.authenticate.caller(
                        endpoint.authentication(), head.headers(), query, address);
        if (caller != null) {
            visit.turn = filters.fairUse.begin(caller.user());
        }
        filters.rateLimits.take(endpoint.limit(), caller, address);
        return endpoint.handler()
                .handle(
                        new ServedRequest(
                                visit.exchange,
                                route,
                                decoded,
                                query,
                                address,
                                caller,
                                visit.turn));
    }

    /** Asked while the server stops, too. */
    private static boolean isAboutHealth(Router.Route route) {
        return route.template().equals("/health") || route.template().equals("/ready");
    }

    private static List<String> decode(List<String> segments) {
        List<String> decoded = new ArrayList<>(segments.size());
        for (String segment : segments) {
            decoded.add(PercentEncoding.segment(segment));
        }
        return decoded;
    }

    private String clientAddress(Exchange exchange) {
        String forwarded =
                doors.get(exchange.listener()).forwarded()
                        ? exchange.head().headers().joined("x-forwarded-for")
                        : null;
        return filters.addresses.of(exchange.peer(), forwarded);
    }

    private static void send(Exchange exchange, Response answer) {
        var lines = StandardHeaders.of(exchange.head().path(), answer.headers());
        try {
            if (answer.body() instanceof Response.Bytes bytes) {
                exchange.send(answer.status(), lines, bytes.bytes());
            } else if (answer.body() instanceof Response.Stream stream) {
                exchange.send(answer.status(), lines, stream.length(), stream.writer()::write);
            }
        } catch (IOException e) {
            log.log(Level.TRACE, "the client did not take its answer", e);
        }
    }

    /** What one request holds until its answer is out. */
    private final class Visit {
        private final Exchange exchange;
        private final long began;
        private Router.@Nullable Route route;
        private FairUse.@Nullable Turn turn;
        private boolean entered;
        private int status;

        Visit(Exchange exchange, long began) {
            this.exchange = exchange;
            this.began = began;
        }

        boolean enter() {
            entered = filters.drain.begin();
            return entered;
        }

        String what() {
            return exchange.head().method() + ' ' + (route == null ? "no route" : route.template());
        }

        void end() {
            if (turn != null) {
                turn.end();
            }
            if (entered) {
                filters.drain.end();
            }
            if (route != null) {
                metrics.answered(route, status, clock.nanos() - began);
            } else {
                metrics.astray(status);
            }
        }
    }
}
