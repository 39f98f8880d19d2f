package stockpot.server.users;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.LoginConfig;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.ports.Clock;
import stockpot.server.store.AccessTokens;
import stockpot.server.store.Database;
import stockpot.server.store.RateOverrides;
import stockpot.server.store.RefreshTokens;
import stockpot.server.store.Users;
import stockpot.server.store.WriteTransaction;

/** Access tokens: who makes a request, and how tokens come and go. */
public final class Tokens {
    /** Longer ones were never made here, and are not worth hashing (threat C05). */
    private static final int MAX_TOKEN_LENGTH = 512;

    private final Database database;
    private final Clock clock;
    private final Secrets secrets;
    private final LoginConfig config;
    private final TokenCache cache;

    /** Tokens of one server. */
    public Tokens(Database database, Clock clock, Secrets secrets, LoginConfig config) {
        this.database = database;
        this.clock = clock;
        this.secrets = secrets;
        this.config = config;
        this.cache = new TokenCache(clock);
    }

    /**
     * Secrets of a session that is about to begin, made outside the write that stores them.
     *
     * @param refresh null where the client cannot refresh
     * @param expiresIn life of the access token, or null for no end
     */
    public record Fresh(String access, @Nullable String refresh, @Nullable Duration expiresIn) {
        /** Keeps the secrets out of logs. */
        @Override
        public String toString() {
            return "Fresh[]";
        }
    }

    private record Found(
            AccessTokens.TokenRow token,
            Users.@Nullable UserRow user,
            RateOverrides.@Nullable OverrideRow limit) {}

    /**
     * Finds out who speaks.
     *
     * @param bearer the access token, or null if none was sent
     * @throws MatrixException 401 {@code M_MISSING_TOKEN}, {@code M_UNKNOWN_TOKEN} (soft where the
     *     device may come back) or {@code M_USER_LOCKED}
     */
    public Caller authenticate(@Nullable String bearer) {
        if (bearer == null || bearer.isEmpty()) {
            throw MatrixErrors.missingToken();
        }
        if (bearer.length() > MAX_TOKEN_LENGTH) {
            throw MatrixErrors.unknownToken(false);
        }
        byte[] hash = Secrets.hash(bearer);
        Caller known = cache.get(hash);
        return known != null ? known : lookUp(hash, false);
    }

    /**
     * Finds out who wants to log out, which people may do even while their account is locked.
     *
     * @throws MatrixException as {@link #authenticate}, but for {@code M_USER_LOCKED}
     */
    public Caller authenticateToLeave(@Nullable String bearer) {
        if (bearer == null || bearer.isEmpty()) {
            throw MatrixErrors.missingToken();
        }
        return lookUp(Secrets.hash(bearer), true);
    }

    private Caller lookUp(byte[] hash, boolean leaving) {
        long generation = cache.generation();
        Found found = database.read(tx -> find(tx, hash));
        if (found == null || found.user == null || found.user.deactivated()) {
            throw MatrixErrors.unknownToken(false);
        }
        AccessTokens.TokenRow token = found.token;
        if (token.validUntil() != null && token.validUntil() < clock.millis()) {
            throw MatrixErrors.unknownToken(true);
        }
        if (found.user.locked() && !leaving) {
            throw locked();
        }
        noteFirstUse(token);
        Caller caller =
                new Caller(
                        token.user(),
                        token.device(),
                        found.user.guest(),
                        token.id(),
                        standing(found.user, found.limit));
        if (!found.user.locked()) {
            cache.put(hash, caller, token.validUntil(), generation);
        }
        return caller;
    }

    private static Caller.Standing standing(
            Users.UserRow user, RateOverrides.@Nullable OverrideRow limit) {
        return user.suspended() || user.shadowBanned() || limit != null
                ? new Caller.Standing(user.suspended(), user.shadowBanned(), limit)
                : Caller.Standing.GOOD;
    }

    private static @Nullable Found find(stockpot.server.store.Transaction tx, byte[] hash) {
        AccessTokens.TokenRow token = AccessTokens.find(tx, hash);
        return token == null
                ? null
                : new Found(
                        token, Users.find(tx, token.user()), RateOverrides.find(tx, token.user()));
    }

