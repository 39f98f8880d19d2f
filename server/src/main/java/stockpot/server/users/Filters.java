package stockpot.server.users;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.filter.Filter;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;

/** Filters that clients store for their syncs. Client-Server API, "Filtering". */
public final class Filters {
    static final int MAX_BYTES = 65_536;

    /** Filters of a user that stay; older ones go, and clients store them again. */
    static final int KEPT = 1_000;

    private final Database database;

    /** Filters in this database. */
    public Filters(Database database) {
        this.database = database;
    }

    /**
     * Stores a filter; equal ones have one id.
     *
     * @throws stockpot.server.matrix.error.MatrixException 400 if it is none, 413
     */
    public String add(UserId user, ObjectNode filter) {
        Filter.parse(filter);
        byte[] bytes = Json.bytes(filter);
        if (bytes.length > MAX_BYTES) {
            throw MatrixErrors.tooLarge("a filter has at most " + MAX_BYTES + " bytes");
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        byte[] hash = Secrets.hash(text);
        Long known = database.read(tx -> stockpot.server.store.Filters.idOf(tx, user, hash));
        long id =
                known != null
                        ? known
                        : database.write(tx ->
                                stockpot.server.store.Filters.add(tx, user, hash, text, KEPT));
        return Long.toString(id);
    }

    /** A user's filter, or null if the id names none. */
    public @Nullable ObjectNode find(UserId user, String id) {
        if (id.isEmpty() || id.length() > 15 || !id.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        long number = Long.parseLong(id);
        String filter = database.read(tx -> stockpot.server.store.Filters.find(tx, user, number));
        return filter == null ? null : Json.trusted(filter);
    }
}
