package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.RoomAlias;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;

/** The room aliases of this server. */
public final class Aliases {
    private Aliases() {}

    /** An alias, where it points, and who made it. */
    public record AliasRow(RoomAlias alias, long room, RoomId roomId, UserId creator) {}

    private static final String SELECT =
            "SELECT a.alias, a.room, r.room_id, a.creator"
                    + " FROM aliases a JOIN rooms r ON r.nid = a.room ";

    /** The alias, or null. */
    public static @Nullable AliasRow find(Transaction tx, RoomAlias alias) {
        return tx.first(SELECT + "WHERE a.alias = ?", Aliases::row, alias.value());
    }

    /** The aliases of a room, in order of their text. */
    public static List<AliasRow> ofRoom(Transaction tx, long room) {
        return tx.list(SELECT + "WHERE a.room = ? ORDER BY a.alias", Aliases::row, room);
    }

    /**
     * Adds an alias.
     *
     * @return false if it is taken; nothing is changed then (threat C22)
     */
    public static boolean add(WriteTransaction tx, RoomAlias alias, long room, UserId creator) {
        return tx.update(
                        "INSERT INTO aliases (alias, room, creator) VALUES (?, ?, ?)"
                                + " ON CONFLICT (alias) DO NOTHING",
                        alias.value(),
                        room,
                        creator.value())
                == 1;
    }

    /** Takes an alias away; false if there was none. */
    public static boolean remove(WriteTransaction tx, RoomAlias alias) {
        return tx.update("DELETE FROM aliases WHERE alias = ?", alias.value()) == 1;
    }

    /** Lets all aliases of one room point to another. */
    public static void move(WriteTransaction tx, long from, long to) {
        tx.update("UPDATE aliases SET room = ? WHERE room = ?", to, from);
    }

    private static AliasRow row(Transaction.Row row) {
        return new AliasRow(
                new RoomAlias(row.text(1)),
                row.number(2),
                new RoomId(row.text(3)),
                new UserId(row.text(4)));
    }
}
