package stockpot.server.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.EventId;
import stockpot.server.matrix.id.UserId;

/**
 * Requests with a transaction id that were carried out. They are remembered in the write that
 * carries them out, so that a repetition after a crash finds either both or neither (threat C21).
 */
public final class TransactionIds {
    private static final int CHUNK = 50;

    private static final String BY_POSITIONS =
            "SELECT position, txn_id FROM transaction_ids WHERE position IN (?"
                    + ", ?".repeat(CHUNK - 1)
                    + ") AND device_id = ?";

    private TransactionIds() {}

    /**
     * One request: per user, device, scope (route, room and what else tells requests apart) and
     * transaction id.
     */
    public record Request(
            UserId user, @Nullable DeviceId device, String scope, String transactionId) {
        byte[] key() {
            MessageDigest digest = sha256();
            String deviceText = device == null ? "" : device.value();
            for (String part : List.of(user.value(), deviceText, scope, transactionId)) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
                digest.update(bytes);
            }
            return digest.digest();
        }
    }

    /** The device and the transaction id that an event was sent with. */
    public record Origin(@Nullable DeviceId device, String transactionId) {}

    /** Whether the request was carried out. */
    public static boolean done(Transaction tx, Request request) {
        return tx.first(
                        "SELECT 1 FROM transaction_ids WHERE key = ?",
                        row -> true,
                        (Object) request.key())
                != null;
    }

    /** The event that the request made, or null if it was not carried out or made none. */
    public static @Nullable EventId event(Transaction tx, Request request) {
        return tx.first(
                "SELECT e.event_id FROM transaction_ids t JOIN events e"
                        + " ON e.position = t.position WHERE t.key = ?",
                row -> EventKeys.id(row.bytes(1)),
                (Object) request.key());
    }

    /** What an event was sent with, or null; to be shown to that device only (threat V08). */
    public static @Nullable Origin ofEvent(Transaction tx, long position) {
        return tx.first(
                "SELECT device_id, txn_id FROM transaction_ids WHERE position = ?",
                row -> {
                    String device = row.textOrNull(1);
                    return new Origin(device == null ? null : new DeviceId(device), row.text(2));
                },
                position);
    }

    /** The transaction ids that a device sent events with, by position; others are left out. */
    public static Map<Long, String> ofEvents(
            Transaction tx, DeviceId device, List<Long> positions) {
        Map<Long, String> found = new LinkedHashMap<>();
        for (int from = 0; from < positions.size(); from += CHUNK) {
            @Nullable Object[] parameters = new @Nullable Object[CHUNK + 1];
            for (int i = 0; i < CHUNK; i++) {
                parameters[i] = positions.get(Math.min(from + i, positions.size() - 1));
            }
            parameters[CHUNK] = device.value();
            tx.each(
                    BY_POSITIONS,
                    row -> {
                        found.put(row.number(1), row.text(2));
                        return true;
                    },
                    parameters);
        }
        return found;
    }

    /**
     * Remembers a request.
     *
     * @param position the position of the event it made, or null if it made none
     * @param createdMillis wall-clock time, for {@link #forget}
     * @return false if it had been carried out before; nothing is changed then
     */
    public static boolean add(
            WriteTransaction tx, Request request, @Nullable Long position, long createdMillis) {
        return tx.update(
                        "INSERT INTO transaction_ids (key, device_id, txn_id, position, created)"
                                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
                        request.key(),
                        request.device() == null ? null : request.device().value(),
                        request.transactionId(),
                        position,
                        createdMillis)
                == 1;
    }

    /** Forgets the oldest of what is older than that, at most {@code limit}; gives how many. */
    public static int forget(WriteTransaction tx, long beforeMillis, int limit) {
        return tx.update(
                "DELETE FROM transaction_ids WHERE key IN (SELECT key FROM transaction_ids"
                        + " WHERE created < ? ORDER BY created LIMIT ?)",
                beforeMillis,
                limit);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
