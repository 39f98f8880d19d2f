package stockpot.server.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** Lists of accounts for administrators: filtered, sorted, page by page. */
public final class UserListing {
    private static final String FROM =
            " FROM users u LEFT JOIN profiles n ON n.user_id = u.name AND n.field = 'displayname'"
                    + " LEFT JOIN profiles a ON a.user_id = u.name AND a.field = 'avatar_url'"
                    + " WHERE 1 = 1";

    private static final String LAST_SEEN =
            "(SELECT max(d.last_seen_ts) FROM devices d WHERE d.user_id = u.name)";

    /** What a list can be sorted by, and where it stands; absent texts sort as empty ones. */
    private static final Map<String, String> ORDERS =
            Map.ofEntries(
                    Map.entry("name", "u.name"),
                    Map.entry("displayname", "coalesce(n.value, '')"),
                    Map.entry("is_guest", "u.is_guest"),
                    Map.entry("admin", "u.admin"),
                    Map.entry("deactivated", "u.deactivated"),
                    Map.entry("user_type", "coalesce(u.user_type, '')"),
                    Map.entry("avatar_url", "coalesce(a.value, '')"),
                    Map.entry("shadow_banned", "u.shadow_banned"),
                    Map.entry("creation_ts", "u.creation_ts"),
                    Map.entry("last_seen_ts", "coalesce(" + LAST_SEEN + ", 0)"),
                    Map.entry("locked", "u.locked"));

    private UserListing() {}

    /**
     * Which accounts are wanted; null leaves a thing out of account.
     *
     * @param id part of the user id
     * @param name part of the local part or of the display name; wins over {@code id}
     * @param guests whether guests are among them
     * @param locked whether locked ones are among them
     * @param notTypes kinds of account to leave out; the empty text is the usual kind
     */
    public record Filter(
            @Nullable String id,
            @Nullable String name,
            boolean guests,
            @Nullable Boolean deactivated,
            @Nullable Boolean admins,
            boolean locked,
            List<String> notTypes) {}

    /** An account of the list; name and avatar as JSON values of the profile. */
    public record ListedUser(
            UserId user,
            @Nullable String userType,
            boolean guest,
            boolean admin,
            boolean deactivated,
            boolean shadowBanned,
            @Nullable String displayName,
            @Nullable String avatar,
            long createdAt,
            boolean erased,
            @Nullable Long lastSeenAt,
            boolean locked) {}

    /** What {@link #page} can sort by. */
    public static boolean isOrder(String order) {
        return ORDERS.containsKey(order);
    }

    /** How many accounts are wanted. */
    public static long count(Transaction tx, Filter filter) {
        Conditions conditions = Conditions.of(filter);
        Long count =
                tx.first(
                        "SELECT count(*)" + FROM + conditions.sql(),
                        row -> row.number(1),
                        conditions.parameters());
        return count == null ? 0 : count;
    }

    /** One page of the accounts that are wanted; equal ones in the order of their ids. */
    public static List<ListedUser> page(
            Transaction tx,
            Filter filter,
            String order,
            boolean descending,
            long offset,
            long limit) {
        Conditions conditions = Conditions.of(filter);
        conditions.add(null, limit, offset);
        return tx.list(
                "SELECT u.name, u.user_type, u.is_guest, u.admin, u.deactivated, u.shadow_banned,"
                        + " n.value, a.value, u.creation_ts, u.erased, "
                        + LAST_SEEN
                        + ", u.locked"
                        + FROM
                        + conditions.sql()
                        + " ORDER BY "
                        + ORDERS.getOrDefault(order, "u.name")
                        + (descending ? " DESC, " : " ASC, ")
                        + "u.name LIMIT ? OFFSET ?",
                UserListing::row,
                conditions.parameters());
    }

    private static ListedUser row(Transaction.Row row) {
        return new ListedUser(
                new UserId(row.text(1)),
                row.textOrNull(2),
                row.flag(3),
                row.flag(4),
                row.flag(5),
                row.flag(6),
                row.textOrNull(7),
                row.textOrNull(8),
                row.number(9),
                row.flag(10),
                row.numberOrNull(11),
                row.flag(12));
    }

    /** The conditions of a filter with their parameters, in order. */
    private static final class Conditions {
        private final List<String> texts = new ArrayList<>();
        private final List<@Nullable Object> parameters = new ArrayList<>();

        static Conditions of(Filter filter) {
            Conditions conditions = new Conditions();
            if (filter.name() != null && !filter.name().isEmpty()) {
                String lower = filter.name().toLowerCase(Locale.ROOT);
                conditions.add(
                        "(u.name LIKE ? ESCAPE '!' OR lower(n.value) LIKE ? ESCAPE '!')",
                        "@%" + LikeText.escaped(lower) + "%:%",
                        "%" + LikeText.escaped(LikeText.asJson(lower)) + "%");
            } else if (filter.id() != null && !filter.id().isEmpty()) {
                String lower = filter.id().toLowerCase(Locale.ROOT);
                conditions.add("u.name LIKE ? ESCAPE '!'", "%" + LikeText.escaped(lower) + "%");
            }
            if (!filter.guests()) {
                conditions.add("u.is_guest = 0");
            }
            if (filter.deactivated() != null) {
                conditions.add("u.deactivated = ?", filter.deactivated());
            }
            if (filter.admins() != null) {
                conditions.add("u.admin = ?", filter.admins());
            }
            if (!filter.locked()) {
                conditions.add("u.locked = 0");
            }
            filter.notTypes()
                    .forEach(type -> conditions.add("coalesce(u.user_type, '') <> ?", type));
            return conditions;
        }

        void add(@Nullable String text, @Nullable Object... values) {
            if (text != null) {
                texts.add(" AND " + text);
            }
            for (Object value : values) {
                parameters.add(value);
            }
        }

        String sql() {
            return String.join("", texts);
        }

        @Nullable Object[] parameters() {
            return parameters.toArray();
        }
    }
}
