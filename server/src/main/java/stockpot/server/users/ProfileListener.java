package stockpot.server.users;

import stockpot.server.matrix.id.UserId;

/** Hears of changed profiles once they are stored, to carry them into the rooms of the user. */
@FunctionalInterface
public interface ProfileListener {
    /** A field has changed; runs before the client's answer, and must not throw. */
    void changed(UserId user, String field);
}
