package stockpot.server.users;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.matrix.json.Json;
import stockpot.server.store.Database;
import stockpot.server.store.WriteTransaction;

/** Tags that a user puts on rooms: account data of one type. Client-Server API, "Room Tagging". */
public final class Tags {
    static final int MAX_TAG_BYTES = 255;
    static final int MAX_TAGS = 100;

    private final Database database;

    /** Tags in this database. */
    public Tags(Database database) {
        this.database = database;
    }

    /** The user's tags of a room: name to content. */
    public ObjectNode of(UserId user, RoomId room) {
        String content =
                database.read(tx ->
                        stockpot.server.store.AccountData.find(tx, user, room, AccountData.TAGS));
        return tags(content);
    }

    private static ObjectNode tags(@Nullable String content) {
        ObjectNode data = content == null ? Json.object() : Json.trusted(content);
        return data.get("tags") instanceof ObjectNode tags ? tags : Json.object();
    }

    /** Puts a tag on a room. */
    public void put(UserId user, RoomId room, String tag, ObjectNode content) {
        boolean small =
                tag.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= MAX_TAG_BYTES;
        if (tag.isEmpty() || !small) {
            throw MatrixErrors.invalidParam("a tag has 1 to " + MAX_TAG_BYTES + " bytes");
        }
        database.write(tx -> {
            ObjectNode tags = read(tx, user, room);
            if (!tags.has(tag) && tags.size() >= MAX_TAGS) {
                throw MatrixErrors.tooLarge("a room has at most " + MAX_TAGS + " tags");
            }
            tags.set(tag, content);
            return write(tx, user, room, tags);
        });
    }

    /** Takes a tag from a room; one that is not there is left so. */
    public void delete(UserId user, RoomId room, String tag) {
        database.write(tx -> {
            ObjectNode tags = read(tx, user, room);
            return tags.remove(tag) == null ? 0L : write(tx, user, room, tags);
        });
    }

    private static ObjectNode read(WriteTransaction tx, UserId user, RoomId room) {
        return tags(stockpot.server.store.AccountData.find(tx, user, room, AccountData.TAGS));
    }

    private static long write(WriteTransaction tx, UserId user, RoomId room, ObjectNode tags) {
        ObjectNode content = Json.object();
        content.set("tags", tags);
        return AccountData.set(tx, user, room, AccountData.TAGS, AccountData.checked(content));
    }
}
