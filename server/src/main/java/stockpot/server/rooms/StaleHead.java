package stockpot.server.rooms;

/** The event was built on one that is not the room's newest any more, or that failed to commit. */
final class StaleHead extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StaleHead() {
        super("the room has moved on", null, false, false);
    }
}
