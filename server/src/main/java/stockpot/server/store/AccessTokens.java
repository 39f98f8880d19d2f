package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.UserId;

/** Access tokens, found by the SHA-256 of the token, which itself is nowhere kept. */
public final class AccessTokens {
    private AccessTokens() {}

    /**
     * A token that may open an account.
     *
     * @param id never used again for another token
     * @param family the login whose refresh tokens it descends from, or null
     * @param used whether a request was made with it
     * @param validUntil milliseconds since the epoch, or null for no end
     */
    public record TokenRow(
            long id,
            UserId user,
            @Nullable DeviceId device,
            @Nullable Long family,
            boolean used,
            @Nullable Long validUntil) {}

    /** The token of that hash together with its account, or null. */
    public static @Nullable TokenRow find(Transaction tx, byte[] hash) {
        return tx.first(
                "SELECT id, user_id, device_id, family, used, valid_until FROM access_tokens"
                        + " WHERE token_hash = ?",
                AccessTokens::row,
                hash);
    }

    /** Adds a token and returns its id. */
    public static long insert(
            WriteTransaction tx,
            byte[] hash,
            UserId user,
            @Nullable DeviceId device,
            @Nullable Long family,
            long createdAt,
            @Nullable Long validUntil) {
        long id = tx.nextPosition();
        tx.update(
                "INSERT INTO access_tokens (id, token_hash, user_id, device_id, family, created_ts,"
                        + " valid_until) VALUES (?, ?, ?, ?, ?, ?, ?)",
                id,
                hash,
                user.value(),
                device == null ? null : device.value(),
                family,
                createdAt,
                validUntil);
        return id;
    }

    /**
     * Adds a token by which an administrator speaks as a user; it ends with the tokens of either.
     */
    public static void insertFor(
            WriteTransaction tx,
            byte[] hash,
            UserId user,
            UserId administrator,
            long createdAt,
            @Nullable Long validUntil) {
        tx.update(
                "INSERT INTO access_tokens (id, token_hash, user_id, created_ts, valid_until,"
                        + " made_by) VALUES (?, ?, ?, ?, ?, ?)",
                tx.nextPosition(),
                hash,
                user.value(),
                createdAt,
                validUntil,
                administrator.value());
    }

    /** Removes the tokens by which an administrator speaks as others; gives those others. */
    public static List<UserId> deleteMadeBy(WriteTransaction tx, UserId administrator) {
        List<UserId> users =
                tx.list(
                        "SELECT DISTINCT user_id FROM access_tokens WHERE made_by = ?",
                        row -> new UserId(row.text(1)),
                        administrator.value());
        if (!users.isEmpty()) {
            tx.update("DELETE FROM access_tokens WHERE made_by = ?", administrator.value());
        }
        return users;
    }

    /** Notes the first use of a token of a family, which ends the older ones of that family. */
    public static void firstUse(WriteTransaction tx, long id, long family) {
        tx.update("UPDATE access_tokens SET used = 1 WHERE id = ?", id);
        tx.update("DELETE FROM access_tokens WHERE family = ? AND id < ?", family, id);
    }

    /** Whether a request was made with a token; true also when it is gone. */
    public static boolean wasUsed(Transaction tx, long id) {
        Boolean used =
                tx.first("SELECT used FROM access_tokens WHERE id = ?", row -> row.flag(1), id);
        return used == null || used;
    }

    /** Removes one token. */
    public static void delete(WriteTransaction tx, long id) {
        tx.update("DELETE FROM access_tokens WHERE id = ?", id);
    }

    /** Removes the tokens of a device. */
    public static void deleteOfDevice(WriteTransaction tx, UserId user, DeviceId device) {
        tx.update(
                "DELETE FROM access_tokens WHERE user_id = ? AND device_id = ?",
                user.value(),
                device.value());
    }

    /** Removes the tokens of a user that belong to no device. */
    public static void deleteWithoutDevice(WriteTransaction tx, UserId user) {
        tx.update(
                "DELETE FROM access_tokens WHERE user_id = ? AND device_id IS NULL", user.value());
    }

    /** Removes the tokens of a family of refresh tokens. */
    public static void deleteOfFamily(WriteTransaction tx, long family) {
        tx.update("DELETE FROM access_tokens WHERE family = ?", family);
    }

    /** Removes all tokens of a user, those without a device too. */
    public static void deleteOfUser(WriteTransaction tx, UserId user) {
        tx.update("DELETE FROM access_tokens WHERE user_id = ?", user.value());
    }

    private static TokenRow row(Transaction.Row row) {
        String device = row.textOrNull(3);
        return new TokenRow(
                row.number(1),
                new UserId(row.text(2)),
                device == null ? null : new DeviceId(device),
                row.numberOrNull(4),
                row.flag(5),
                row.numberOrNull(6));
    }
}
