package stockpot.cook.operator;

/** Why a running server did not do what it was asked for, as a sentence for the operator. */
final class ControlFailure extends Exception {
    private static final long serialVersionUID = 1L;

    ControlFailure(String message) {
        super(message);
    }
}
