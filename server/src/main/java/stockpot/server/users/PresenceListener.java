package stockpot.server.users;

import stockpot.server.matrix.id.UserId;

/** Hears that somebody's presence has changed. */
@FunctionalInterface
public interface PresenceListener {
    /** The change can be read at this counter; only marks and wakes, and must not wait or throw. */
    void changed(UserId user, long counter);
}
