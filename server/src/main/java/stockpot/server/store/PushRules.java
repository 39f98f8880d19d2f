package stockpot.server.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stockpot.server.matrix.id.UserId;

/** Push rules: those that users made, and what they changed on the rules that everybody has. */
public final class PushRules {
    private PushRules() {}

    /**
     * A rule that its user made.
     *
     * @param kind {@code override}, {@code content}, {@code room}, {@code sender}, {@code underride}
     * @param ruleId the name its user gave it
     * @param enabled whether it is asked at all
     * @param rule its actions, conditions and pattern as JSON
     */
    public record OwnRule(String kind, String ruleId, boolean enabled, String rule) {}

    /**
     * What a user changed on a default rule.
     *
     * @param kind its kind
     * @param ruleId its name, with a leading dot
     * @param enabled null where unchanged
     * @param actions JSON; null where unchanged
     */
    public record ChangedDefault(
            String kind, String ruleId, @Nullable Boolean enabled, @Nullable String actions) {}

    /** A user's own rules, in the order in which they are asked within each kind. */
    public static List<OwnRule> own(Transaction tx, UserId user) {
        return tx.list(
                "SELECT kind, rule_id, enabled, rule FROM push_rules WHERE user_id = ?"
                        + " ORDER BY kind, place",
                row -> new OwnRule(row.text(1), row.text(2), row.flag(3), row.text(4)),
                user.value());
    }

    /** What a user changed on default rules. */
    public static List<ChangedDefault> changedDefaults(Transaction tx, UserId user) {
        return tx.list(
                "SELECT kind, rule_id, enabled, actions FROM push_rule_defaults WHERE user_id = ?"
                        + " ORDER BY kind, rule_id",
                PushRules::changedDefault,
                user.value());
    }

    /** How many rules a user made. */
    public static long count(Transaction tx, UserId user) {
        Long count =
                tx.first(
                        "SELECT count(*) FROM push_rules WHERE user_id = ?",
                        row -> row.number(1),
                        user.value());
        return count == null ? 0 : count;
    }

    /** The place of a rule, or null when the user has none of that name. */
    public static @Nullable Long place(Transaction tx, UserId user, String kind, String ruleId) {
        return tx.first(
                "SELECT place FROM push_rules WHERE user_id = ? AND kind = ? AND rule_id = ?",
                row -> row.number(1),
                user.value(),
                kind,
                ruleId);
    }

    /** The place in front of all rules of a kind. */
    public static long firstPlace(Transaction tx, UserId user, String kind) {
        Long least =
                tx.first(
                        "SELECT coalesce(min(place), 1) FROM push_rules"
                                + " WHERE user_id = ? AND kind = ?",
                        row -> row.number(1),
                        user.value(),
                        kind);
        return least == null ? 0 : least - 1;
    }

    /** Moves rules one place back, from {@code place} on. */
    public static void makeRoom(WriteTransaction tx, UserId user, String kind, long place) {
        tx.update(
                "UPDATE push_rules SET place = place + 1"
                        + " WHERE user_id = ? AND kind = ? AND place >= ?",
                user.value(),
                kind,
                place);
    }

    /** Stores a rule at a place, in exchange for one of its name. */
    public static void put(WriteTransaction tx, UserId user, OwnRule rule, long place) {
        tx.update(
                "INSERT INTO push_rules (user_id, kind, rule_id, place, enabled, rule)"
                        + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (user_id, kind, rule_id)"
                        + " DO UPDATE SET place = excluded.place, enabled = excluded.enabled,"
                        + " rule = excluded.rule",
                user.value(),
                rule.kind(),
                rule.ruleId(),
                place,
                rule.enabled(),
                rule.rule());
    }

    /** Removes a rule; false when there is none. */
    public static boolean delete(WriteTransaction tx, UserId user, String kind, String ruleId) {
        return tx.update(
                        "DELETE FROM push_rules WHERE user_id = ? AND kind = ? AND rule_id = ?",
                        user.value(),
                        kind,
                        ruleId)
                > 0;
    }

    /** Switches a default rule on or off. */
    public static void enableDefault(
            WriteTransaction tx, UserId user, String kind, String ruleId, boolean enabled) {
        tx.update(
                "INSERT INTO push_rule_defaults (user_id, kind, rule_id, enabled)"
                        + " VALUES (?, ?, ?, ?) ON CONFLICT (user_id, kind, rule_id)"
                        + " DO UPDATE SET enabled = excluded.enabled",
                user.value(),
                kind,
                ruleId,
                enabled);
    }

    /** Gives a default rule other actions. */
    public static void changeDefaultActions(
            WriteTransaction tx, UserId user, String kind, String ruleId, String actions) {
        tx.update(
                "INSERT INTO push_rule_defaults (user_id, kind, rule_id, actions)"
                        + " VALUES (?, ?, ?, ?) ON CONFLICT (user_id, kind, rule_id)"
                        + " DO UPDATE SET actions = excluded.actions",
                user.value(),
                kind,
                ruleId,
                actions);
    }

    /** Notes a change in the log and tells its readers; clients see it as account data. */
    public static void changed(WriteTransaction tx, UserId user) {
        long position = tx.nextPosition();
        tx.update(
                "INSERT INTO push_rule_changes (user_id, position) VALUES (?, ?)"
                        + " ON CONFLICT (user_id) DO UPDATE SET position = excluded.position",
                user.value(),
                position);
        tx.changed(new Change.AccountData(position, user, null, "m.push_rules"));
    }

    /** The position of the last change; 0 when there was none. */
    public static long lastChange(Transaction tx, UserId user) {
        Long position =
                tx.first(
                        "SELECT position FROM push_rule_changes WHERE user_id = ?",
                        row -> row.number(1),
                        user.value());
        return position == null ? 0 : position;
    }

    private static ChangedDefault changedDefault(Transaction.Row row) {
        Long enabled = row.numberOrNull(3);
        return new ChangedDefault(
                row.text(1), row.text(2), enabled == null ? null : enabled != 0, row.textOrNull(4));
    }
}
