package stockpot.server.sync;

import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import stockpot.server.e2ee.ToDevice;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Clock;
import stockpot.server.ports.Waiting;
import stockpot.server.rooms.ephemeral.Typing;
import stockpot.server.rooms.ephemeral.UnreadSource;
import stockpot.server.store.Database;
import stockpot.server.users.Presence;

/**
 * Answers {@code /sync}. A waiting request is a parked virtual thread and nothing else: it
 * registers with the hub, reads, and parks when there was nothing to read; what is committed in
 * between wakes it, since the hub knows it before it reads.
 */
public final class Syncs {
    /** Longer wishes are cut to this. */
    static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final SyncHub hub;
    private final Waiting waiting;
    private final Clock clock;
    private final ToDevice toDevice;
    private final EphemeralEvents ephemeral;
    private final PresencePart presence;
    private final Presence presences;
    private final Function<UserId, Set<UserId>> ignored;
    private final SyncBuilder builder;
    private final InitialSyncs initials = new InitialSyncs();

    /**
     * What syncs read and tell.
     *
     * @param ignored whom a user ignores
     */
    public record Sources(
            Database database,
            SyncHub hub,
            ToDevice toDevice,
            Typing typing,
            Presence presence,
            UnreadSource unread,
            PushRulesSource pushRules,
            Function<UserId, Set<UserId>> ignored) {}

    /** Syncs over these sources. */
    public Syncs(Sources sources, Waiting waiting, Clock clock) {
        this.hub = sources.hub();
        this.waiting = waiting;
        this.clock = clock;
        this.toDevice = sources.toDevice();
        this.presences = sources.presence();
        this.ignored = sources.ignored();
        Database database = sources.database();
        ChangeIndex index = hub.index();
        this.ephemeral = new EphemeralEvents(database, sources.typing());
        this.presence = new PresencePart(database, index, presences);
        LazyMembers lazyMembers = new LazyMembers();
        RecentEvents recent = new RecentEvents(database);
        RenderedStates states = new RenderedStates();
        hub.onRoomEvent((room, type, position) -> recent.eventIn(room, type));
        hub.onRoomEvent((room, type, position) -> states.eventIn(type, position));
        JoinedRooms joined =
                new JoinedRooms(index, recent, states, ephemeral, lazyMembers, sources.unread());
        this.builder =
                new SyncBuilder(
                        new ToDevicePart(database, toDevice, index),
                        List.of(
                                new RoomsPart(database, index, joined, new LeftRooms(lazyMembers)),
                                new AccountDataPart(database, index, sources.pushRules()),
                                new DevicesPart(database, index),
                                presence));
    }

    /**
     * Checks a token.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_INVALID_PARAM}
     */
    public @Nullable SyncToken checked(@Nullable String since) {
        SyncToken token = SyncToken.parseOrNull(since);
        return token == null ? null : token.checked(now(hub.position()));
    }

    /** The token that stands for now; a sync from it tells what happens from here on. */
    public SyncToken now() {
        return now(hub.position());
    }

    /** Whether the answer is best sent on while it is made, since it can be large. */
    public boolean isLarge(SyncRequest request) {
        return request.since() == null || request.fullState();
    }

    /**
     * Writes an answer in portions. For {@link #isLarge large} requests, which never wait.
     *
     * @throws stockpot.server.matrix.error.MatrixException 429 when the user makes too many at once
     */
    public void stream(SyncRequest request, OutputStream sink) {
        initials.enter(request.user());
        try {
            AnswerWriter out = new AnswerWriter(sink);
            builder.write(window(request, request.since()), out);
            out.finish();
        } finally {
            initials.leave(request.user());
        }
    }

    /** How long an answer may take for want of news. */
    public Duration longestWait(SyncRequest request) {
        return request.timeout().compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : request.timeout();
    }

    /** Answers at once if there is news, else when there is, or when the time has passed. */
    public byte[] answer(SyncRequest request) {
        SyncToken since = request.since();
        if (since != null && request.device() != null) {
            toDevice.acknowledged(request.user(), request.device(), since.toDevice());
        }
        SyncWaiter waiter = hub.register(request.user(), request.device());
        try {
            return wait(request, waiter);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            AnswerWriter out = new AnswerWriter();
            builder.write(window(request, since), out);
            return out.toBytes();
        } finally {
            hub.release(waiter);
        }
    }

    private byte[] wait(SyncRequest request, SyncWaiter waiter) throws InterruptedException {
        long deadline = clock.nanos() + longestWait(request).toNanos();
        SyncToken from = request.since();
        while (true) {
            // The order matters: what is committed after this line wakes the waiter.
            long noted = waiter.wakeUps();
            SyncWindow window = window(request, from);
            AnswerWriter out = new AnswerWriter();
            boolean news = builder.write(window, out);
            long left = deadline - clock.nanos();
            if (news || left <= 0 || hub.isDrained()) {
                return out.toBytes();
            }
            waiter.await(noted, Duration.ofNanos(left), waiting);
            // Nothing was new up to there, so it need not be looked at again.
            from = window.to();
        }
    }

    private SyncWindow window(SyncRequest request, @Nullable SyncToken from) {
        SyncHub.Standing standing = hub.standing(request.user());
        return new SyncWindow(
                request,
                from,
                now(standing.position()),
                standing.rooms(),
                ignored.apply(request.user()));
    }

    private SyncToken now(long position) {
        return new SyncToken(
                position,
                ephemeral.typingCounter(),
                presence.counter(),
                presences.epoch(),
                position);
    }
}
