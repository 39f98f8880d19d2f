package stockpot.server.ports;

import java.time.Instant;

/** The two clocks: one that only measures, one that only stamps. */
public interface Clock {
    /**
     * Monotonic time in nanoseconds since an arbitrary origin. For time-outs and rates; unaffected
     * by changes of the wall clock.
     */
    long nanos();

    /**
     * Wall-clock time in milliseconds since the Unix epoch. For stamps only, never for time-outs.
     */
    long millis();

    /** {@link #millis()} as an instant. */
    default Instant instant() {
        return Instant.ofEpochMilli(millis());
    }
}
