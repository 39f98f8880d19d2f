package stockpot.server.matrix.filter;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.json.Body;

/** An {@code EventFilter}: types, senders and how many. */
public final class EventFilter {
    private final @Nullable Integer limit;
    private final NameFilter types;
    private final NameFilter senders;

    private EventFilter(@Nullable Integer limit, NameFilter types, NameFilter senders) {
        this.limit = limit;
        this.types = types;
        this.senders = senders;
    }

    /**
     * Reads a filter.
     *
     * @throws stockpot.server.matrix.error.MatrixException {@code M_BAD_JSON}
     */
    public static EventFilter parse(ObjectNode json) {
        return parse(Body.of(json));
    }

    static EventFilter parse(Body body) {
        return new EventFilter(
                limit(body.optionalNumber("limit")),
                NameFilter.globs(
                        FilterFields.texts(body, "types"), FilterFields.texts(body, "not_types")),
                NameFilter.exact(
                        FilterFields.users(body, "senders"),
                        FilterFields.users(body, "not_senders")));
    }

    /** NOTSPEC: 0 is let through, since clients ask for empty timelines so. */
    private static @Nullable Integer limit(@Nullable Long limit) {
        if (limit == null) {
            return null;
        }
        if (limit < 0) {
            throw MatrixErrors.badJson("limit must not be negative");
        }
        return (int) Math.min(limit, Integer.MAX_VALUE);
    }

    /** How many are asked for, or the default, never more than the ceiling. */
    public int limit(int fallback, int max) {
        return Math.min(limit == null ? fallback : limit, max);
    }

    /** Whether an event of that type and sender passes. */
    public boolean allows(String type, String sender) {
        return types.allows(type) && senders.allows(sender);
    }

    /** Whether things of that type pass, where there is no sender. */
    public boolean allowsType(String type) {
        return types.allows(type);
    }

    /** Whether what that user sends passes, whatever it is. */
    public boolean allowsSender(String sender) {
        return senders.allows(sender);
    }

    /** Whether nothing can pass, so that nobody needs to look. */
    public boolean allowsNothing() {
        return types.allowsNothing() || senders.allowsNothing();
    }
}
