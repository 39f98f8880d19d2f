package stockpot.server.sync;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.store.AccountData;
import stockpot.server.store.AccountData.DataRow;
import stockpot.server.store.Database;
import stockpot.server.sync.UserRooms.MyRoom;

/** The {@code rooms} of an answer: joined, invited, knocked, left. */
final class RoomsPart implements SyncPart {
    /** Rooms read in one transaction, so that no reader of storage is held for long. */
    private static final int ROOMS_AT_ONCE = 25;

    private final Database database;
    private final ChangeIndex index;
    private final JoinedRooms joined;
    private final LeftRooms left;
    private final StrippedRooms stripped = new StrippedRooms();

    RoomsPart(Database database, ChangeIndex index, JoinedRooms joined, LeftRooms left) {
        this.database = database;
        this.index = index;
        this.joined = joined;
        this.left = left;
    }

    @Override
    public boolean write(SyncWindow window, AnswerWriter out) {
        Map<RoomId, List<DataRow>> accountData = accountData(window);
        out.open("rooms");
        boolean news = writeJoined(window, accountData, out);
        if (window.initial()
                || window.request().fullState()
                || window.rooms().newest() > window.after()) {
            news |= writeStripped(window, "invite", "invite_state", out);
            news |= writeStripped(window, "knock", "knock_state", out);
            news |= writeLeft(window, accountData, out);
        }
        out.close();
        return news;
    }

    private Map<RoomId, List<DataRow>> accountData(SyncWindow window) {
        Map<RoomId, List<DataRow>> byRoom = new LinkedHashMap<>();
        boolean anew = window.initial() || window.request().fullState();
        long after = anew ? 0 : window.after();
        if (!anew && !index.accountData(window.user(), after)) {
            return byRoom;
        }
        List<DataRow> rows =
                database.read(tx -> AccountData.changed(tx, window.user(), after, window.upTo()));
        for (DataRow row : rows) {
            RoomId room = row.room();
            if (room != null && window.filter().roomAccountData(room, row.type())) {
                byRoom.computeIfAbsent(room, r -> new ArrayList<>()).add(row);
            }
        }
        return byRoom;
    }

    private boolean writeJoined(
            SyncWindow window, Map<RoomId, List<DataRow>> accountData, AnswerWriter out) {
        boolean news = false;
        List<MyRoom> fromStorage = new ArrayList<>();
        out.open("join");
        for (MyRoom mine : window.rooms().joined().values()) {
            List<DataRow> data = accountData.getOrDefault(mine.room(), List.of());
            if (!window.filter().room(mine.room())
                    || !joined.mayHaveNews(window, mine, !data.isEmpty())) {
                continue;
            }
            JoinedRooms.Outcome outcome =
                    joined.isUsual(window, mine)
                            ? joined.fromMemory(window, mine, data, out)
                            : JoinedRooms.Outcome.ASK_STORAGE;
            news |= outcome == JoinedRooms.Outcome.WRITTEN;
            if (outcome == JoinedRooms.Outcome.ASK_STORAGE) {
                fromStorage.add(mine);
            }
        }
        for (List<MyRoom> chunk : chunks(fromStorage)) {
            news |=
                    database.read(tx -> {
                        boolean any = false;
                        for (MyRoom mine : chunk) {
                            List<DataRow> data = accountData.getOrDefault(mine.room(), List.of());
                            any |= joined.fromStorage(tx, window, mine, data, out);
                        }
                        return any;
                    });
            out.pass();
        }
        out.close();
        return news;
    }

    private boolean writeStripped(
            SyncWindow window, String membership, String key, AnswerWriter out) {
        List<MyRoom> due = new ArrayList<>();
        for (MyRoom mine : window.rooms().all().values()) {
            if (mine.membership().equals(membership)
                    && window.filter().room(mine.room())
                    && stripped.isDue(window, mine)) {
                due.add(mine);
            }
        }
        out.open(membership);
        for (List<MyRoom> chunk : chunks(due)) {
            database.read(tx -> {
                chunk.forEach(mine -> stripped.write(tx, mine, key, out));
                return true;
            });
            out.pass();
        }
        out.close();
        return !due.isEmpty();
    }

    private boolean writeLeft(
            SyncWindow window, Map<RoomId, List<DataRow>> accountData, AnswerWriter out) {
        List<MyRoom> due = new ArrayList<>();
        for (MyRoom mine : window.rooms().all().values()) {
            if (mine.left() && window.filter().room(mine.room()) && left.isDue(window, mine)) {
                due.add(mine);
            }
        }
        out.open("leave");
        for (List<MyRoom> chunk : chunks(due)) {
            database.read(tx -> {
                for (MyRoom mine : chunk) {
                    List<DataRow> data = accountData.getOrDefault(mine.room(), List.of());
                    left.write(tx, window, mine, data, out);
                }
                return true;
            });
            out.pass();
        }
        out.close();
        return !due.isEmpty();
    }

    private static List<List<MyRoom>> chunks(List<MyRoom> rooms) {
        List<List<MyRoom>> chunks = new ArrayList<>();
        for (int i = 0; i < rooms.size(); i += ROOMS_AT_ONCE) {
            chunks.add(rooms.subList(i, Math.min(rooms.size(), i + ROOMS_AT_ONCE)));
        }
        return chunks;
    }
}
