package stockpot.server.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** How much users have uploaded, for administrators. */
public final class MediaUsage {
    private static final String FROM =
            " FROM media m LEFT JOIN profiles n ON n.user_id = m.user_id"
                    + " AND n.field = 'displayname' WHERE m.content_hash IS NOT NULL"
                    + " AND m.created_at >= ? AND m.created_at <= ?";

    private static final String GROUPS = " GROUP BY m.user_id, n.value";

    private static final String SEARCHED =
            " AND (lower(m.user_id) LIKE ? ESCAPE '!' OR lower(n.value) LIKE ? ESCAPE '!')";

    private MediaUsage() {}

    /** What {@link #page} can sort by. */
    public enum Order {
        MEDIA_LENGTH("sum(m.size)"),
        MEDIA_COUNT("count(*)"),
        USER_ID("m.user_id"),
        DISPLAYNAME("coalesce(n.value, '')");

        private final String column;

        Order(String column) {
            this.column = column;
        }
    }

    /**
     * Which uploads count.
     *
     * @param from milliseconds since the epoch, inclusive
     * @param until the same
     * @param search part of the user id or the display name, or null
     */
    public record Filter(long from, long until, @Nullable String search) {}

    /** What one user has uploaded; the name as JSON value of the profile. */
    public record UsageRow(UserId user, @Nullable String displayName, long count, long bytes) {}

    /** How many users have uploaded something that counts. */
    public static long count(Transaction tx, Filter filter) {
        Long count =
                tx.first(
                        "SELECT count(*) FROM (SELECT m.user_id"
                                + FROM
                                + (filter.search() == null ? "" : SEARCHED)
                                + GROUPS
                                + ") AS uploaders",
                        row -> row.number(1),
                        parameters(filter).toArray());
        return count == null ? 0 : count;
    }

    /** One page of the users who have uploaded something that counts. */
    public static List<UsageRow> page(
            Transaction tx,
            Filter filter,
            Order order,
            boolean descending,
            long offset,
            long limit) {
        List<@Nullable Object> parameters = parameters(filter);
        parameters.add(limit);
        parameters.add(offset);
        return tx.list(
                "SELECT m.user_id, n.value, count(*), sum(m.size)"
                        + FROM
                        + (filter.search() == null ? "" : SEARCHED)
                        + GROUPS
                        + " ORDER BY "
                        + order.column
                        + (descending ? " DESC, " : " ASC, ")
                        + "m.user_id LIMIT ? OFFSET ?",
                row ->
                        new UsageRow(
                                new UserId(row.text(1)),
                                row.textOrNull(2),
                                row.number(3),
                                row.number(4)),
                parameters.toArray());
    }

    private static List<@Nullable Object> parameters(Filter filter) {
        List<@Nullable Object> parameters = new ArrayList<>();
        parameters.add(filter.from());
        parameters.add(filter.until());
        if (filter.search() != null) {
            String search = filter.search().toLowerCase(Locale.ROOT);
            parameters.add("%" + LikeText.escaped(search) + "%");
            parameters.add("%" + LikeText.escaped(LikeText.asJson(search)) + "%");
        }
        return parameters;
    }
}
