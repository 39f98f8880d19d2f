package stockpot.server.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;
import stockpot.server.matrix.error.MatrixException;

/** What tests expect to be refused. */
final class Refusals {
    private Refusals() {}

    static MatrixException refused(int status, String code, Executable action) {
        MatrixException refusal = assertThrows(MatrixException.class, action);
        assertEquals(status + " " + code, refusal.status() + " " + refusal.code());
        return refusal;
    }
}
