package stockpot.server.users;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Clock;
import stockpot.server.store.AccessTokens;
import stockpot.server.store.Database;
import stockpot.server.store.RefreshTokens;
import stockpot.server.store.RefreshTokens.RefreshRow;
import stockpot.server.store.Transaction;
import stockpot.server.store.Users;
import stockpot.server.store.WriteTransaction;

/** Logging in (once it is known who), refreshing and logging out. */
public final class Sessions {
    /** How long a client whose answer got lost may exchange the same refresh token again. */
    static final Duration GRACE = Duration.ofHours(1);

    private static final int MAX_REPEATS = 1;
    static final int MAX_DEVICES = 2_000;

    /** Exchanged tokens of a family that are remembered, to notice their reuse. */
    private static final int KEPT_TOKENS = 50;

    private final Database database;
    private final Clock clock;
    private final Tokens tokens;
    private final Devices devices;
    private final Secrets secrets;

    /** Sessions of one server. */
    public Sessions(
            Database database, Clock clock, Tokens tokens, Devices devices, Secrets secrets) {
        this.database = database;
        this.clock = clock;
        this.tokens = tokens;
        this.devices = devices;
        this.secrets = secrets;
    }

    /**
     * What a client asks for when it logs in.
     *
     * @param device null for a new one
     * @param displayName of a new device, or null
     * @param refreshable whether it can refresh
     */
    public record Wish(
            @Nullable DeviceId device, @Nullable String displayName, boolean refreshable) {}

    /** A session that has begun. */
    public record Opened(UserId user, DeviceId device, Tokens.Fresh tokens) {}

    /** Prepares a session; nothing is stored yet. */
    public Opened prepare(UserId user, Wish wish) {
        Devices.checkName(wish.displayName());
        DeviceId device = wish.device();
        return new Opened(
                user,
                device == null ? new DeviceId(secrets.deviceId()) : device,
                tokens.fresh(wish.refreshable()));
    }

    /** Stores a prepared session, as part of a write. */
    public void begin(WriteTransaction tx, Opened session, Wish wish) {
        if (stockpot.server.store.Devices.count(tx, session.user()) >= MAX_DEVICES) {
            throw MatrixErrors.forbidden("This account has too many devices");
        }
        devices.add(tx, session.user(), session.device(), wish.displayName());
        tokens.begin(tx, session.user(), session.device(), session.tokens());
    }

    /** Begins a session for a user who has proved who they are. */
    public Opened open(UserId user, Wish wish) {
        Opened session = prepare(user, wish);
        database.write(tx -> {
            begin(tx, session, wish);
            return true;
        });
        return session;
    }

    /** Ends the session of a caller; its device goes with everything on it. */
    public void close(Caller caller) {
        DeviceId device = caller.device();
        database.write(tx -> {
            if (device != null) {
                devices.delete(tx, caller.user(), List.of(device));
            } else {
                tokens.revoke(tx, caller.user(), caller.tokenId());
            }
            return true;
        });
    }

    /** Ends all sessions of a user, but that of {@code except} if it is not null. */
    public void closeAll(UserId user, @Nullable DeviceId except) {
        database.write(tx -> {
            closeAll(tx, user, except);
            return true;
        });
    }

    /** As {@link #closeAll(UserId, DeviceId)}, as part of a larger write. */
    public void closeAll(WriteTransaction tx, UserId user, @Nullable DeviceId except) {
        devices.deleteAll(tx, user, except);
        if (except == null) {
            tokens.revokeAll(tx, user);
        } else {
            tokens.revokeWithoutDevice(tx, user);
        }
    }

    /**
     * Exchanges a refresh token (threat C11). The old one stays good, once more, until its
     * successor or the access token that came with it is used; whoever shows it after that ends the
     * session, since one of the two who hold it is a thief.
     *
     * @throws stockpot.server.matrix.error.MatrixException 401 {@code M_UNKNOWN_TOKEN}
     */
    public Tokens.Fresh refresh(String refreshToken) {
        byte[] hash = Secrets.hash(refreshToken);
        Tokens.Fresh fresh = tokens.fresh(true);
        boolean done = database.write(tx -> refresh(tx, hash, fresh));
        if (!done) {
            throw MatrixErrors.unknownToken(true);
        }
        return fresh;
    }

    /** False if the token is not good (any more); what its reuse ends, ends durably. */
    private boolean refresh(WriteTransaction tx, byte[] hash, Tokens.Fresh fresh) {
        RefreshRow row = RefreshTokens.find(tx, hash);
        if (row == null || ended(row) || !usable(tx, row.user())) {
            return false;
        }
        if (row.nextId() != null) {
            if (successorUsed(tx, row)) {
                tokens.revokeFamily(tx, row.user(), row.family());
                return false;
            }
            if (!mayRepeat(row)) {
                return false;
            }
            discardSuccessor(tx, row);
        }
        exchange(tx, row, fresh);
        return true;
    }

    private boolean ended(RefreshRow row) {
        return row.validUntil() != null && row.validUntil() < clock.millis();
    }

    private static boolean usable(Transaction tx, UserId user) {
        Users.UserRow account = Users.find(tx, user);
        if (account != null && account.locked() && !account.deactivated()) {
            throw Tokens.locked();
        }
        return account != null && !account.deactivated();
    }

    private static boolean successorUsed(Transaction tx, RefreshRow row) {
        Long next = row.nextId();
        Long access = row.nextAccessId();
        return next == null
                || access == null
                || RefreshTokens.wasExchanged(tx, next)
                || AccessTokens.wasUsed(tx, access);
    }

    private boolean mayRepeat(RefreshRow row) {
        Long exchangedAt = row.exchangedAt();
        return row.repeats() < MAX_REPEATS
                && exchangedAt != null
                && clock.millis() - exchangedAt <= GRACE.toMillis();
    }

    private static void discardSuccessor(WriteTransaction tx, RefreshRow row) {
        if (row.nextId() != null && row.nextAccessId() != null) {
            RefreshTokens.delete(tx, row.nextId());
            AccessTokens.delete(tx, row.nextAccessId());
        }
    }

    private void exchange(WriteTransaction tx, RefreshRow row, Tokens.Fresh fresh) {
        long access =
                AccessTokens.insert(
                        tx,
                        Secrets.hash(fresh.access()),
                        row.user(),
                        row.device(),
                        row.family(),
                        clock.millis(),
                        tokens.after(fresh.expiresIn()));
        String refresh = fresh.refresh() == null ? "" : fresh.refresh();
        long next =
                RefreshTokens.insert(
                        tx,
                        Secrets.hash(refresh),
                        row.user(),
                        row.device(),
                        row.family(),
                        tokens.refreshEnd());
        RefreshTokens.exchanged(tx, row, next, access, clock.millis());
        RefreshTokens.trim(tx, row.family(), KEPT_TOKENS);
    }
}
