package stockpot.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import stockpot.server.store.Change;
import stockpot.server.store.CommitListener;
import stockpot.server.store.Database;
import stockpot.server.store.Pending;
import stockpot.server.store.Query;
import stockpot.server.store.Write;
import stockpot.server.store.WriteTransaction;

/** The storage port with one bug planted into it, to see that the simulator finds it. */
final class PlantedDatabase implements Database {
    private final Database real;
    private final Plant plant;

    /** The bugs. */
    enum Plant {
        NONE,
        /** The answer leaves when the write has run, before it is committed. */
        ACKNOWLEDGES_BEFORE_COMMIT,
        /** A long poll reads first and registers second; planted by {@code SlowHub}. */
        READS_BEFORE_IT_REGISTERS,
        /** Readers are told of a position beyond what is committed. */
        TOKEN_PAST_THE_COMMIT,
        /** The transaction id is stored by a write of its own, after the event. */
        TRANSACTION_ID_OUTSIDE,
        /** Caches change when the write runs, and stay so when its commit fails. */
        CACHE_BEFORE_COMMIT
    }

    PlantedDatabase(Database real, Plant plant) {
        this.real = real;
        this.plant = plant;
    }

    @Override
    public <T extends @Nullable Object> T read(Query<T> query) {
        return real.read(query);
    }

    @Override
    public <T extends @Nullable Object> Pending<T> submit(Write<T> write) {
        return switch (plant) {
            case NONE, READS_BEFORE_IT_REGISTERS, TOKEN_PAST_THE_COMMIT -> real.submit(write);
            case ACKNOWLEDGES_BEFORE_COMMIT -> acknowledgedEarly(write);
            case TRANSACTION_ID_OUTSIDE -> transactionIdOutside(write);
            case CACHE_BEFORE_COMMIT -> real.submit(tx -> write.run(new EagerCaches(tx)));
        };
    }

    private <T extends @Nullable Object> Pending<T> acknowledgedEarly(Write<T> write) {
        Early<T> early = new Early<>();
        real.submit(tx -> {
            early.ran(write, tx);
            return early;
        });
        return early;
    }

    private <T extends @Nullable Object> Pending<T> transactionIdOutside(Write<T> write) {
        List<LateUpdate> late = new ArrayList<>();
        Pending<T> pending = real.submit(tx -> write.run(new LateIds(tx, late)));
        return () -> {
            T value = pending.await();
            if (!late.isEmpty()) {
                real.write(tx -> late.stream().mapToInt(update -> update.run(tx)).sum());
            }
            return value;
        };
    }

    @Override
    public long position() {
        return real.position();
    }

    @Override
    public boolean healthy() {
        return real.healthy();
    }

    @Override
    public void onCommit(CommitListener listener) {
        LongUnaryOperator told = plant == Plant.TOKEN_PAST_THE_COMMIT ? at -> at + 1 : at -> at;
        real.onCommit(
                (position, changes) -> listener.committed(told.applyAsLong(position), changes));
    }

    @Override
    public void close() {
        real.close();
    }

    /** A result that is handed out before its commit. */
    private static final class Early<T extends @Nullable Object> implements Pending<T> {
        private @Nullable T value;
        private @Nullable RuntimeException failure;
        private boolean done;
        private @Nullable Thread waiter;

        void ran(Write<T> write, WriteTransaction tx) {
            try {
                value = write.run(tx);
            } catch (RuntimeException e) {
                failure = e;
                throw e;
            } finally {
                done = true;
                LockSupport.unpark(waiter);
            }
        }

        @Override
        @SuppressWarnings("NullAway") // a write may give null
        public T await() {
            waiter = Thread.currentThread();
            while (!done) {
                LockSupport.park(this);
            }
            if (failure != null) {
                throw failure;
            }
            return value;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    private record LateUpdate(String sql, @Nullable Object[] parameters) {
        int run(WriteTransaction tx) {
            return tx.update(sql, parameters);
        }
    }

    /** Puts transaction ids aside. */
    private static final class LateIds extends Forwarding {
        private final List<LateUpdate> late;

        LateIds(WriteTransaction tx, List<LateUpdate> late) {
            super(tx);
            this.late = late;
            late.clear();
        }

        @Override
        public int update(String sql, @Nullable Object... parameters) {
            if (sql.contains("INTO transaction_ids")) {
                late.add(new LateUpdate(sql, parameters));
                return 1;
            }
            return super.update(sql, parameters);
        }
    }

    /** Runs at once what should wait for the commit. */
    private static final class EagerCaches extends Forwarding {
        EagerCaches(WriteTransaction tx) {
            super(tx);
        }

        @Override
        public void afterCommit(Runnable action) {
            action.run();
        }
    }

    private static class Forwarding implements WriteTransaction {
        private final WriteTransaction tx;

        Forwarding(WriteTransaction tx) {
            this.tx = tx;
        }

        @Override
        public <T> List<T> list(String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
            return tx.list(sql, mapper, parameters);
        }

        @Override
        public <T> @Nullable T first(
                String sql, RowMapper<T> mapper, @Nullable Object... parameters) {
            return tx.first(sql, mapper, parameters);
        }

        @Override
        public void each(String sql, RowVisitor visitor, @Nullable Object... parameters) {
            tx.each(sql, visitor, parameters);
        }

        @Override
        public WriteTransaction itself() {
            return tx.itself();
        }

        @Override
        public long nextPosition() {
            return tx.nextPosition();
        }

        @Override
        public int update(String sql, @Nullable Object... parameters) {
            return tx.update(sql, parameters);
        }

        @Override
        public void changed(Change change) {
            tx.changed(change);
        }

        @Override
        public void afterCommit(Runnable action) {
            tx.afterCommit(action);
        }
    }
}
