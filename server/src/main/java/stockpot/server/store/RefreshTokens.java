package stockpot.server.store;

import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;

/** Refresh tokens; each is exchanged for a successor of the same family (threat C11). */
public final class RefreshTokens {
    private RefreshTokens() {}

    /**
     * A refresh token.
     *
     * @param family the login that all of them descend from
     * @param nextId the successor, or null while it has not been exchanged
     * @param nextAccessId the access token that came with the successor
     * @param exchangedAt when it was first exchanged, or null
     * @param repeats how often it was exchanged again
     * @param validUntil milliseconds since the epoch, or null for no end
     */
    public record RefreshRow(
            long id,
            UserId user,
            DeviceId device,
            long family,
            @Nullable Long nextId,
            @Nullable Long nextAccessId,
            @Nullable Long exchangedAt,
            long repeats,
            @Nullable Long validUntil) {}

    private static final String COLUMNS =
            "id, user_id, device_id, family, next_id, next_access_id, exchanged_ts, repeats,"
                    + " valid_until";

    /** The token of that hash, or null. */
    public static @Nullable RefreshRow find(Transaction tx, byte[] hash) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM refresh_tokens WHERE token_hash = ?",
                RefreshTokens::row,
                hash);
    }

    /** Whether a token was exchanged itself; true also when it is gone. */
    public static boolean wasExchanged(Transaction tx, long id) {
        Boolean exchanged =
                tx.first(
                        "SELECT next_id FROM refresh_tokens WHERE id = ?",
                        row -> row.numberOrNull(1) != null,
                        id);
        return exchanged == null || exchanged;
    }

    /** Adds a token and returns its id; a null {@code family} begins a new one. */
    public static long insert(
            WriteTransaction tx,
            byte[] hash,
            UserId user,
            DeviceId device,
            @Nullable Long family,
            @Nullable Long validUntil) {
        long id = tx.nextPosition();
        tx.update(
                "INSERT INTO refresh_tokens (id, token_hash, user_id, device_id, family,"
                        + " valid_until) VALUES (?, ?, ?, ?, ?, ?)",
                id,
                hash,
                user.value(),
                device.value(),
                family == null ? id : family,
                validUntil);
        return id;
    }

    /** Notes what a token was exchanged for. Older exchanged ones of the family go. */
    public static void exchanged(
            WriteTransaction tx, RefreshRow row, long nextId, long nextAccessId, long now) {
        tx.update(
                "UPDATE refresh_tokens SET next_id = ?, next_access_id = ?,"
                        + " exchanged_ts = coalesce(exchanged_ts, ?),"
                        + " repeats = repeats + ? WHERE id = ?",
                nextId,
                nextAccessId,
                now,
                row.nextId() == null ? 0 : 1,
                row.id());
    }

    /**
     * Forgets all but the newest {@code keep} exchanged tokens of a family. Reuse of one that is
     * forgotten is refused as unknown, without ending the family.
     */
    public static void trim(WriteTransaction tx, long family, int keep) {
        tx.update(
                "DELETE FROM refresh_tokens WHERE family = ? AND id NOT IN (SELECT id FROM"
                        + " refresh_tokens WHERE family = ? ORDER BY id DESC LIMIT ?)",
                family,
                family,
                keep);
    }

    /** Removes one token. */
    public static void delete(WriteTransaction tx, long id) {
        tx.update("DELETE FROM refresh_tokens WHERE id = ?", id);
    }

    /** Removes a family. */
    public static void deleteFamily(WriteTransaction tx, long family) {
        tx.update("DELETE FROM refresh_tokens WHERE family = ?", family);
    }

    /** Removes the tokens of a device. */
    public static void deleteOfDevice(WriteTransaction tx, UserId user, DeviceId device) {
        tx.update(
                "DELETE FROM refresh_tokens WHERE user_id = ? AND device_id = ?",
                user.value(),
                device.value());
    }

    /** Removes all tokens of a user. */
    public static void deleteOfUser(WriteTransaction tx, UserId user) {
        tx.update("DELETE FROM refresh_tokens WHERE user_id = ?", user.value());
    }

    private static RefreshRow row(Transaction.Row row) {
        return new RefreshRow(
                row.number(1),
                new UserId(row.text(2)),
                new DeviceId(row.text(3)),
                row.number(4),
                row.numberOrNull(5),
                row.numberOrNull(6),
                row.numberOrNull(7),
                row.number(8),
                row.numberOrNull(9));
    }
}
