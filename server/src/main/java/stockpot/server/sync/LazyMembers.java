package stockpot.server.sync;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.DeviceId;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserDevice;
import stockpot.server.matrix.id.UserId;

/**
 * Which member events a device was sent already, so that lazy-loading does not repeat them.
 * Client-Server API, "Lazy-loading room members". What is forgotten here is only sent once more;
 * what was in an answer that the client never got is not counted, since its next token tells.
 */
final class LazyMembers {
    static final int MAX_DEVICES = 2_000;
    static final int MAX_MEMBERS = 200;

    private record Member(RoomId room, UserId user) {}

    private record Sent(long event, long answer) {}

    private static final class Memory extends LinkedHashMap<Member, Sent> {
        private static final long serialVersionUID = 1L;

        Memory() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(java.util.Map.Entry<Member, Sent> eldest) {
            return size() > MAX_MEMBERS;
        }
    }

    private final LinkedHashMap<UserDevice, Memory> devices = new LinkedHashMap<>(16, 0.75f, true);

    /** Whether an answer up to {@code known} held that member event already. */
    synchronized boolean sent(
            UserId user,
            @Nullable DeviceId device,
            RoomId room,
            UserId member,
            long event,
            long known) {
        if (device == null) {
            return false;
        }
        Memory memory = devices.get(new UserDevice(user, device));
        Sent sent = memory == null ? null : memory.get(new Member(room, member));
        return sent != null && sent.event() == event && sent.answer() <= known;
    }

    /** As {@link #sent}, whatever the event was: the client knows of the member. */
    synchronized boolean knows(
            UserId user, @Nullable DeviceId device, RoomId room, UserId member, long known) {
        if (device == null) {
            return false;
        }
        Memory memory = devices.get(new UserDevice(user, device));
        Sent sent = memory == null ? null : memory.get(new Member(room, member));
        return sent != null && sent.answer() <= known;
    }

    /** Notes a member event in the answer up to {@code answer}. */
    synchronized void note(
            UserId user,
            @Nullable DeviceId device,
            RoomId room,
            UserId member,
            long event,
            long answer) {
        if (device == null) {
            return;
        }
        devices.computeIfAbsent(new UserDevice(user, device), d -> new Memory())
                .put(new Member(room, member), new Sent(event, answer));
        if (devices.size() > MAX_DEVICES) {
            devices.pollFirstEntry();
        }
    }

    /** The device starts anew. */
    synchronized void clear(UserId user, @Nullable DeviceId device) {
        if (device != null) {
            devices.remove(new UserDevice(user, device));
        }
    }
}
