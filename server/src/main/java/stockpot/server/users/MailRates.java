package stockpot.server.users;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import stockpot.server.config.RateLimitsConfig.Bucket;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.ports.Clock;

/**
 * How many letters strangers can have sent: few to one address, some more from one network (threat
 * C17). It counts what is asked for, so that a refusal does not tell whose address it is.
 */
final class MailRates {
    /** Letters of one network for each of one address: four people behind one router. */
    private static final int PEOPLE = 4;

    private static final int MAX_KEYS = 20_000;

    private final Clock clock;
    private final Bucket bucket;
    private final Map<String, Long> fullAt =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > MAX_KEYS;
                }
            };

    MailRates(Clock clock, Bucket bucket) {
        this.clock = clock;
        this.bucket = bucket;
    }

    /**
     * Lets one letter go.
     *
     * @throws stockpot.server.matrix.error.MatrixException 429
     */
    synchronized void take(String mail, String clientAddress) {
        long interval = (long) (1e9 / Math.max(bucket.perSecond(), 1.0 / 86_400));
        long now = clock.nanos();
        String network = "from " + GuessLimits.network(clientAddress);
        long wait =
                Math.max(wait("to " + mail, now, interval), wait(network, now, interval / PEOPLE));
        if (wait > 0) {
            throw MatrixErrors.limitExceeded(Duration.ofMillis(wait / 1_000_000 + 1));
        }
        note("to " + mail, now, interval);
        note(network, now, interval / PEOPLE);
    }

    private long wait(String key, long now, long interval) {
        long most =
                interval * Math.max(1, bucket.burstCount()) * (key.startsWith("from") ? PEOPLE : 1);
        return from(key, now) + interval - now - most;
    }

    private long from(String key, long now) {
        Long known = fullAt.get(key);
        return known == null || known - now < 0 ? now : known;
    }

    private void note(String key, long now, long interval) {
        fullAt.put(key, from(key, now) + interval);
    }
}
