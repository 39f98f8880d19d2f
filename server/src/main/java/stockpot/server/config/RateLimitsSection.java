package stockpot.server.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import stockpot.server.config.RateLimitsConfig.Bucket;

/** {@code rc_*}: the names and, where it has them, the defaults are Synapse's. */
final class RateLimitsSection {
    private record Limit(String key, Setting<Double> perSecond, Setting<Integer> burstCount) {}

    private static final int MAX_BURST = Integer.MAX_VALUE;

    private static final List<Limit> LIMITS =
            List.of(
                    limit("rc_message", 0.2, 10, "events one user sends"),
                    limit("rc_registration", 0.17, 3, "registrations from one address"),
                    limit("rc_registration_token_validity", 0.1, 5, "questions about tokens"),
                    limit("rc_login.address", 0.003, 5, "logins from one address"),
                    limit("rc_login.account", 0.003, 5, "logins to one account"),
                    limit("rc_login.failed_attempts", 0.17, 3, "failed logins to one account"),
                    limit("rc_admin_redaction", 0.2, 10, "redactions by administrators"),
                    limit("rc_joins.local", 0.1, 10, "joins of one user to rooms known here"),
                    limit("rc_joins.remote", 0.01, 10, "joins of one user through other servers"),
                    limit("rc_joins_per_room", 1, 10, "joins to one room"),
                    limit("rc_key_requests", 20, 100, "key requests of one device"),
                    // NOTSPEC: five an hour for one address, and not ten as Synapse has it (threat
                    // C17).
                    limit("rc_3pid_validation", 0.0014, 5, "mails and messages with a code"),
                    limit("rc_invites.per_room", 0.3, 10, "invites to one room"),
                    limit("rc_invites.per_user", 0.003, 5, "invites of one user"),
                    limit("rc_invites.per_issuer", 0.3, 10, "invites by one user"),
                    limit("rc_third_party_invite", 0.0025, 5, "third-party invites by one user"),
                    limit("rc_media_create", 10, 50, "media ids one user asks for"),
                    limit("rc_presence.per_user", 0.1, 1, "presence changes of one user"),
                    limit("rc_delayed_event_mgmt", 1, 5, "changes of delayed events"),
                    limit("rc_room_creation", 0.016, 10, "rooms one user makes"),
                    limit("rc_reports", 1, 5, "reports by one user"),
                    limit("rc_user_directory", 0.016, 200, "searches for users"),
                    limit("rc_profile", 1, 10, "profile changes of one user"));

    private RateLimitsSection() {}

    private static Limit limit(String key, double perSecond, int burst, String doc) {
        return new Limit(
                key,
                Setting.shared(
                        key + ".per_second",
                        Types.RATE,
                        perSecond,
                        Double.toString(perSecond),
                        "For long, in each second: " + doc + "."),
                Setting.shared(
                        key + ".burst_count",
                        Types.whole(0, MAX_BURST),
                        burst,
                        Integer.toString(burst),
                        "At once: " + doc + "."));
    }

    static List<Setting<?>> settings() {
        List<Setting<?>> all = new ArrayList<>();
        for (Limit limit : LIMITS) {
            all.add(limit.perSecond());
            all.add(limit.burstCount());
        }
        return all;
    }

    static RateLimitsConfig read(Values values) {
        Map<String, Bucket> buckets = new LinkedHashMap<>();
        for (Limit limit : LIMITS) {
            double perSecond = values.get(limit.perSecond());
            buckets.put(limit.key(), new Bucket(perSecond, values.get(limit.burstCount())));
        }
        return new RateLimitsConfig(buckets);
    }
}
