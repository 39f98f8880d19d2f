package stockpot.server.e2ee;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.store.DeviceListChanges;
import stockpot.server.store.EventRow;
import stockpot.server.store.Events;
import stockpot.server.store.MemberChanges;
import stockpot.server.store.MemberChanges.MemberChange;
import stockpot.server.store.MembershipRow;
import stockpot.server.store.Memberships;
import stockpot.server.store.RoomStates;
import stockpot.server.store.Transaction;

/**
 * Whose devices a client must look up anew, and whom it need no longer track. "Tracking the device
 * list for a user". A user may be named without need, but never be left out.
 */
public final class DeviceLists {
    /** Beyond so many announced users, those who share a room are read once instead of tried. */
    private static final int TRY_ONE_BY_ONE = 50;

    private DeviceLists() {}

    /**
     * News of devices.
     *
     * @param changed users who share a room and whose devices or keys changed, who came to share
     *     one or are newly invited to one; in order
     * @param left users who no longer share any room; in order
     */
    public record Changes(List<UserId> changed, List<UserId> left) {
        /** Copies. */
        public Changes {
            changed = List.copyOf(changed);
            left = List.copyOf(left);
        }

        /** Whether there is no news. */
        public boolean isEmpty() {
            return changed.isEmpty() && left.isEmpty();
        }
    }

    /** As the longer form, looking at the members of every room. */
    public static Changes changed(Transaction tx, UserId user, long from, long to) {
        return changed(tx, user, from, to, room -> true);
    }

    /**
     * The news for a user between two positions.
     *
     * @param newMembers tells whether a room may have had member events behind {@code from}; rooms
     *     where it says no are not looked at
     */
    public static Changes changed(
            Transaction tx, UserId user, long from, long to, Predicate<RoomId> newMembers) {
        Set<UserId> changed = new TreeSet<>();
        announced(tx, user, from, to, changed);
        Set<UserId> gone = new TreeSet<>();
        for (MembershipRow row : Memberships.ofUser(tx, user)) {
            if (row.joined() || row.position() > from) {
                if (newMembers.test(row.roomId())) {
                    inRoom(tx, row, from, changed, gone);
                }
            }
        }
        gone.remove(user);
        gone.removeAll(changed);
        gone.removeIf(other -> Memberships.shareRoom(tx, user, other));
        return new Changes(List.copyOf(changed), List.copyOf(gone));
    }

    private static void announced(
            Transaction tx, UserId user, long from, long to, Set<UserId> changed) {
        changed.addAll(DeviceListChanges.between(tx, user, from, to));
        List<UserId> announced = DeviceListChanges.between(tx, from, to);
        Collection<UserId> sharing =
                announced.size() > TRY_ONE_BY_ONE
                        ? new HashSet<>(Memberships.sharingRoomsWith(tx, user))
                        : null;
        for (UserId other : announced) {
            if (other.equals(user) || shares(tx, user, other, sharing)) {
                changed.add(other);
            }
        }
    }

    private static boolean shares(
            Transaction tx, UserId user, UserId other, @Nullable Collection<UserId> sharing) {
        return sharing == null ? Memberships.shareRoom(tx, user, other) : sharing.contains(other);
    }

    /** What member events behind {@code from} in one room of the user mean. */
    private static void inRoom(
            Transaction tx, MembershipRow own, long from, Set<UserId> changed, Set<UserId> gone) {
        StateAt before = new StateAt(tx, own.room(), from);
        boolean wasIn =
                own.position() <= from
                        ? own.joined()
                        : before.membership(own.user()).equals("join");
        if (own.joined() && !wasIn) {
            changed.addAll(Memberships.joinedUsers(tx, own.room()));
        } else if (wasIn) {
            others(tx, own, from, before, changed, gone);
        }
    }

    private static void others(
            Transaction tx,
            MembershipRow own,
            long from,
            StateAt before,
            Set<UserId> changed,
            Set<UserId> gone) {
        for (MemberChange change : MemberChanges.since(tx, own.room(), from)) {
            boolean isIn = change.membership().equals("join");
            boolean isInvited = change.membership().equals("invite");
            String membershipBefore = before.membership(change.user());
            boolean wasIn = membershipBefore.equals("join");
            if (own.joined() && (isIn || isInvited)) {
                if (!wasIn && !membershipBefore.equals(change.membership())) {
                    changed.add(change.user());
                }
            }
            if (wasIn && (!isIn || !own.joined())) {
                gone.add(change.user());
            }
        }
        if (!own.joined()) {
            gone.addAll(MemberChanges.joinedUpTo(tx, own.room(), from));
        }
    }

    /** The state of a room as it was at a position, looked up when it is first needed. */
    private static final class StateAt {
        private final Transaction tx;
        private final long room;
        private final long position;
        private @Nullable Long root;

        StateAt(Transaction tx, long room, long position) {
            this.tx = tx;
            this.room = room;
            this.position = position;
        }

        String membership(UserId user) {
            long known = root();
            return known == 0 ? "leave" : RoomStates.membership(tx, known, user);
        }

        private long root() {
            Long known = root;
            if (known == null) {
                Long newest = Events.newestAt(tx, room, position);
                EventRow event = newest == null ? null : Events.byPosition(tx, newest);
                known = event == null ? 0L : event.stateAfter();
                root = known;
            }
            return known;
        }
    }
}
