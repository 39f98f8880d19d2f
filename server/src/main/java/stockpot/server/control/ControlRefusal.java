package stockpot.server.control;

/** The server's answer was no; the message says why. */
public final class ControlRefusal extends Exception {
    private static final long serialVersionUID = 1;

    /** A refusal with its reason. */
    public ControlRefusal(String reason) {
        super(reason);
    }
}
