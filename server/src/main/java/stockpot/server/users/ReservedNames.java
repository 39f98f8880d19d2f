package stockpot.server.users;

import stockpot.server.matrix.id.UserId;

/** Names that only a bridge may register. Implemented by appservices. */
@FunctionalInterface
public interface ReservedNames {
    /** Whether an appservice holds the name exclusively. */
    boolean reserved(UserId user);
}
