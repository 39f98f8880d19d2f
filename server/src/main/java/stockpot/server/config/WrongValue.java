package stockpot.server.config;

/** A value that its key does not allow; the message says in what way. */
final class WrongValue extends Exception {
    private static final long serialVersionUID = 1;

    WrongValue(String message) {
        super(message);
    }
}
