package stockpot.server.users;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.json.Body;
import stockpot.server.matrix.json.Json;

/**
 * A puzzle that costs the client's computer some time, so that accounts cannot be made by the
 * thousand; it needs nobody else's script. NOTSPEC: a stage of our own. Its {@code auth} has a
 * {@code nonce} such that SHA-256 of {@code SESSION:NONCE} begins with that many zero bits.
 */
public final class PuzzleStage implements AuthStage {
    /** Its name in flows. */
    public static final String TYPE = "org.stockpot.login.puzzle";

    private static final Pattern NONCE = Pattern.compile("[0-9A-Za-z]{1,64}");

    private final int bits;

    /** A puzzle with so many zero bits. */
    public PuzzleStage(int bits) {
        this.bits = bits;
    }

    @Override
    public String type() {
        return TYPE;
    }

    /** How hard it is. */
    public int bits() {
        return bits;
    }

    @Override
    public void pass(Body auth, AuthSession session, String address) {
        String nonce = auth.text("nonce");
        if (!NONCE.matcher(nonce).matches() || !solves(session.id(), nonce, bits)) {
            throw MatrixErrors.of(401, "M_UNAUTHORIZED", "That does not solve the puzzle");
        }
    }

    /** What clients need to know of it. */
    static ObjectNode params(int bits) {
        return Json.object().put("algorithm", "sha256").put("bits", bits);
    }

    /** Whether a nonce solves the puzzle of a session. */
    public static boolean solves(String session, String nonce, int bits) {
        byte[] hash = Secrets.hash(session + ":" + nonce);
        int zeros = 0;
        for (byte each : hash) {
            if (each != 0) {
                return zeros + Integer.numberOfLeadingZeros(each & 0xff) - 24 >= bits;
            }
            zeros += 8;
        }
        return zeros >= bits;
    }
}
