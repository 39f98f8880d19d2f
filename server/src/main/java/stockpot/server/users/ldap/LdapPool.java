package stockpot.server.users.ldap;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.LdapConfig;
import stockpot.server.config.LdapConfig.Server;
import stockpot.server.ports.Clock;
import stockpot.server.ports.Ports;

/**
 * Few questions at once, each with one time limit from waiting for its turn to the last byte, on
 * connections that are kept for the next one (fault F24). The servers are tried in order; one that
 * failed lately comes last.
 */
final class LdapPool implements AutoCloseable {
    /** Time for one question in all; the answer to the client leaves within 5 s. */
    static final Duration LIMIT = Duration.ofSeconds(4);

    /** Questions at once. */
    static final int AT_ONCE = 4;

    private static final Logger log = System.getLogger(LdapPool.class.getName());
    private static final int MAX_WAITING = 64;
    private static final int MAX_IDLE = 2 * AT_ONCE;
    private static final Duration MAX_REST = Duration.ofSeconds(60);
    private static final Duration AVOID = Duration.ofSeconds(30);

    private final LdapConfig config;
    private final Ports ports;
    private final Clock clock;
    private final LdapConnector connector;
    private final LdapSteps steps;
    private final Duration limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Resting> idle = new ArrayDeque<>();
    private final Map<Server, Long> failedAt = new LinkedHashMap<>();
    private int running;
    private int queued;
    private boolean closed;
    private boolean silent;

    private record Resting(LdapLink link, long since) {}

    LdapPool(
            LdapConfig config,
            Ports ports,
            LdapConnector connector,
            LdapSteps steps,
            Duration limit) {
        this.config = config;
        this.ports = ports;
        this.clock = ports.clock();
        this.connector = connector;
        this.steps = steps;
        this.limit = limit;
    }

    /** A question, asked of one server; another one is asked from the beginning. */
    @FunctionalInterface
    interface Question<T> {
        T ask(Talk talk) throws LdapTrouble, LDAPException;
    }

    /** One exchange on one connection. */
    @FunctionalInterface
    interface Exchange<T> {
        T run(LdapLink link) throws LDAPException;
    }

    private static final class Outcome<T> {
        private @Nullable T value;
        private @Nullable LdapTrouble trouble;
        private @Nullable RuntimeException failure;
        private boolean done;
    }

    /**
     * Asks.
     *
     * @throws LdapTrouble where no server answers in time
     */
    <T> T ask(Question<T> question) throws LdapTrouble {
        Attempt attempt = new Attempt(clock, limit);
        enter(attempt);
        Outcome<T> outcome = new Outcome<>();
        ports.threads().start("ldap", () -> work(question, attempt, outcome));
        return await(attempt, outcome);
    }

    private void enter(Attempt attempt) throws LdapTrouble {
        lock.lock();
        try {
            if (queued >= MAX_WAITING) {
                throw new LdapTrouble("too many wait for the directory", "see why it is slow");
            }
            queued++;
            try {
                while (running >= AT_ONCE && !closed) {
                    if (attempt.left().isZero()
                            || !ports.waiting().await(lock, changed, attempt.left())) {
                        throw new LdapTrouble(
                                "the directory is busy with earlier questions",
                                "see why it is slow");
                    }
                }
            } finally {
                queued--;
            }
            if (closed) {
                throw new LdapTrouble("the server is stopping", "start it again");
            }
            running++;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LdapTrouble("the server is stopping", "start it again");
        } finally {
            lock.unlock();
        }
    }

    private <T> T await(Attempt attempt, Outcome<T> outcome) throws LdapTrouble {
        lock.lock();
        try {
            while (!outcome.done && !attempt.left().isZero()) {
                boolean _ = ports.waiting().await(lock, changed, attempt.left());
            }
            if (!outcome.done) {
                steps.say("  no answer within " + limit.toMillis() + " ms");
                steps.say("  Remedy: check that nothing swallows the packets on the way.");
                throw noted(
                        new LdapTrouble(
                                "the directory does not answer within " + limit.toMillis() + " ms",
                                "check that it runs and that nothing swallows its packets"));
            }
            if (outcome.failure != null) {
                throw outcome.failure;
            }
            if (outcome.trouble != null) {
                throw noted(outcome.trouble);
            }
            if (silent) {
                silent = false;
                log.log(Level.INFO, "the directory answers again");
            }
            T value = outcome.value;
            if (value == null) {
                throw new IllegalStateException("no outcome");
            }
            return value;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LdapTrouble("the server is stopping", "start it again");
        } finally {
            lock.unlock();
            attempt.end(outcome.done);
        }
    }

    /** One line when the silence begins, one when it ends. */
    private LdapTrouble noted(LdapTrouble trouble) {
        if (!silent) {
            silent = true;
            log.log(
                    Level.ERROR,
                    "nobody can log in against the directory: {0}; {1}",
                    trouble.what(),
                    trouble.remedy());
        }
        return trouble;
    }

