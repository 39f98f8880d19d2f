package stockpot.server.users;

import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Body;
import stockpot.server.store.Users.UserRow;

/** {@code m.login.password}: the password of the user whose operation it is, and of nobody else. */
public final class PasswordStage implements AuthStage {
    private final Accounts accounts;
    private final Logins logins;

    /** Checks against these accounts. */
    public PasswordStage(Accounts accounts, Logins logins) {
        this.accounts = accounts;
        this.logins = logins;
    }

    @Override
    public String type() {
        return InteractiveAuth.PASSWORD;
    }

    @Override
    public void pass(Body auth, AuthSession session, String address) {
        UserId user = session.user();
        if (user == null) {
            throw MatrixErrors.forbidden("There is no password to check");
        }
        String password = auth.text("password");
        requireSame(user, auth);
        try {
            logins.confirm(user, password, address);
        } catch (MatrixException e) {
            throw e.status() == 403 ? MatrixErrors.of(401, "M_FORBIDDEN", "Invalid password") : e;
        }
    }

    /** Whoever holds a stolen token cannot help themselves with their own password. */
    private void requireSame(UserId user, Body auth) {
        Body identifier = auth.optionalBody("identifier");
        String name = identifier == null ? auth.optionalText("user") : null;
        if (identifier != null && "m.id.user".equals(identifier.text("type"))) {
            name = identifier.text("user");
        }
        if (name == null) {
            return; // without a name of its own the password is the caller's or wrong
        }
        UserRow named = accounts.named(name);
        if (named == null || !named.user().equals(user)) {
            throw MatrixErrors.forbidden("The user does not match the one of the session");
        }
    }
}
