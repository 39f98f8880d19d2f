package stockpot.server.api.client;

import org.jspecify.annotations.Nullable;
import stockpot.server.api.Authenticator;
import stockpot.server.matrix.id.UserId;
import stockpot.server.users.Accounts;
import stockpot.server.users.Caller;
import stockpot.server.users.LastSeen;
import stockpot.server.users.Tokens;

/** Knows callers by their access tokens, and notes when their devices were heard. */
public final class TokenAuthenticator implements Authenticator {
    private final Tokens tokens;
    private final Accounts accounts;
    private final LastSeen lastSeen;

    /** Looks tokens up in these. */
    public TokenAuthenticator(Tokens tokens, Accounts accounts, LastSeen lastSeen) {
        this.tokens = tokens;
        this.accounts = accounts;
        this.lastSeen = lastSeen;
    }

    @Override
    public Caller authenticate(String token, String clientAddress, @Nullable String userAgent) {
        Caller caller = tokens.authenticate(token);
        lastSeen.note(caller, clientAddress, userAgent);
        return caller;
    }

    @Override
    public boolean isAdmin(UserId user) {
        return accounts.isAdmin(user);
    }
}
