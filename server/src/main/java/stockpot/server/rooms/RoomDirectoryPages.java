package stockpot.server.rooms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.store.Database;
import stockpot.server.store.PublicRooms;
import stockpot.server.store.RoomRow;
import stockpot.server.store.Transaction;

/**
 * The room directory page by page, largest rooms first. Client-Server API, "Published room
 * directory".
 */
public final class RoomDirectoryPages {
    /** Rooms on one page at most, and where no number was asked for. */
    public static final int MAX_LIMIT = 500;

    /** Published rooms looked at for one search. */
    static final int MAX_SCANNED = 5_000;

    static final int MAX_CACHED = 2_000;

    private static final int CHUNK = 100;

    private final Database database;
    private final Map<Long, Known> known =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Known> eldest) {
                    return size() > MAX_CACHED;
                }
            };

    /** A listing and the newest event it was made after. */
    private record Known(long headPosition, RoomListing listing) {}

    /** The directory in {@code database}. */
    public RoomDirectoryPages(Database database) {
        this.database = database;
    }

    /**
     * What is wanted.
     *
     * @param since a token of the page before, or null for the first
     * @param term what name, topic or alias must hold, or null
     * @param types the room types wanted, null in it for rooms without one; null for all
     */
    public record Query(
            int limit,
            @Nullable String since,
            @Nullable String term,
            @Nullable List<@Nullable String> types) {}

    /** A page, with tokens for the next and the one before where there are any. */
    public record Page(
            List<ObjectNode> rooms, @Nullable String next, @Nullable String previous, long total) {}

    /** A place between two rooms: behind {@code n}, or before {@code p}, the room of that size. */
    private record Place(boolean back, long joined, long nid) {
        static final Place START = new Place(false, Long.MAX_VALUE, Long.MAX_VALUE);

        static Place behind(RoomRow row) {
            return new Place(false, row.joined(), row.nid());
        }

        static Place before(RoomRow row) {
            return new Place(true, row.joined(), row.nid());
        }

        static Place parse(String token) {
            try {
                int cut = token.indexOf('_');
                if (cut > 1 && (token.charAt(0) == 'n' || token.charAt(0) == 'p')) {
                    return new Place(
                            token.charAt(0) == 'p',
                            Long.parseUnsignedLong(token, 1, cut, 10) & Long.MAX_VALUE,
                            Long.parseUnsignedLong(token.substring(cut + 1)) & Long.MAX_VALUE);
                }
            } catch (NumberFormatException e) {
                throw invalid();
            }
            throw invalid();
        }

        private static MatrixException invalid() {
            return MatrixErrors.invalidParam("not a token of this room directory");
        }

        @Override
        public String toString() {
            return (back ? "p" : "n") + joined + "_" + nid;
        }
    }

    /**
     * A page of the directory.
     *
     * @throws MatrixException 400 for a foreign token
     */
    public Page page(Query query) {
        Place from =
                query.since() == null || query.since().isEmpty()
                        ? Place.START
                        : Place.parse(query.since());
        return database.read(tx -> page(tx, query, from));
    }

    private Page page(Transaction tx, Query query, Place from) {
        List<RoomRow> rows = new ArrayList<>();
        List<ObjectNode> entries = new ArrayList<>();
        boolean more = find(tx, query, from, rows, entries);
        if (from.back()) {
            Collections.reverse(rows);
            Collections.reverse(entries);
        }
        boolean anyBefore = from.back() ? more : !from.equals(Place.START);
        boolean anyBehind = from.back() || more;
        return new Page(
                entries,
                anyBehind && !rows.isEmpty() ? Place.behind(rows.getLast()).toString() : null,
                anyBefore && !rows.isEmpty() ? Place.before(rows.getFirst()).toString() : null,
                PublicRooms.count(tx));
    }

    /** Finds a page; whether there may be more that way. */
    private boolean find(
            Transaction tx, Query query, Place from, List<RoomRow> rows, List<ObjectNode> entries) {
        Place at = from;
        String term = query.term() == null ? null : query.term().toLowerCase(Locale.ROOT);
        for (int scanned = 0; scanned < MAX_SCANNED; scanned += CHUNK) {
            List<RoomRow> chunk =
                    at.back()
                            ? PublicRooms.pageBefore(tx, at.joined(), at.nid(), CHUNK)
                            : PublicRooms.page(tx, at.joined(), at.nid(), CHUNK);
            for (RoomRow row : chunk) {
                RoomListing listing = listing(tx, row);
                if (wanted(listing, term, query.types())) {
                    if (rows.size() == query.limit()) {
                        return true;
                    }
                    rows.add(row);
                    entries.add(listing.withMembers(row.joined()));
                }
                at = new Place(from.back(), row.joined(), row.nid());
            }
            if (chunk.size() < CHUNK) {
                return false;
            }
        }
        return true;
    }

    private static boolean wanted(
            RoomListing listing, @Nullable String term, @Nullable List<@Nullable String> types) {
        return (types == null || types.contains(listing.type()))
                && (term == null || listing.mentions(term));
    }

    private RoomListing listing(Transaction tx, RoomRow row) {
        synchronized (known) {
            Known found = known.get(row.nid());
            if (found != null && found.headPosition() == row.headPosition()) {
                return found.listing();
            }
        }
        RoomListing listing = RoomListing.read(tx, row);
        synchronized (known) {
            known.put(row.nid(), new Known(row.headPosition(), listing));
        }
        return listing;
    }
}
