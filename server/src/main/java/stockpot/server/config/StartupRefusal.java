package stockpot.server.config;

/**
 * A reason not to start that an operator can remove. The message is one sentence that says what is
 * wrong and what to do; it is printed without a stack trace, and the process ends with status 1.
 */
public final class StartupRefusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** A refusal with its sentence. */
    public StartupRefusal(String sentence) {
        super(sentence);
    }

    /** A refusal with its sentence and what lies behind it. */
    public StartupRefusal(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
