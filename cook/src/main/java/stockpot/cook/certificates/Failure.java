package stockpot.cook.certificates;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why a certificate was not had, as a sentence with the remedy, without secrets.
 *
 * @param after when the authority said to come again, or null
 */
record Failure(Kind kind, String sentence, @Nullable Instant after) {
    /** What each kind means for the next try: first wait, doubled each time up to the last. */
    enum Kind {
        /** The authority cannot be reached, or has trouble of its own. */
        AWAY(Duration.ofMinutes(1), Duration.ofHours(6)),
        /** The authority looked for us under a name and did not find us. */
        NAMES(Duration.ofMinutes(10), Duration.ofHours(12)),
        /** Too many tries. */
        LIMIT(Duration.ofHours(1), Duration.ofHours(24)),
        /** Something must be set first. */
        SETTING(Duration.ofMinutes(10), Duration.ofHours(1)),
        /** This host's clock is wrong. */
        CLOCK(Duration.ofMinutes(10), Duration.ofMinutes(10)),
        /** The nginx here does not answer on its port for HTTP. */
        FRONT(Duration.ofMinutes(1), Duration.ofHours(1)),
        /** The answer was no, for another reason. */
        REFUSED(Duration.ofHours(1), Duration.ofHours(24));

        private final Duration first;
        private final Duration last;

        Kind(Duration first, Duration last) {
            this.first = first;
            this.last = last;
        }

        /** How long to wait after so many failures in a row. */
        Duration wait(int failures) {
            int doublings = Math.clamp(failures - 1, 0, 20);
            Duration wait = first.multipliedBy(1L << doublings);
            return wait.compareTo(last) > 0 ? last : wait;
        }
    }

    static Failure of(Kind kind, String sentence) {
        return new Failure(kind, sentence, null);
    }
}
