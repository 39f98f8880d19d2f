package stockpot.server.sync;

import java.util.List;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserDevice;
import stockpot.server.matrix.id.UserId;
import stockpot.server.store.Change;
import stockpot.server.store.Watermarks;

/**
 * Which kinds of change may have happened since a position, so that a sync skips without a query
 * what cannot be new. Kept in memory from the start of the server on; for older positions every
 * answer is yes.
 */
public final class ChangeIndex {
    static final int MAX_ROOMS = 20_000;
    static final int MAX_USERS = 20_000;
    static final int MAX_DEVICES = 20_000;

    private final Watermarks<RoomId> roomEvents;
    private final Watermarks<RoomId> roomMembers;
    private final Watermarks<RoomId> receipts;
    private final Watermarks<UserId> memberships;
    private final Watermarks<UserId> accountData;
    private final Watermarks<UserDevice> toDevice;
    private final Watermarks<UserDevice> keyCounts;
    private volatile long lastDeviceList;
    private volatile long lastMember;

    /** Knows nothing of what happened up to {@code position}. */
    public ChangeIndex(long position) {
        roomEvents = new Watermarks<>(MAX_ROOMS, position);
        roomMembers = new Watermarks<>(MAX_ROOMS, position);
        receipts = new Watermarks<>(MAX_ROOMS, position);
        memberships = new Watermarks<>(MAX_USERS, position);
        accountData = new Watermarks<>(MAX_USERS, position);
        toDevice = new Watermarks<>(MAX_DEVICES, position);
        keyCounts = new Watermarks<>(MAX_DEVICES, position);
        lastDeviceList = position;
        lastMember = position;
    }

    /** Takes in what a commit changed. */
    void mark(List<Change> changes) {
        for (Change change : changes) {
            mark(change);
        }
    }

    private void mark(Change change) {
        switch (change) {
            case Change.RoomEvent event -> markEvent(event);
            case Change.Receipt receipt -> receipts.mark(receipt.room(), receipt.position());
            case Change.AccountData data -> accountData.mark(data.user(), data.position());
            case Change.ToDevice message ->
                    toDevice.mark(
                            new UserDevice(message.user(), message.device()), message.position());
            case Change.DeviceList list -> lastDeviceList = list.position();
            case Change.KeyCount count ->
                    keyCounts.mark(new UserDevice(count.user(), count.device()), count.position());
        }
    }

    private void markEvent(Change.RoomEvent event) {
        roomEvents.mark(event.room(), event.position());
        String target = event.stateKey();
        if (target != null && event.type().equals("m.room.member")) {
            lastMember = event.position();
            roomMembers.mark(event.room(), event.position());
            memberships.mark(new UserId(target), event.position());
        }
    }

    /** Whether the room may have new events. */
    boolean events(RoomId room, long since) {
        return roomEvents.mayHaveChangedSince(room, since);
    }

    /** Whether somebody's membership in the room may be new. */
    boolean members(RoomId room, long since) {
        return roomMembers.mayHaveChangedSince(room, since);
    }

    /** Whether anybody's membership anywhere may be new. */
    boolean anyMembers(long since) {
        return lastMember > since;
    }

    /** Whether the room may have new receipts. */
    boolean receipts(RoomId room, long since) {
        return receipts.mayHaveChangedSince(room, since);
    }

    /** Whether some membership of the user may be new. */
    boolean memberships(UserId user, long since) {
        return memberships.mayHaveChangedSince(user, since);
    }

    /** Whether the user may have new account data, global or in a room. */
    boolean accountData(UserId user, long since) {
        return accountData.mayHaveChangedSince(user, since);
    }

    /** Whether the device may have new messages waiting. */
    boolean toDevice(UserId user, DeviceId device, long since) {
        return toDevice.mayHaveChangedSince(new UserDevice(user, device), since);
    }

    /** Whether the device's one-time or fallback keys may have changed in number. */
    boolean keyCounts(UserId user, DeviceId device, long since) {
        return keyCounts.mayHaveChangedSince(new UserDevice(user, device), since);
    }

    /** Whether any user's device list may be new. */
    boolean deviceLists(long since) {
        return lastDeviceList > since;
    }
}
