package stockpot.server.matrix.auth;

/** Whether the rules allow an event. */
public sealed interface AuthDecision {
    /** They do. */
    record Allowed() implements AuthDecision {}

    /**
     * They do not.
     *
     * @param reason one sentence for the sender and the log
     */
    record Denied(String reason) implements AuthDecision {}

    /** The positive verdict. */
    static AuthDecision allowed() {
        return new Allowed();
    }

    /** A negative verdict. */
    static AuthDecision denied(String reason) {
        return new Denied(reason);
    }

    /** Allowed if the condition holds, else denied for that reason. */
    static AuthDecision allowIf(boolean condition, String reason) {
        return condition ? new Allowed() : new Denied(reason);
    }

    /** Whether it is allowed. */
    default boolean isAllowed() {
        return this instanceof Allowed;
    }
}
