package stockpot.server.api;

import org.jspecify.annotations.Nullable;
import stockpot.server.api.http.HeaderFields;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.users.Caller;

/**
 * Finds out who makes a request. Client-Server API, "Using access tokens". Exactly one token is
 * taken, from one header or, NOTSPEC since v1.20, from the query (threats C05, C23).
 */
final class Authenticate {
    /** Longer than any token that this server ever gave out. */
    private static final int LONGEST_TOKEN = 2048;

    private static final String SCHEME = "Bearer ";

    private final Authenticator authenticator;

    Authenticate(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /** The caller that the endpoint demands, or null where none is demanded and none came. */
    @Nullable Caller caller(
            Endpoint.Authentication demanded,
            HeaderFields headers,
            QueryString query,
            String clientAddress) {
        if (demanded == Endpoint.Authentication.NONE) {
            return null;
        }
        String token = token(headers, query);
        if (token == null) {
            if (demanded == Endpoint.Authentication.OPTIONAL) {
                return null;
            }
            throw MatrixErrors.missingToken();
        }
        Caller caller =
                authenticator.authenticate(token, clientAddress, headers.first("user-agent"));
        admit(demanded, caller);
        return caller;
    }

    private void admit(Endpoint.Authentication demanded, Caller caller) {
        switch (demanded) {
            case NONE, OPTIONAL, GUEST -> {}
            case USER -> refuseGuest(caller);
            case ADMIN -> {
                refuseGuest(caller);
                if (!authenticator.isAdmin(caller.user())) {
                    throw MatrixErrors.forbidden("You are not a server admin");
                }
            }
        }
    }

    private static void refuseGuest(Caller caller) {
        if (caller.guest()) {
            throw MatrixErrors.of(403, "M_GUEST_ACCESS_FORBIDDEN", "Guests may not do this");
        }
    }

    private static @Nullable String token(HeaderFields headers, QueryString query) {
        if (headers.count("authorization") > 1) {
            throw MatrixErrors.of(
                    401, "M_MISSING_TOKEN", "More than one Authorization header was sent");
        }
        String header = fromHeader(headers.first("authorization"));
        String parameter = query.first("access_token");
        if (header != null && parameter != null && !header.equals(parameter)) {
            throw MatrixErrors.of(401, "M_MISSING_TOKEN", "Two different access tokens were sent");
        }
        String token = header == null ? parameter : header;
        if (token == null || token.isEmpty()) {
            return null;
        }
        if (token.length() > LONGEST_TOKEN) {
            throw MatrixErrors.unknownToken(false);
        }
        return token;
    }

    private static @Nullable String fromHeader(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        return header.substring(SCHEME.length()).strip();
    }
}
