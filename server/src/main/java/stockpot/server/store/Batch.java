package stockpot.server.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One attempt to run some writes in one transaction, and what is to follow when it is durable. */
final class Batch implements WriteTransaction {
    private final Session session;
    private final long number;
    private long position;
    private final List<Change> changes = new ArrayList<>();
    private final List<Runnable> actions = new ArrayList<>();
    private final Map<Long, byte[]> stateRows = new HashMap<>();
    private long lastStateRow;

    /**
     * @param number the number of this batch, one above that of the last committed one
     * @param position the last position ever given out
     */
    Batch(Session session, long number, long position) {
        this.session = session;
        this.number = number;
        this.position = position;
    }

    Session session() {
        return session;
    }

    /** A row of state that this batch has written and nobody else may see yet. */
    byte @Nullable [] freshStateRow(long id) {
        return stateRows.get(id);
    }

    long nextStateRow() {
        if (lastStateRow == 0) {
            Long last = first("SELECT coalesce(max(id), 0) FROM state_nodes", row -> row.number(1));
            lastStateRow = last == null ? 0 : last;
        }
        return ++lastStateRow;
    }

    void addStateRow(long id, byte[] nodes) {
        stateRows.put(id, nodes);
        actions.add(() -> session.stateRows().keep(id, nodes));
    }

    long number() {
        return number;
    }

    long position() {
        return position;
    }

    List<Change> changes() {
        return changes;
    }

    List<Runnable> actions() {
        return actions;
    }

    /** Writes down how far the log goes with this batch; its last statement. */
    void seal() {
        session.update("UPDATE log_head SET position = ?, batch = ?", position, number);
    }

    @Override
    public long nextPosition() {
        return ++position;
    }

    @Override
    public int update(String sql, @Nullable Object... parameters) {
        return session.update(sql, parameters);
    }

    @Override
    public void changed(Change change) {
        changes.add(change);
    }

    @Override
    public void afterCommit(Runnable action) {
        actions.add(action);
    }

    @Override
    public <T> List<T> list(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
        return session.list(sql, mapper, parameters);
    }

    @Override
    public <T> @Nullable T first(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
        return session.first(sql, mapper, parameters);
    }

    @Override
    public void each(String sql, RowVisitor visitor, @Nullable Object... parameters) {
        session.each(sql, visitor, parameters);
    }
}
