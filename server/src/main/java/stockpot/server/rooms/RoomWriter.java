package stockpot.server.rooms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.event.EventSigner;
import stockpot.server.matrix.event.Pdu;
import stockpot.server.matrix.event.StateKey;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.version.RoomVersion;
import stockpot.server.ports.Clock;
import stockpot.server.store.Database;
import stockpot.server.store.TransactionIds;

/**
 * The only door through which an event enters a room (threats law 1). Every event is built, signed
 * and checked by the rules of the room's version under the room's lock ({@link RoomHead}), stored
 * by one write ({@link RoomAppend}) and answered for once that write is durable.
 */
public final class RoomWriter {
    /** Sequencers kept for rooms that nobody writes to at the moment. */
    static final int MAX_IDLE_HEADS = 256;

    /** How often an action is tried again because the event it stood on did not last. */
    private static final int MAX_ATTEMPTS = 10;

    /** How long transaction ids are remembered (threat C21 asks for a day). */
    private static final Duration REQUESTS_KEPT = Duration.ofDays(2);

    private static final int REQUESTS_BETWEEN_PURGES = 1_000;

    private final Database database;
    private final EventMaking making;
    private final RoomHeads heads;
    private final AtomicLong lastCreation = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();

    /** The door over one database; {@code signer} is the server's own. */
    public RoomWriter(Database database, Clock clock, EventSigner signer) {
        this.database = database;
        this.making = new EventMaking(clock::millis, signer);
        this.heads = new RoomHeads(MAX_IDLE_HEADS, database, making);
    }

    /**
     * Adds an event that is not state.
     *
     * @param request its transaction id; the same one gives the same event again (threat C21)
     * @return the event, durable
     * @throws stockpot.server.matrix.error.MatrixException 403 if the rules or the sender's absence
     *     forbid it, 400, 413
     */
    public EventId send(
            UserId sender,
            RoomId room,
            String type,
            ObjectNode content,
            TransactionIds.@Nullable Request request) {
        return act(
                room,
                request,
                draft -> {
                    draft.requireJoined(sender);
                    return draft.add(NewEvent.message(sender, type, content)).eventId();
                });
    }

    /**
     * Sets state. Content that its sender has set already gives the event that did.
     *
     * @return the event, durable
     * @throws stockpot.server.matrix.error.MatrixException 403 if the rules or the sender's absence
     *     forbid it, 400, 413
     */
    public EventId setState(
            UserId sender, RoomId room, String type, String stateKey, ObjectNode content) {
        return act(
                room,
                null,
                draft -> {
                    draft.requireJoined(sender);
                    return setState(draft, NewEvent.state(sender, type, stateKey, content));
                });
    }

    static EventId setState(RoomDraft draft, NewEvent event) {
        StateKey slot = event.slot();
        Pdu old = slot == null ? null : draft.state(slot);
        if (old != null
                && old.sender().equals(event.sender())
                && old.content().equals(event.content())) {
            return old.eventId();
        }
        return draft.add(event).eventId();
    }

    /** Carries out an action on a room that exists; gives the event that the answer names. */
    EventId act(RoomId room, TransactionIds.@Nullable Request request, RoomAction action) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            EventId done = request == null ? null : earlier(request);
            if (done != null) {
                return done;
            }
            try {
                EventId event = attempt(room, request, action);
                if (request != null) {
                    forgetOldRequests();
                }
                return event;
            } catch (StaleHead e) {
                // Another event came first, or the one below was lost: build anew.
            }
        }
        throw Refusals.busy();
    }

    private @Nullable EventId earlier(TransactionIds.Request request) {
        return database.read(tx -> TransactionIds.event(tx, request));
    }

    /** Now and then lets old transaction ids go, more of them than come in meanwhile. */
    private void forgetOldRequests() {
        if (requests.incrementAndGet() % REQUESTS_BETWEEN_PURGES == 0) {
            long before = making.now() - REQUESTS_KEPT.toMillis();
            try {
                database.submit(
                        tx -> TransactionIds.forget(tx, before, 2 * REQUESTS_BETWEEN_PURGES));
            } catch (MatrixException e) {
                // The writer is busy: the event is stored, and this can wait for the next time.
            }
        }
    }

    private EventId attempt(
            RoomId room, TransactionIds.@Nullable Request request, RoomAction action) {
        RoomHead head = heads.acquire(room);
        boolean known = false;
        try {
            RoomHead.Accepted accepted = head.accept(action, request);
            known = true;
            awaitCommit(head, accepted);
            return accepted.result();
        } finally {
            heads.release(room, known);
        }
    }

    private static void awaitCommit(RoomHead head, RoomHead.Accepted accepted) {
        if (accepted.commit() == null) {
            return;
        }
        try {
            accepted.commit().await();
        } catch (RuntimeException e) {
            head.forget(accepted.generation());
            throw e;
        }
    }

    /**
     * A draft of a room that does not exist yet. No two have the same time stamp, since from room
     * version 12 on the id of a room is a hash of little else.
     */
    RoomDraft fresh(RoomVersion version, @Nullable RoomId room) {
        long stamp =
                lastCreation.accumulateAndGet(making.now(), (last, now) -> Math.max(last + 1, now));
        return RoomDraft.fresh(new EventMaking(() -> stamp, making.signer()), version, room);
    }

    RoomHeads heads() {
        return heads;
    }

    /** The write of a draft that goes along with another. */
    RoomAppend append(RoomDraft draft) {
        return new RoomAppend(draft, null, making.now());
    }

    /** Stores a room that does not exist yet; whole or not at all. */
    void create(RoomDraft draft) {
        RoomAppend append = append(draft);
        try {
            database.write(tx -> {
                append.run(tx, root -> {});
                return true;
            });
        } catch (StaleHead e) {
            throw MatrixErrors.of(400, "M_ROOM_IN_USE", "This room exists already");
        }
    }
}
