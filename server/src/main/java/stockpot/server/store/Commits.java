package stockpot.server.store;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What is committed, and who is told. Changed by the writer only. */
final class Commits {
    private static final Logger log = System.getLogger(Commits.class.getName());

    private final List<CommitListener> listeners = new CopyOnWriteArrayList<>();
    private volatile long position;

    Commits(long position) {
        this.position = position;
    }

    long position() {
        return position;
    }

    void listen(CommitListener listener) {
        listeners.add(listener);
    }

    /** A batch is durable: caches first, then the position, then the readers of the log. */
    void publish(Batch batch) {
        for (Runnable action : batch.actions()) {
            guarded(action);
        }
        if (batch.position() == position && batch.changes().isEmpty()) {
            return;
        }
        position = batch.position();
        List<Change> changes = List.copyOf(batch.changes());
        for (CommitListener listener : listeners) {
            guarded(() -> listener.committed(batch.position(), changes));
        }
    }

    /** One that throws must not keep the others from hearing, nor the callers from going on. */
    private static void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            log.log(Level.ERROR, "what follows a commit failed", e);
        }
    }
}
