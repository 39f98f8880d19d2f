package stockpot.server.rooms;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import stockpot.server.matrix.error.MatrixException;
import stockpot.server.matrix.id.RoomId;
import stockpot.server.matrix.id.UserId;
import stockpot.server.ports.Threads;
import stockpot.server.users.ProfileListener;
import stockpot.server.users.Profiles;

/** Carries a new name or picture into all rooms that the user is in. */
public final class ProfileSpread implements ProfileListener {
    /** Rooms that are changed at the same time, so that they share commits. */
    static final int MAX_PARALLEL = 16;

    private static final System.Logger LOG = System.getLogger(ProfileSpread.class.getName());

    private final RoomReader reader;
    private final RoomMembers members;
    private final Threads threads;

    /** Finds rooms by {@code reader} and changes them by {@code members}. */
    public ProfileSpread(RoomReader reader, RoomMembers members, Threads threads) {
        this.reader = reader;
        this.members = members;
        this.threads = threads;
    }

    @Override
    public void changed(UserId user, String field) {
        if (!field.equals(Profiles.DISPLAY_NAME) && !field.equals(Profiles.AVATAR)) {
            return;
        }
        List<RoomId> rooms = reader.joinedRooms(user);
        Semaphore free = new Semaphore(MAX_PARALLEL);
        try (ExecutorService executor =
                Executors.newThreadPerTaskExecutor(threads.factory("profile-spread"))) {
            for (RoomId room : rooms) {
                free.acquireUninterruptibly();
                executor.execute(() -> change(user, room, free));
            }
        }
    }

    private void change(UserId user, RoomId room, Semaphore free) {
        try {
            members.profileChanged(user, room);
        } catch (MatrixException e) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "profile of {0} not carried into {1}: {2}",
                    user,
                    room,
                    e.getMessage());
        } finally {
            free.release();
        }
    }
}
