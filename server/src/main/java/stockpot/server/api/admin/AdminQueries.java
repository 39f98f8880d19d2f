package stockpot.server.api.admin;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import stockpot.server.api.Request;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.UserId;
import stockpot.server.users.Accounts;

/** What the requests of administrators have in common, read and refused as Synapse does. */
final class AdminQueries {
    private static final int LONGEST_NUMBER = 18;

    /** The largest page; more than any console asks for. */
    private static final long MAX_PAGE = 10_000;

    private AdminQueries() {}

    /** A page of a list. */
    record Page(long from, long limit) {
        /** Whether there is more behind it. */
        boolean endsBefore(long total) {
            return from + limit < total;
        }
    }

    /**
     * The user of the path, who must belong to this server.
     *
     * @throws MatrixException 400 {@code M_INVALID_PARAM} for what is no user id, 400 {@code
     *     M_UNKNOWN} with the reason for users of other servers
     */
    static UserId local(Request request, Accounts accounts, String reason) {
        UserId user = user(request);
        if (!accounts.isLocal(user)) {
            throw refusal(reason);
        }
        return user;
    }

    /** As {@link #local}, of an account that exists; 404 otherwise. */
    static UserId existing(Request request, Accounts accounts, String reason) {
        UserId user = local(request, accounts, reason);
        if (!accounts.exists(user)) {
            throw MatrixErrors.notFound("User not found");
        }
        return user;
    }

    /** The user of the path. */
    static UserId user(Request request) {
        return UserId.parse(request.param("userId"));
    }

    /** A refusal that Synapse has no code for. */
    static MatrixException refusal(String reason) {
        return MatrixErrors.of(400, "M_UNKNOWN", reason);
    }

    /** {@code from} and {@code limit}. */
    static Page page(Request request) {
        return new Page(
                number(request, "from", 0), Math.min(number(request, "limit", 100), MAX_PAGE));
    }

    /** A number that is not negative, or the given one. */
    static long number(Request request, String name, long fallback) {
        Long value = optionalNumber(request, name);
        return value == null ? fallback : value;
    }

    /** A number that is not negative, or null. */
    static @Nullable Long optionalNumber(Request request, String name) {
        String text = request.query(name);
        if (text == null) {
            return null;
        }
        boolean digits =
                !text.isEmpty()
                        && text.length() <= LONGEST_NUMBER
                        && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) {
            throw MatrixErrors.invalidParam(
                    "Query parameter " + name + " must be a whole number that is not negative");
        }
        return Long.parseLong(text);
    }

    /** A number that must be there. */
    static long requiredNumber(Request request, String name) {
        Long value = optionalNumber(request, name);
        if (value == null) {
            throw missing(name);
        }
        return value;
    }

    /** A text that must be there. */
    static String requiredText(Request request, String name) {
        String value = request.query(name);
        if (value == null) {
            throw missing(name);
        }
        return value;
    }

    private static MatrixException missing(String name) {
        return MatrixErrors.missingParam("Missing required query parameter " + name);
    }

    /** {@code true}, {@code false} or null where it was not sent. */
    static @Nullable Boolean optionalFlag(Request request, String name) {
        return request.query(name) == null ? null : request.queryFlag(name, false);
    }

    /** Whether {@code dir} asks for descending order. */
    static boolean descending(Request request) {
        String direction = request.query("dir");
        if (direction == null || direction.equals("f")) {
            return false;
        }
        if (direction.equals("b")) {
            return true;
        }
        throw MatrixErrors.invalidParam("Query parameter dir must be f or b");
    }

    /** The order that {@code order_by} names among the constants of an enumeration. */
    static <E extends Enum<E>> E order(Request request, Class<E> orders, E fallback) {
        String name = request.query("order_by");
        if (name == null) {
            return fallback;
        }
        for (E order : orders.getEnumConstants()) {
            if (order.name().toLowerCase(Locale.ROOT).equals(name)) {
                return order;
            }
        }
        throw wrongOrder();
    }

    /** The refusal of an unknown {@code order_by}. */
    static MatrixException wrongOrder() {
        return MatrixErrors.invalidParam("Query parameter order_by is none of the known orders");
    }
}
