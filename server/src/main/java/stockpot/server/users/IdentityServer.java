package stockpot.server.users;

import stockpot.server.matrix.id.UserId;

/** The identity server that addresses may be bound at. Implemented where HTTP is spoken. */
public interface IdentityServer {
    /** Its host name, as clients give it. */
    String name();

    /**
     * Binds a confirmed address of one of its own sessions to a user.
     *
     * @param accessToken of the user at the identity server
     * @return the address that was bound
     * @throws stockpot.server.matrix.error.MatrixException 400 where it refuses, 502 where it is
     *     away
     */
    Bound bind(UserId user, String accessToken, String sid, String clientSecret);

    /** An address that was bound. */
    record Bound(String medium, String address) {}

    /** Takes a binding back; false where the identity server does not do it. */
    boolean unbind(UserId user, String medium, String address);
}
