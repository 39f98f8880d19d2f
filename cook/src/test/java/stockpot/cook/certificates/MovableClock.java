package stockpot.cook.certificates;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The real time, moved by an amount that tests choose. */
final class MovableClock implements InstantSource {
    private Duration offset = Duration.ZERO;

    @Override
    public Instant instant() {
        return Instant.now().plus(offset);
    }

    void move(Duration by) {
        offset = offset.plus(by);
    }
}
