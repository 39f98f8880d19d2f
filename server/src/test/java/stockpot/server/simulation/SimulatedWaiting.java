package stockpot.server.simulation;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import stockpot.server.ports.Waiting;

/** Timed waits on the virtual clock, made of untimed ones and a timer. */
final class SimulatedWaiting implements Waiting {
    private final Incarnation incarnation;

    SimulatedWaiting(Incarnation incarnation) {
        this.incarnation = incarnation;
    }

    /** What a timer tells its waiter; both run on the simulation's thread. */
    private static final class Alarm {
        private boolean rung;
        private boolean off;
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        Thread sleeper = Thread.currentThread();
        Alarm alarm = new Alarm();
        incarnation
                .simulation()
                .after(
                        incarnation,
                        duration,
                        () -> {
                            alarm.rung = true;
                            LockSupport.unpark(sleeper);
                        });
        while (!alarm.rung) {
            LockSupport.park(alarm);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // the caller loops, as the port says
    public boolean await(Lock lock, Condition condition, Duration limit)
            throws InterruptedException {
        Alarm alarm = new Alarm();
        incarnation.simulation().after(incarnation, limit, () -> ring(alarm, lock, condition));
        try {
            condition.await();
        } finally {
            alarm.off = true;
        }
        return !alarm.rung;
    }

    /** The lock may be held, so a thread has to ask for it. */
    private void ring(Alarm alarm, Lock lock, Condition condition) {
        if (alarm.off) {
            return;
        }
        incarnation.start(
                "alarm",
                () -> {
                    lock.lock();
                    try {
                        if (!alarm.off) {
                            alarm.rung = true;
                            condition.signalAll();
                        }
                    } finally {
                        lock.unlock();
                    }
                });
    }
}
