package stockpot.server.store;

import java.util.concurrent.CountDownLatch;

/** Waits that must not end early, since whoever left would not know what became of the work. */
final class Waits {
    private Waits() {}

    /** Waits for the latch; an interrupt meanwhile is kept for later. */
    static void uninterrupted(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
