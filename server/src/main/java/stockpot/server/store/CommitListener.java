package stockpot.server.store;

import java.util.List;

/** Hears of commits, in order; runs on the writer's path, so it only marks and wakes. */
@FunctionalInterface
public interface CommitListener {
    /**
     * All changes up to and including {@code position} are readable now; these are the new ones.
     */
    void committed(long position, List<Change> changes);
}
