package stockpot.server.users;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;
import stockpot.server.ports.Clock;
import stockpot.server.store.Database;
import stockpot.server.store.InteractiveSessions;
import stockpot.server.store.WriteTransaction;

/**
 * User-Interactive Authentication: an operation goes on once the client has passed the stages of
 * one of its flows. A session belongs to one user, one operation and one body (threat C07), and
 * survives restarts.
 */
public final class InteractiveAuth {
    /** The stage that every account with a password can pass. */
    public static final String PASSWORD = "m.login.password";

    /** How long a client may take. */
    static final Duration LIFETIME = Duration.ofHours(1);

    private static final int MAX_SESSION_ID = 128;
    private static final int MAX_PASSED = 5_000;
    private static final int SWEEP = 100;

    private final Database database;
    private final Clock clock;
    private final Secrets secrets;
    private final String bodyKey;
    private final Duration passedCounts;
    private final Map<String, AuthStage> stages = new LinkedHashMap<>();
    private final Map<String, Long> passedAt =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > MAX_PASSED;
                }
            };

    /**
     * Interactive authentication of one server.
     *
     * @param bodyKey secret under which bodies are remembered, since they may hold passwords
     * @param passedCounts {@code ui_auth.session_timeout}
     * @param stages the proofs that are understood
     */
    public InteractiveAuth(
            Database database,
            Clock clock,
            Secrets secrets,
            String bodyKey,
            Duration passedCounts,
            List<AuthStage> stages) {
        this.database = database;
        this.clock = clock;
        this.secrets = secrets;
        this.bodyKey = bodyKey;
        this.passedCounts = passedCounts;
        stages.forEach(stage -> this.stages.put(stage.type(), stage));
    }

    /**
     * What an operation asks for.
     *
     * @param caller whose operation it is, or null for registration, whose body may change between
     *     stages
     * @param operation method and path, such as {@code DELETE /devices/ABC}
     * @param body of the request, with {@code auth} if the client sent it
     * @param flows lists of stages, one of which must be passed
     * @param params what stages need, such as the policies of {@code m.login.terms}
     * @param address where the request comes from
     * @param remember puts into the session's data what later requests need not repeat; called when
     *     the client has to come again
     */
    public record Demand(
            @Nullable Caller caller,
            String operation,
            ObjectNode body,
            List<List<String>> flows,
            ObjectNode params,
            String address,
            Consumer<ObjectNode> remember) {}

    /** Asks for the caller's password. */
    public AuthSession demand(Caller caller, String operation, ObjectNode body, String address) {
        return demand(
                new Demand(
                        caller,
                        operation,
                        body,
                        List.of(List.of(PASSWORD)),
                        Json.object(),
                        address,
                        _ -> {}));
    }

    /**
     * Returns once a flow has been passed. The operation ends the session with {@link #finish} in
     * its own write; if it fails, the client may try again with it.
     *
     * @throws MatrixException 401 with the flows and a session, 403 if the session belongs to
     *     another operation
     */
    public AuthSession demand(Demand demand) {
        Body auth = Body.of(demand.body).optionalBody("auth");
        if (auth == null) {
            AuthSession session = fresh(demand);
            if (passedLately(demand)) {
                return session;
            }
            throw store(demand, session, null);
        }
        AuthSession session = session(demand, auth.optionalText("session"));
        String type = auth.optionalText("type");
        if (type != null) {
            pass(demand, session, type, auth);
        }
        if (demand.flows.stream().noneMatch(flow -> session.completed().containsAll(flow))) {
            throw store(demand, session, null);
        }
        notePassed(demand);
        return session;
    }

    private void pass(Demand demand, AuthSession session, String type, Body auth) {
        AuthStage stage = stages.get(type);
        if (stage == null || demand.flows.stream().noneMatch(flow -> flow.contains(type))) {
            throw store(
                    demand,
                    session,
                    MatrixErrors.of(401, "M_UNRECOGNIZED", "Not a stage of this flow"));
        }
        try {
            stage.pass(auth, session, demand.address);
            session.complete(type);
        } catch (MatrixException e) {
            throw e.status() == 401 ? store(demand, session, e) : e;
        }
    }

    /** The session that the client names, or a new one if it names none. */
    private AuthSession session(Demand demand, @Nullable String id) {
        if (id == null) {
            return fresh(demand);
        }
        AuthSession session = find(id);
        AuthSession fresh = fresh(demand);
        if (session == null || !Objects.equals(session.user(), fresh.user())) {
            throw store(demand, fresh, MatrixErrors.of(401, "M_UNKNOWN", "Unknown session"));
        }
        if (!session.operation().equals(demand.operation)) {
            throw MatrixErrors.forbidden(
                    "Requested operation has changed during the UI authentication session");
        }
        if (!Objects.equals(session.bodyHash(), fresh.bodyHash())) {
            throw store(
                    demand,
                    fresh,
                    MatrixErrors.of(401, "M_UNKNOWN", "The request differs from the first one"));
        }
        return session;
    }

    private AuthSession fresh(Demand demand) {
        Caller caller = demand.caller;
        UserId user = caller == null ? null : caller.user();
        String hash = caller == null ? null : BodyHash.of(bodyKey, demand.body);
        return new AuthSession(secrets.token(""), user, demand.operation, hash, clock.millis());
    }

    /** A session that may still go on, or null. */
    public @Nullable AuthSession find(String id) {
        if (id.length() > MAX_SESSION_ID || id.indexOf('\0') >= 0) {
            return null;
        }
        InteractiveSessions.SessionRow row = database.read(tx -> InteractiveSessions.find(tx, id));
        if (row == null || row.createdAt() < clock.millis() - LIFETIME.toMillis()) {
            return null;
        }
        return AuthSession.of(row);
    }

    /** Stores what a page left in a session's data. */
    public void note(AuthSession session) {
        database.write(tx -> {
            InteractiveSessions.put(tx, session.row());
            return true;
        });
    }

    /** Passes a stage on a page of this server instead of in the client. */
    public void passByPage(AuthSession session, String type, Body proof, String address) {
        AuthStage stage = stages.get(type);
        if (stage == null) {
            throw MatrixErrors.notFound("no such stage");
        }
        stage.pass(proof, session, address);
        session.complete(type);
        note(session);
    }

    /** Stores a session and gives the refusal that names it. */
    private MatrixException store(
            Demand demand, AuthSession session, @Nullable MatrixException why) {
        demand.remember.accept(session.data());
        long before = clock.millis() - LIFETIME.toMillis();
        database.write(tx -> {
            InteractiveSessions.before(tx, before, SWEEP)
                    .forEach(row -> end(tx, AuthSession.of(row)));
            InteractiveSessions.put(tx, session.row());
            return true;
        });
        return challenge(demand, session, why);
    }

    private static void end(WriteTransaction tx, AuthSession session) {
        RegistrationTokenStage.release(tx, session);
        InteractiveSessions.delete(tx, session.id());
    }

    private static MatrixException challenge(
            Demand demand, AuthSession session, @Nullable MatrixException why) {
        ObjectNode extra = why == null ? Json.object() : why.extra().deepCopy();
        extra.put("session", session.id());
        ArrayNode flows = extra.putArray("flows");
        for (List<String> flow : demand.flows) {
            ArrayNode stages = flows.addObject().putArray("stages");
            flow.forEach(stages::add);
        }
        extra.set("params", demand.params);
        ArrayNode completed = extra.putArray("completed");
        session.completed().forEach(completed::add);
        return MatrixErrors.of(
                401,
                why == null ? "" : why.code().value(),
                why == null ? "" : Objects.requireNonNullElse(why.getMessage(), ""),
                extra);
    }

    /** Ends a session, as part of the write that does what it guarded. */
    public void finish(WriteTransaction tx, AuthSession session) {
        InteractiveSessions.delete(tx, session.id());
    }

    /** Keeps a session whose operation has been done, if it was stored, with its present data. */
    void keep(WriteTransaction tx, AuthSession session) {
        if (InteractiveSessions.find(tx, session.id()) != null) {
            InteractiveSessions.put(tx, session.row());
        }
    }

    /** Ends a session whose operation has been done. */
    public void finish(AuthSession session) {
        var _ =
                database.submit(tx -> {
                    finish(tx, session);
                    return true;
                });
    }

    /** Kinds of operations, without the ids in their paths, count as the same for a while. */
    private static String kind(Caller caller, Demand demand) {
        String operation = demand.operation;
        int id = operation.indexOf('/', operation.indexOf('/') + 1);
        return caller.tokenId() + " " + (id < 0 ? operation : operation.substring(0, id));
    }

    private boolean passedLately(Demand demand) {
        Caller caller = demand.caller;
        if (caller == null || passedCounts.isZero()) {
            return false;
        }
        synchronized (passedAt) {
            Long at = passedAt.get(kind(caller, demand));
            return at != null && clock.nanos() - at < passedCounts.toNanos();
        }
    }

    private void notePassed(Demand demand) {
        Caller caller = demand.caller;
        if (caller == null || passedCounts.isZero()) {
            return;
        }
        synchronized (passedAt) {
            passedAt.put(kind(caller, demand), clock.nanos());
        }
    }
}
