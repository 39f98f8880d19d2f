package stockpot.server.mail;

import java.io.IOException;

/** Why no letter can go, in words for the operator, with what to do about it. */
final class RelayTrouble extends IOException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    RelayTrouble(String what, String remedy, Throwable cause) {
        super(what + "; " + remedy, cause);
        this.remedy = remedy;
    }

    /** What the operator can do. */
    String remedy() {
        return remedy;
    }
}
