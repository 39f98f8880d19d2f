package stockpot.server.rooms;

import java.time.Duration;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;

/** Refusals that several actions share, so that their words cannot tell rooms apart. */
final class Refusals {
    private static final Duration BUSY_RETRY = Duration.ofSeconds(1);

    private Refusals() {}

    /** Who is not in a room, and of a room that does not exist. */
    static MatrixException notInRoom() {
        return MatrixErrors.forbidden("You are not in this room");
    }

    static MatrixException unknownRoom() {
        return MatrixErrors.notFound("No such room is known here");
    }

    static MatrixException busy() {
        return MatrixErrors.unavailable("The room could not be changed now", BUSY_RETRY);
    }
}
