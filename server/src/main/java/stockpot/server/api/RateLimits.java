package stockpot.server.api;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import stockpot.server.config.RateLimitsConfig;
import stockpot.server.matrix.error.MatrixErrors;
import stockpot.server.ports.Clock;
import stockpot.server.store.RateOverrides;
import stockpot.server.users.Caller;

/** Token buckets by user, device or address, as {@code rc_*} sets them. */
final class RateLimits {
    /** Keys remembered for each limit; the one unused for longest is forgotten first. */
    static final int MOST_KEYS = 20_000;

    private final Clock clock;
    private final Map<RateLimit, Buckets> limits = new EnumMap<>(RateLimit.class);

    RateLimits(RateLimitsConfig config, Clock clock) {
        this.clock = clock;
        for (RateLimit limit : RateLimit.values()) {
            String setting = setting(limit);
            if (setting != null) {
                limits.put(limit, new Buckets(config.bucket(setting)));
            }
        }
    }

    private static @Nullable String setting(RateLimit limit) {
        return switch (limit) {
            case NONE -> null;
            case MESSAGE -> "rc_message";
            case REGISTRATION -> "rc_registration";
            case LOGIN -> "rc_login.address";
            case JOIN -> "rc_joins.local";
            case INVITE -> "rc_invites.per_issuer";
            case ROOM_CREATION -> "rc_room_creation";
            case KEYS -> "rc_key_requests";
            case MEDIA -> "rc_media_create";
            case USER_DIRECTORY -> "rc_user_directory";
            case PRESENCE -> "rc_presence.per_user";
            case PROFILE -> "rc_profile";
            case REPORT -> "rc_reports";
        };
    }

    /**
     * Takes one token.
     *
     * @throws stockpot.server.matrix.error.MatrixException 429 when the bucket is empty
     */
    void take(RateLimit limit, @Nullable Caller caller, String clientAddress) {
        Buckets buckets = limits.get(limit);
        if (buckets == null) {
            return;
        }
        RateOverrides.OverrideRow own = caller == null ? null : caller.standing().limit();
        if (own != null && own.perSecond() == 0) {
            return; // an administrator has freed this user of all limits
        }
        String key = key(limit, caller, clientAddress);
        long wait =
                own != null && limit == RateLimit.MESSAGE
                        ? buckets.take(key, clock.nanos(), own.perSecond(), own.burst())
                        : buckets.take(key, clock.nanos());
        if (wait > 0) {
            // Rounded up, so that whoever waits exactly so long is let in.
            throw MatrixErrors.limitExceeded(Duration.ofMillis(wait / 1_000_000 + 1));
        }
    }

    private static String key(RateLimit limit, @Nullable Caller caller, String clientAddress) {
        if (caller == null) {
            return network(clientAddress);
        }
        return limit == RateLimit.KEYS && caller.device() != null
                ? caller.user().value() + ' ' + caller.device().value()
                : caller.user().value();
    }

    /** A household has a whole /64 of IPv6 addresses: they count as one (threat C02). */
    static String network(String clientAddress) {
        if (clientAddress.indexOf(':') < 0) {
            return clientAddress;
        }
        int end = -1;
        for (int groups = 0; groups < 4; groups++) {
            end = clientAddress.indexOf(':', end + 1);
            if (end < 0) {
                return clientAddress;
            }
        }
        return clientAddress.substring(0, end);
    }

    /**
     * All buckets of one limit. For each key stands the time at which its bucket will be full again
     * (the generic cell rate algorithm): one number instead of a level and a date.
     */
    private static final class Buckets {
        private final long interval;
        private final long tolerance;
        private final ReentrantLock lock = new ReentrantLock();
        private final Map<String, Long> fullAt =
                new LinkedHashMap<>(64, 0.75f, true) {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                        return size() > MOST_KEYS;
                    }
                };

        Buckets(RateLimitsConfig.Bucket bucket) {
            this.interval = interval(bucket.perSecond());
            this.tolerance = tolerance(interval, bucket.burstCount());
        }

        private static long interval(double perSecond) {
            return Math.max(1, (long) (1e9 / Math.max(perSecond, 1.0 / 3600)));
        }

        /** Bounded, so that no sum of it and a time passes the largest number. */
        private static long tolerance(long interval, long burst) {
            return interval * Math.clamp(burst, 1, Math.max(1, (1L << 60) / interval));
        }

        /** Nanoseconds to wait, 0 if a token was taken. */
        long take(String key, long now) {
            return step(key, now, interval, tolerance);
        }

        /** As {@link #take(String, long)}, for a key with a limit of its own. */
        long take(String key, long now, long perSecond, long burst) {
            long own = interval((double) perSecond);
            return step(key, now, own, tolerance(own, burst));
        }

        private long step(String key, long now, long interval, long tolerance) {
            lock.lock();
            try {
                Long known = fullAt.get(key);
                long from = known == null || known - now < 0 ? now : known;
                long next = from + interval;
                if (next - now > tolerance) {
                    return next - now - tolerance;
                }
                fullAt.put(key, next);
                return 0;
            } finally {
                lock.unlock();
            }
        }
    }
}
