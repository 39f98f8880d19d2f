package stockpot.server.users;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import stockpot.server.config.RateLimitsConfig;
import stockpot.server.config.RateLimitsConfig.Bucket;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.ports.Clock;

/**
 * How often a secret may be guessed (threat C02). Each try takes a token before anything is
 * compared, so that parallel guesses count too; a success gives it back. An address from which the
 * account is in use has a bucket of its own, so that nobody can lock its owner out from elsewhere.
 */
public final class GuessLimits {
    private static final int MAX_BUCKETS = 20_000;

    private final Clock clock;
    private final Bucket byAccount;
    private final Bucket failed;
    private final Map<String, Level> levels =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Level> eldest) {
                    return size() > MAX_BUCKETS;
                }
            };

    private record Level(double tokens, long at) {}

    /** Limits by {@code rc_login.account} and {@code rc_login.failed_attempts}. */
    public GuessLimits(Clock clock, RateLimitsConfig config) {
        this.clock = clock;
        this.byAccount = config.bucket("rc_login.account");
        this.failed = config.bucket("rc_login.failed_attempts");
    }

    /** A try that was let through; {@link #succeeded} gives back what failures would cost. */
    public record Attempt(String key) {}

    /**
     * Lets a try through.
     *
     * @param account what is guessed at: a user's name as given
     * @param address where the guess comes from
     * @param known whether the account is in use from that address
     * @throws stockpot.server.matrix.error.MatrixException 429
     */
    public Attempt attempt(String account, String address, boolean known) {
        return attempt(known ? account + ' ' + network(address) : account);
    }

    /** As {@link #attempt(String, String, boolean)}, for any other secret. */
    public Attempt attempt(String key) {
        take("failed " + key, failed);
        return new Attempt(key);
    }

    /** Counts a login that succeeded, since each makes a device. */
    public void loggedIn(String account) {
        take("login " + account, byAccount);
    }

    /** The guess was right. */
    public synchronized void succeeded(Attempt attempt) {
        levels.computeIfPresent(
                "failed " + attempt.key(),
                (_, level) -> new Level(Math.min(failed.burstCount(), level.tokens + 1), level.at));
    }

    private synchronized void take(String key, Bucket bucket) {
        long now = clock.nanos();
        Level level = levels.get(key);
        double tokens = bucket.burstCount();
        if (level != null) {
            double gained = (now - level.at) / 1e9 * bucket.perSecond();
            tokens = Math.min(bucket.burstCount(), level.tokens + gained);
        }
        if (tokens < 1) {
            levels.put(key, new Level(tokens, now));
            double seconds = Math.min((1 - tokens) / Math.max(bucket.perSecond(), 1e-6), 3600);
            throw MatrixErrors.limitExceeded(Duration.ofMillis((long) Math.ceil(seconds * 1000)));
        }
        levels.put(key, new Level(tokens - 1, now));
    }

    /** The network that counts as one guesser: an IPv4 address, or the /64 of an IPv6 address. */
    static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        if (address.indexOf('.') >= 0) {
            return address.substring(address.lastIndexOf(':') + 1); // ::ffff:192.0.2.1
        }
        int zone = address.indexOf('%');
        String plain = zone < 0 ? address : address.substring(0, zone);
        StringBuilder out = new StringBuilder();
        int gap = plain.indexOf("::");
        String head = gap < 0 ? plain : plain.substring(0, gap);
        String[] groups = head.isEmpty() ? new String[0] : head.split(":", -1);
        for (int i = 0; i < 4; i++) {
            String group = i < groups.length ? groups[i] : "0";
            int zeros = 0;
            while (zeros < group.length() - 1 && group.charAt(zeros) == '0') {
                zeros++;
            }
            out.append(group, zeros, group.length()).append(':');
        }
        return out.append(":/64").toString();
    }
}
