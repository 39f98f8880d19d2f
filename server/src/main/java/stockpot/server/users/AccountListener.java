package stockpot.server.users;

import stockpot.server.matrix.id.UserId;

/** Hears of new accounts once they are stored, for example to let them join the first rooms. */
@FunctionalInterface
public interface AccountListener {
    /** The account is there; runs before the answer to whoever made it, and must not throw. */
    void created(UserId user, boolean guest);
}
