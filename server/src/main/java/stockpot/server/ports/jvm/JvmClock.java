package stockpot.server.ports.jvm;

import stockpot.server.ports.Clock;

/** The clocks of the operating system. */
public final class JvmClock implements Clock {
    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long millis() {
        return System.currentTimeMillis();
    }
}
