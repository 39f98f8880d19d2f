package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** What is known of accounts with regard to the directory that people log in against. */
public final class DirectoryAccounts {
    private static final String COLUMNS =
            "user_id, kind, missing, locked, admin, display_name, mail, photo";

    private DirectoryAccounts() {}

    /** Whose password opens an account; an account without a row has one of its own. */
    public enum Kind {
        /** The entry of that name. */
        ENTRY("entry"),
        /** The one kept here, whatever the directory says. */
        LOCAL("local");

        private final String stored;

        Kind(String stored) {
            this.stored = stored;
        }

        private static Kind of(String stored) {
            return stored.equals(ENTRY.stored) ? ENTRY : LOCAL;
        }
    }

    /**
     * An account that belongs to an entry, or never will.
     *
     * @param missing whether the last look found no entry that may come in
     * @param locked whether it was locked for that, so that it is unlocked when the entry is back
     * @param admin whether the directory made it an administrator's
     * @param displayName what the directory last told, or null
     * @param mail the same, folded
     * @param photo the same, as a hash
     */
    public record DirectoryRow(
            UserId user,
            Kind kind,
            boolean missing,
            boolean locked,
            boolean admin,
            @Nullable String displayName,
            @Nullable String mail,
            @Nullable String photo) {
        /** As it begins. */
        public static DirectoryRow fresh(UserId user, Kind kind) {
            return new DirectoryRow(user, kind, false, false, false, null, null, null);
        }
    }

    /** What is known of an account, or null. */
    public static @Nullable DirectoryRow find(Transaction tx, UserId user) {
        return tx.first(
                "SELECT " + COLUMNS + " FROM directory_accounts WHERE user_id = ?",
                DirectoryAccounts::row,
                user.value());
    }

    /** Notes an account, over what was known. */
    public static void put(WriteTransaction tx, DirectoryRow row) {
        tx.update(
                "INSERT INTO directory_accounts ("
                        + COLUMNS
                        + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (user_id) DO UPDATE SET"
                        + " kind = excluded.kind, missing = excluded.missing,"
                        + " locked = excluded.locked, admin = excluded.admin,"
                        + " display_name = excluded.display_name, mail = excluded.mail,"
                        + " photo = excluded.photo",
                row.user().value(),
                row.kind().stored,
                row.missing(),
                row.locked(),
                row.admin(),
                row.displayName(),
                row.mail(),
                row.photo());
    }

    /** Accounts of entries that are not closed, in the order of their ids, behind {@code after}. */
    public static List<DirectoryRow> page(Transaction tx, String after, int limit) {
        return tx.list(
                "SELECT d.user_id, d.kind, d.missing, d.locked, d.admin, d.display_name, d.mail,"
                        + " d.photo FROM directory_accounts d JOIN users u ON u.name = d.user_id"
                        + " WHERE d.kind = 'entry' AND u.deactivated = 0 AND d.user_id > ?"
                        + " ORDER BY d.user_id LIMIT ?",
                DirectoryAccounts::row,
                after,
                limit);
    }

    /** Whether a host has spoken TLS before. */
    public static boolean spokeTls(Transaction tx, String host) {
        return tx.first("SELECT 1 FROM directory_hosts WHERE host = ?", row -> true, host) != null;
    }

    /** Notes that a host speaks TLS. */
    public static void noteTls(WriteTransaction tx, String host) {
        tx.update(
                "INSERT INTO directory_hosts (host) VALUES (?) ON CONFLICT (host) DO NOTHING",
                host);
    }

    private static DirectoryRow row(Transaction.Row row) {
        return new DirectoryRow(
                new UserId(row.text(1)),
                Kind.of(row.text(2)),
                row.flag(3),
                row.flag(4),
                row.flag(5),
                row.textOrNull(6),
                row.textOrNull(7),
                row.textOrNull(8));
    }
}
