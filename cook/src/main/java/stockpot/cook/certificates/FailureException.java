package stockpot.cook.certificates;

/** Carries a {@link Failure} up to the one who writes it down. */
final class FailureException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    FailureException(Failure failure) {
        super(failure.sentence());
        this.failure = failure;
    }

    FailureException(Failure.Kind kind, String sentence) {
        this(Failure.of(kind, sentence));
    }

    Failure failure() {
        return failure;
    }
}
