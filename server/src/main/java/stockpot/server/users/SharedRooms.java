package stockpot.server.users;

import stockpot.server.matrix.id.UserId;

/** Whether people know each other. Implemented by rooms. */
@FunctionalInterface
public interface SharedRooms {
    /** Whether both are joined to some room. */
    boolean share(UserId one, UserId other);
}
