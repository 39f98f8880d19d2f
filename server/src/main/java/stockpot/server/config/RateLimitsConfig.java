package stockpot.server.config;

import java.util.Map;

/**
 * {@code rc_*}: token buckets.
 *
 * @param buckets by Synapse's key path, such as {@code rc_message} or {@code
 *     rc_login.failed_attempts}; all keys are present
 */
public record RateLimitsConfig(Map<String, Bucket> buckets) {
    /** So many a second for long, so many at once. */
    public record Bucket(double perSecond, int burstCount) {}

    /** The bucket of a key. */
    public Bucket bucket(String key) {
        Bucket bucket = buckets.get(key);
        if (bucket == null) {
            throw new IllegalArgumentException("no rate limit is called " + key);
        }
        return bucket;
    }
}
