package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** What is known of uploaded files; their bytes lie in the folder of {@code media}. */
public final class MediaFiles {
    private static final String COLUMNS =
            "media_id, user_id, created_at, expires_at, content_hash, size, content_type,"
                    + " file_name, authenticated, quarantined_by";

    private MediaFiles() {}

    /**
     * A media id.
     *
     * @param mediaId the id
     * @param user who made it
     * @param createdAt when, in milliseconds
     * @param expiresAt until when it waits for its content, in milliseconds; null once it has it
     * @param content the content, or null while it waits
     * @param authenticated whether only those who are logged in may have it (threat M06)
     * @param quarantinedBy the administrator who took it out of circulation, or null
     */
    public record MediaRow(
            String mediaId,
            UserId user,
            long createdAt,
            @Nullable Long expiresAt,
            @Nullable Content content,
            boolean authenticated,
            @Nullable String quarantinedBy) {}

    /**
     * What a media id stands for.
     *
     * @param hash SHA-256 in lower-case hexadecimal, which is also where the bytes lie
     * @param size in bytes
     * @param type {@code Content-Type} as claimed by the uploader
     * @param fileName as given by the uploader, or null
     */
    public record Content(String hash, long size, String type, @Nullable String fileName) {}

    /** A media id, or null. */
    public static @Nullable MediaRow find(Transaction tx, String mediaId) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM media WHERE media_id = ?", MediaFiles::row, mediaId);
    }

    private static MediaRow row(Transaction.Row row) {
        String hash = row.textOrNull(5);
        String type = row.textOrNull(7);
        return new MediaRow(
                row.text(1),
                new UserId(row.text(2)),
                row.number(3),
                row.numberOrNull(4),
                hash == null || type == null
                        ? null
                        : new Content(hash, row.number(6), type, row.textOrNull(8)),
                row.flag(9),
                row.textOrNull(10));
    }

    /** Adds an id with its content. */
    public static void add(
            WriteTransaction tx,
            String mediaId,
            UserId user,
            long createdAt,
            Content content,
            boolean authenticated) {
        tx.update(
                "INSERT INTO media (media_id, user_id, created_at, content_hash, size,"
                        + " content_type, file_name, authenticated) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                mediaId,
                user.value(),
                createdAt,
                content.hash(),
                content.size(),
                content.type(),
                content.fileName(),
                authenticated);
    }

    /** Adds an id that waits for its content. */
    public static void reserve(
            WriteTransaction tx,
            String mediaId,
            UserId user,
            long createdAt,
            long expiresAt,
            boolean authenticated) {
        tx.update(
                "INSERT INTO media (media_id, user_id, created_at, expires_at, authenticated)"
                        + " VALUES (?, ?, ?, ?, ?)",
                mediaId,
                user.value(),
                createdAt,
                expiresAt,
                authenticated);
    }

    /** Gives an id its content; false if it has one already (threat M09: one of two wins). */
    public static boolean fill(WriteTransaction tx, String mediaId, Content content) {
        return tx.update(
                        "UPDATE media SET content_hash = ?, size = ?, content_type = ?,"
                                + " file_name = ?, expires_at = NULL"
                                + " WHERE media_id = ? AND content_hash IS NULL",
                        content.hash(),
                        content.size(),
                        content.type(),
                        content.fileName(),
                        mediaId)
                == 1;
    }

    /** How many ids of a user wait for content. */
    public static long waiting(Transaction tx, UserId user, long now) {
        Long count =
                tx.first(
                        "SELECT count(*) FROM media WHERE user_id = ? AND content_hash IS NULL"
                                + " AND expires_at > ?",
                        row -> row.number(1),
                        user.value(),
                        now);
        return count == null ? 0 : count;
    }

    /** Forgets the ids of a user that waited in vain. */
    public static void forgetExpired(WriteTransaction tx, UserId user, long now) {
        tx.update(
                "DELETE FROM media WHERE user_id = ? AND content_hash IS NULL"
                        + " AND expires_at <= ?",
                user.value(),
                now);
    }

    /** Whether any id stands for this content. */
    public static boolean isUsed(Transaction tx, String hash) {
        return tx.first("SELECT 1 FROM media WHERE content_hash = ?", row -> row.number(1), hash)
                != null;
    }

    /** How many files a user has uploaded; ids that still wait do not count. */
    public static long count(Transaction tx, UserId user) {
        Long count =
                tx.first(
                        "SELECT count(*) FROM media WHERE user_id = ?"
                                + " AND content_hash IS NOT NULL",
                        row -> row.number(1),
                        user.value());
        return count == null ? 0 : count;
    }

    /**
     * One page of the files that a user has uploaded.
     *
     * @param order a column of this table
     */
    public static List<MediaRow> page(
            Transaction tx, UserId user, Order order, boolean descending, long offset, long limit) {
        return tx.list(
                "SELECT "
                        + COLUMNS
                        + " FROM media WHERE user_id = ? AND content_hash IS NOT NULL ORDER BY "
                        + order.column
                        + (descending ? " DESC, " : " ASC, ")
                        + "media_id LIMIT ? OFFSET ?",
                MediaFiles::row,
                user.value(),
                limit,
                offset);
    }

    /** What {@link #page} can sort by. */
    public enum Order {
        MEDIA_ID("media_id"),
        UPLOAD_NAME("coalesce(file_name, '')"),
        CREATED_TS("created_at"),
        /** When a file was last asked for is not noted here: its upload stands for it. */
        LAST_ACCESS_TS("created_at"),
        MEDIA_LENGTH("size"),
        MEDIA_TYPE("coalesce(content_type, '')"),
        QUARANTINED_BY("coalesce(quarantined_by, '')"),
        /** No file is exempt from quarantine. */
        SAFE_FROM_QUARANTINE("media_id");

        private final String column;

        Order(String column) {
            this.column = column;
        }
    }

    /** Removes an id; false if there is none. */
    public static boolean delete(WriteTransaction tx, String mediaId) {
        return tx.update("DELETE FROM media WHERE media_id = ?", mediaId) == 1;
    }

    /** Takes an id out of circulation, or puts it back with null (threat M10). */
    public static boolean quarantine(WriteTransaction tx, String mediaId, @Nullable UserId by) {
        return tx.update(
                        "UPDATE media SET quarantined_by = ? WHERE media_id = ?",
                        by == null ? null : by.value(),
                        mediaId)
                == 1;
    }
}
