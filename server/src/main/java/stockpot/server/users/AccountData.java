package stockpot.server.users;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;
import stockpot.server.store.WriteTransaction;

/** What clients keep for their user, globally and by room. Client-Server API, "Client Config". */
public final class AccountData {
    /** The tags of a room are account data of this type. */
    public static final String TAGS = "m.tag";

    /** Types that have routes of their own (threat C25). */
    private static final List<String> RESERVED = List.of("m.fully_read", "m.push_rules");

    /** As for events: larger content would not sync well. */
    static final int MAX_BYTES = 65_536;

    static final int MAX_TYPE = 255;

    /** Entries a user may have in all rooms together. */
    static final int MAX_ENTRIES = 50_000;

    private final Database database;

    /** Account data in this database. */
    public AccountData(Database database) {
        this.database = database;
    }

    /** The content of an entry, or null. */
    public @Nullable ObjectNode find(UserId user, @Nullable RoomId room, String type) {
        String content =
                database.read(tx -> stockpot.server.store.AccountData.find(tx, user, room, type));
        return content == null ? null : Json.trusted(content);
    }

    /**
     * Sets an entry on behalf of a client.
     *
     * @throws stockpot.server.matrix.error.MatrixException 405 {@code M_BAD_JSON} for types with
     *     routes of their own, 413, 400
     */
    public void put(UserId user, @Nullable RoomId room, String type, ObjectNode content) {
        if (RESERVED.contains(type)) {
            throw MatrixErrors.of(405, "M_BAD_JSON", "Cannot set " + type + " through this API");
        }
        if (type.isEmpty() || type.length() > MAX_TYPE || type.indexOf('\0') >= 0) {
            throw MatrixErrors.invalidParam("not a valid type of account data");
        }
        String text = checked(content);
        database.write(tx -> set(tx, user, room, type, text));
    }

    /** The text of content that is small enough. */
    static String checked(ObjectNode content) {
        byte[] bytes = Json.bytes(content);
        if (bytes.length > MAX_BYTES) {
            throw MatrixErrors.tooLarge("account data has at most " + MAX_BYTES + " bytes");
        }
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Sets an entry within a write; equal content changes nothing and gives position 0. */
    static long set(
            WriteTransaction tx, UserId user, @Nullable RoomId room, String type, String content) {
        String before = stockpot.server.store.AccountData.find(tx, user, room, type);
        if (content.equals(before)) {
            return 0;
        }
        if (before == null && stockpot.server.store.AccountData.count(tx, user) >= MAX_ENTRIES) {
            throw MatrixErrors.tooLarge("too many entries of account data");
        }
        return stockpot.server.store.AccountData.set(tx, user, room, type, content);
    }
}
