package stockpot.server.matrix.version;

import static stockpot.server.matrix.version.RoomRule.ALIASES_RULES;
import static stockpot.server.matrix.version.RoomRule.CREATOR_IS_SENDER;
import static stockpot.server.matrix.version.RoomRule.GUARDED_NOTIFICATION_LEVELS;
import static stockpot.server.matrix.version.RoomRule.HASHED_EVENT_IDS;
import static stockpot.server.matrix.version.RoomRule.INTEGER_POWER_LEVELS;
import static stockpot.server.matrix.version.RoomRule.KEY_VALIDITY;
import static stockpot.server.matrix.version.RoomRule.KNOCKING;
import static stockpot.server.matrix.version.RoomRule.KNOCK_RESTRICTED_JOINS;
import static stockpot.server.matrix.version.RoomRule.MODERN_REDACTION;
import static stockpot.server.matrix.version.RoomRule.PRIVILEGED_CREATORS;
import static stockpot.server.matrix.version.RoomRule.REDACTION_AUTH_RULE;
import static stockpot.server.matrix.version.RoomRule.REDACTION_KEEPS_ALLOW;
import static stockpot.server.matrix.version.RoomRule.REDACTION_KEEPS_AUTHORISER;
import static stockpot.server.matrix.version.RoomRule.REDACTS_IN_CONTENT;
import static stockpot.server.matrix.version.RoomRule.RESTRICTED_JOINS;
import static stockpot.server.matrix.version.RoomRule.ROOM_ID_IS_CREATE_EVENT;
import static stockpot.server.matrix.version.RoomRule.STRICT_CANONICAL_JSON;
import static stockpot.server.matrix.version.RoomRule.URL_SAFE_EVENT_IDS;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A room version: its name, the rules that hold in it, and its algorithm of state resolution.
 *
 * @param id as it stands in {@code content.room_version} of the create event
 */
public record RoomVersion(String id, StateResolution stateResolution, Set<RoomRule> rules) {
    /** The algorithms that resolve diverging states. */
    public enum StateResolution {
        /** Of room version 1. */
        V1,
        /** Of room versions 2 to 11. */
        V2,
        /** Of room version 12. */
        V2_1
    }

    public static final RoomVersion V1 =
            new RoomVersion(
                    "1", StateResolution.V1, EnumSet.of(ALIASES_RULES, REDACTION_AUTH_RULE));
    public static final RoomVersion V2 = V1.next("2", StateResolution.V2);
    public static final RoomVersion V3 =
            V2.next("3", HASHED_EVENT_IDS).without(REDACTION_AUTH_RULE);
    public static final RoomVersion V4 = V3.next("4", URL_SAFE_EVENT_IDS);
    public static final RoomVersion V5 = V4.next("5", KEY_VALIDITY);
    public static final RoomVersion V6 =
            V5.next("6", STRICT_CANONICAL_JSON, GUARDED_NOTIFICATION_LEVELS).without(ALIASES_RULES);
    public static final RoomVersion V7 = V6.next("7", KNOCKING);
    public static final RoomVersion V8 = V7.next("8", RESTRICTED_JOINS, REDACTION_KEEPS_ALLOW);
    public static final RoomVersion V9 = V8.next("9", REDACTION_KEEPS_AUTHORISER);
    public static final RoomVersion V10 =
            V9.next("10", KNOCK_RESTRICTED_JOINS, INTEGER_POWER_LEVELS);
    public static final RoomVersion V11 =
            V10.next("11", CREATOR_IS_SENDER, REDACTS_IN_CONTENT, MODERN_REDACTION);
    public static final RoomVersion V12 =
            V11.next("12", StateResolution.V2_1, ROOM_ID_IS_CREATE_EVENT, PRIVILEGED_CREATORS);

    /** Every version that this server knows, oldest first. */
    public static final List<RoomVersion> ALL =
            List.of(V1, V2, V3, V4, V5, V6, V7, V8, V9, V10, V11, V12);

    /** The version of new rooms where none is asked for. */
    public static final RoomVersion DEFAULT = V12;

    /** Copies the rules, so that a version never changes. */
    public RoomVersion {
        EnumSet<RoomRule> copy = EnumSet.noneOf(RoomRule.class);
        copy.addAll(rules);
        rules = Collections.unmodifiableSet(copy);
    }

    /** The version of that name, or null for an unknown one. */
    public static @Nullable RoomVersion find(String id) {
        for (RoomVersion version : ALL) {
            if (version.id.equals(id)) {
                return version;
            }
        }
        return null;
    }

    /** Whether a rule holds in this version. */
    public boolean has(RoomRule rule) {
        return rules.contains(rule);
    }

    private RoomVersion next(String nextId, RoomRule... added) {
        return next(nextId, stateResolution, added);
    }

    private RoomVersion next(String nextId, StateResolution resolution, RoomRule... added) {
        Set<RoomRule> all = EnumSet.copyOf(rules);
        all.addAll(List.of(added));
        return new RoomVersion(nextId, resolution, all);
    }

    private RoomVersion without(RoomRule removed) {
        Set<RoomRule> all = EnumSet.copyOf(rules);
        all.remove(removed);
        return new RoomVersion(id, stateResolution, all);
    }

    @Override
    public String toString() {
        return id;
    }
}
