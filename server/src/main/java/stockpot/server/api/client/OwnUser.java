package stockpot.server.api.client;

import stockpot.server.api.Request;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.UserId;

/** Routes that name a user in the path and serve only that user (threat C25). */
final class OwnUser {
    private OwnUser() {}

    /** The user of the path, who must be the caller. */
    static UserId of(Request request) {
        UserId user = request.caller().user();
        if (!user.value().equals(request.param("userId"))) {
            throw MatrixErrors.forbidden("Cannot do this for another user");
        }
        return user;
    }
}