    private <T> void work(Question<T> question, Attempt attempt, Outcome<T> outcome) {
        T value = null;
        LdapTrouble trouble = null;
        RuntimeException failure = null;
        try {
            value = ofAll(question, attempt);
        } catch (LdapTrouble e) {
            trouble = e;
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            lock.lock();
            try {
                outcome.value = value;
                outcome.trouble = trouble;
                outcome.failure = failure;
                outcome.done = true;
                running--;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private <T> T ofAll(Question<T> question, Attempt attempt) throws LdapTrouble {
        List<Server> servers = inOrder();
        LdapTrouble first = null;
        for (int i = 0; i < servers.size() && !attempt.left().isZero(); i++) {
            Server server = servers.get(i);
            attempt.share(servers.size() - i);
            try {
                T value = question.ask(new Talk(server, attempt));
                forgive(server);
                return value;
            } catch (LDAPException e) {
                LdapTrouble trouble = LdapConnector.trouble(server, e);
                first = first == null ? trouble : first;
                blame(server, trouble);
            } catch (LdapTrouble e) {
                first = first == null ? e : first;
                blame(server, e);
            }
        }
        throw first != null ? first : new LdapTrouble("no time was left", "see why it is slow");
    }

    private List<Server> inOrder() {
        lock.lock();
        try {
            List<Server> good = new ArrayList<>();
            List<Server> bad = new ArrayList<>();
            for (Server server : config.servers()) {
                Long at = failedAt.get(server);
                boolean avoided = at != null && clock.nanos() - at < AVOID.toNanos();
                (avoided ? bad : good).add(server);
            }
            good.addAll(bad);
            return good;
        } finally {
            lock.unlock();
        }
    }

    private void blame(Server server, LdapTrouble trouble) {
        steps.say("  " + trouble.what());
        steps.say("  Remedy: " + trouble.remedy() + ".");
        lock.lock();
        try {
            failedAt.put(server, clock.nanos());
        } finally {
            lock.unlock();
        }
    }

    private void forgive(Server server) {
        lock.lock();
        try {
            failedAt.remove(server);
        } finally {
            lock.unlock();
        }
    }

    /** The exchanges of one question with one server. */
    final class Talk {
        private final Server server;
        private final Attempt attempt;

        private Talk(Server server, Attempt attempt) {
            this.server = server;
            this.attempt = attempt;
        }

        Server server() {
            return server;
        }

        /** For time limits of single exchanges, in milliseconds. */
        int millisLeft() {
            return attempt.millisLeft();
        }

        /** On a connection that rested, or on a fresh one where that has gone stale. */
        <T> T on(LdapLink.Role role, Exchange<T> exchange) throws LdapTrouble, LDAPException {
            LdapLink rested = take(server, role);
            if (rested != null) {
                try {
                    attempt.uses(rested.raw());
                    return run(rested, exchange);
                } catch (LDAPException e) {
                    if (isAnswer(e.getResultCode())) {
                        throw e;
                    }
                } catch (IOException e) {
                    rested.close();
                }
            }
            LdapLink fresh = connector.open(server, role, attempt);
            if (role == LdapLink.Role.SERVICE) {
                bindService(fresh);
            }
            return run(fresh, exchange);
        }

        private <T> T run(LdapLink link, Exchange<T> exchange) throws LDAPException {
            boolean good = false;
            try {
                T value = exchange.run(link);
                good = true;
                return value;
            } catch (LDAPException e) {
                good = isAnswer(e.getResultCode());
                throw e;
            } finally {
                if (good) {
                    rest(link);
                } else {
                    link.close();
                }
            }
        }

        private void bindService(LdapLink link) throws LdapTrouble {
            String dn = config.bindDn();
            String password = config.bindPassword();
            if (dn == null || password == null) {
                steps.say("look up without a name (no ldap.bind_dn)");
                return;
            }
            steps.say("bind as " + dn);
            try {
                SimpleBindRequest request = new SimpleBindRequest(dn, password);
                request.setResponseTimeoutMillis(attempt.millisLeft());
                link.connection().bind(request);
            } catch (LDAPException e) {
                link.close();
                if (e.getResultCode().equals(ResultCode.INVALID_CREDENTIALS)) {
                    throw new LdapTrouble(
                            server + " refuses " + dn + " (invalid credentials)",
                            "check ldap.bind_dn and ldap.bind_password");
                }
                throw LdapConnector.trouble(server, e);
            }
        }
    }

    /** Whether a failure is the server's word on the question, after which it can be asked on. */
    private static boolean isAnswer(ResultCode code) {
        return !code.isClientSideResultCode()
                && !code.equals(ResultCode.UNAVAILABLE)
                && !code.equals(ResultCode.BUSY)
                && !code.equals(ResultCode.PROTOCOL_ERROR)
                && !code.equals(ResultCode.OTHER);
    }

    private @Nullable LdapLink take(Server server, LdapLink.Role role) {
        lock.lock();
        try {
            long oldest = clock.nanos() - MAX_REST.toNanos();
            for (Iterator<Resting> all = idle.iterator(); all.hasNext(); ) {
                Resting one = all.next();
                if (one.since < oldest) {
                    all.remove();
                    one.link.close();
                } else if (one.link.server().equals(server) && one.link.role() == role) {
                    all.remove();
                    return one.link;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void rest(LdapLink link) {
        lock.lock();
        try {
            if (closed || idle.size() >= MAX_IDLE) {
                link.close();
            } else {
                idle.push(new Resting(link, clock.nanos()));
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many connections rest, for tests. */
    int resting() {
        lock.lock();
        try {
            return idle.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            idle.forEach(one -> one.link.close());
            idle.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
