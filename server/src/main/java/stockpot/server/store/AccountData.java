package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;

/** Account data of users, global and by room, each with the position of its last change. */
public final class AccountData {
    private static final String COLUMNS = "room_id, type, content, position";

    private AccountData() {}

    /**
     * One entry.
     *
     * @param room null for account data of the whole account
     * @param content a JSON object
     */
    public record DataRow(@Nullable RoomId room, String type, String content, long position) {}

    /** The content of one entry, or null. */
    public static @Nullable String find(
            Transaction tx, UserId user, @Nullable RoomId room, String type) {
        return tx.first(
                "SELECT content FROM account_data WHERE user_id = ? AND room_id = ? AND type = ?",
                row -> row.text(1),
                user.value(),
                key(room),
                type);
    }

    /** All global entries of a user, or all of one room, in the order of their types. */
    public static List<DataRow> all(Transaction tx, UserId user, @Nullable RoomId room) {
        return tx.list(
                "SELECT "
                        + COLUMNS
                        + " FROM account_data WHERE user_id = ? AND room_id = ? ORDER BY type",
                AccountData::row,
                user.value(),
                key(room));
    }

    /** Global entries and those of every room, in the order of change, up to a position. */
    public static List<DataRow> changed(Transaction tx, UserId user, long since, long upTo) {
        return tx.list(
                "SELECT "
                        + COLUMNS
                        + " FROM account_data WHERE user_id = ? AND position > ?"
                        + " AND position <= ? ORDER BY position",
                AccountData::row,
                user.value(),
                since,
                upTo);
    }

    /** How many entries a user has, in all. */
    public static long count(Transaction tx, UserId user) {
        Long count =
                tx.first(
                        "SELECT count(*) FROM account_data WHERE user_id = ?",
                        row -> row.number(1),
                        user.value());
        return count == null ? 0 : count;
    }

    /** Sets an entry, tells the readers of the change log, and returns the change's position. */
    public static long set(
            WriteTransaction tx, UserId user, @Nullable RoomId room, String type, String content) {
        long position = tx.nextPosition();
        tx.update(
                "INSERT INTO account_data (user_id, room_id, type, content, position)"
                        + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (user_id, room_id, type)"
                        + " DO UPDATE SET content = excluded.content, position = excluded.position",
                user.value(),
                key(room),
                type,
                content,
                position);
        tx.changed(new Change.AccountData(position, user, room, type));
        return position;
    }

    /** Removes all account data of a user. */
    public static void deleteOfUser(WriteTransaction tx, UserId user) {
        tx.update("DELETE FROM account_data WHERE user_id = ?", user.value());
    }

    private static String key(@Nullable RoomId room) {
        return room == null ? "" : room.value();
    }

    private static DataRow row(Transaction.Row row) {
        String room = row.text(1);
        return new DataRow(
                room.isEmpty() ? null : new RoomId(room), row.text(2), row.text(3), row.number(4));
    }
}