    /** 401 {@code M_USER_LOCKED}: the account sleeps, its sessions stay. */
    static MatrixException locked() {
        return MatrixErrors.of(
                401,
                "M_USER_LOCKED",
                "This account has been locked",
                Json.object().put("soft_logout", true));
    }

    private void noteFirstUse(AccessTokens.TokenRow token) {
        Long family = token.family();
        if (family == null || token.used()) {
            return;
        }
        database.write(tx -> {
            AccessTokens.firstUse(tx, token.id(), family);
            forgetAfter(tx, token.user());
            return true;
        });
    }

    /** New secrets; with a refresh token where the client asked for one. */
    public Fresh fresh(boolean refreshable) {
        if (refreshable) {
            return new Fresh(
                    secrets.token("spt_"),
                    secrets.token("spr_"),
                    config.refreshableTokenLifetime());
        }
        return new Fresh(secrets.token("spt_"), null, config.sessionLifetime());
    }

    /** Stores a session's first tokens; those that the device had before end. */
    public void begin(WriteTransaction tx, UserId user, DeviceId device, Fresh fresh) {
        revoke(tx, user, device);
        Long family = null;
        if (fresh.refresh() != null) {
            family =
                    RefreshTokens.insert(
                            tx, Secrets.hash(fresh.refresh()), user, device, null, refreshEnd());
        }
        AccessTokens.insert(
                tx,
                Secrets.hash(fresh.access()),
                user,
                device,
                family,
                clock.millis(),
                after(fresh.expiresIn()));
    }

    /** Milliseconds since the epoch, that long from now; null stays null. */
    @Nullable Long after(@Nullable Duration life) {
        return life == null ? null : Long.valueOf(clock.millis() + life.toMillis());
    }

    /** When a refresh token made now ends, or null. */
    @Nullable Long refreshEnd() {
        return after(config.refreshTokenLifetime());
    }

    /**
     * A token by which an administrator speaks as a user, without a device. It ends with the
     * sessions of the user and with those of the administrator.
     *
     * @param validUntil milliseconds since the epoch, or null for no end
     */
    public String lend(UserId user, UserId administrator, @Nullable Long validUntil) {
        String token = secrets.token("spt_");
        byte[] hash = Secrets.hash(token);
        database.write(tx -> {
            AccessTokens.insertFor(tx, hash, user, administrator, clock.millis(), validUntil);
            return true;
        });
        return token;
    }

    /** Ends the tokens of a device. */
    public void revoke(WriteTransaction tx, UserId user, DeviceId device) {
        AccessTokens.deleteOfDevice(tx, user, device);
        RefreshTokens.deleteOfDevice(tx, user, device);
        forgetAfter(tx, user);
    }

    /** Ends one token that belongs to no device. */
    public void revoke(WriteTransaction tx, UserId user, long tokenId) {
        AccessTokens.delete(tx, tokenId);
        forgetAfter(tx, user);
    }

    /** Ends the tokens of a user that belong to no device. */
    void revokeWithoutDevice(WriteTransaction tx, UserId user) {
        AccessTokens.deleteWithoutDevice(tx, user);
        forgetAfter(tx, user);
        revokeLent(tx, user);
    }

    /** Ends the tokens by which an administrator speaks as others. */
    public void revokeLent(WriteTransaction tx, UserId administrator) {
        AccessTokens.deleteMadeBy(tx, administrator).forEach(user -> forgetAfter(tx, user));
    }

    /** Ends one login: all its refresh tokens and access tokens. The device stays. */
    void revokeFamily(WriteTransaction tx, UserId user, long family) {
        RefreshTokens.deleteFamily(tx, family);
        AccessTokens.deleteOfFamily(tx, family);
        forgetAfter(tx, user);
    }

    /** Ends all tokens of a user, those without a device too. */
    public void revokeAll(WriteTransaction tx, UserId user) {
        AccessTokens.deleteOfUser(tx, user);
        RefreshTokens.deleteOfUser(tx, user);
        forgetAfter(tx, user);
        revokeLent(tx, user);
    }

    /** Has the account read anew at the next request, once this write is durable. */
    public void forgetAfter(WriteTransaction tx, UserId user) {
        tx.afterCommit(() -> cache.forget(user));
    }
}
