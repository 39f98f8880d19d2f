package stockpot.server.users;

import stockpot.server.matrix.json.Body;

/** One kind of proof within interactive authentication, such as {@code m.login.password}. */
public interface AuthStage {
    /** Its name in flows. */
    String type();

    /**
     * Looks at the proof. What it leaves in {@code session.data()} stays with the session.
     *
     * @param auth the client's {@code auth} object
     * @param session the session that the proof is for
     * @param address where the request comes from
     * @throws stockpot.server.matrix.error.MatrixException 401 lets the client try again in the
     *     same session; others end the request
     */
    void pass(Body auth, AuthSession session, String address);
}
