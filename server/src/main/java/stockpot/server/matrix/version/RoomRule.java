package stockpot.server.matrix.version;

/** What room versions differ in, beside the algorithm of state resolution. */
public enum RoomRule {
    /** The event id is the reference hash, and events refer to others by plain ids (v3). */
    HASHED_EVENT_IDS,
    /** The hash in the event id is written in the URL-safe alphabet (v4). */
    URL_SAFE_EVENT_IDS,
    /** The validity of signing keys is enforced (v5). */
    KEY_VALIDITY,
    /** Events must be strict canonical JSON: no floats, no integers past 2^53−1 (v6). */
    STRICT_CANONICAL_JSON,
    /** {@code m.room.aliases} has an authorisation rule and keeps its aliases (until v5). */
    ALIASES_RULES,
    /** Redactions are judged by the authorisation rules (until v2). */
    REDACTION_AUTH_RULE,
    /** {@code notifications} of the power levels is guarded like {@code events} (v6). */
    GUARDED_NOTIFICATION_LEVELS,
    /** Membership and join rule {@code knock} (v7). */
    KNOCKING,
    /** Join rule {@code restricted} (v8). */
    RESTRICTED_JOINS,
    /** Redaction keeps {@code allow} of the join rules (v8). */
    REDACTION_KEEPS_ALLOW,
    /** Redaction keeps {@code join_authorised_via_users_server} of a membership (v9). */
    REDACTION_KEEPS_AUTHORISER,
    /** Join rule {@code knock_restricted} (v10). */
    KNOCK_RESTRICTED_JOINS,
    /** Power levels are integers and nothing else (v10). */
    INTEGER_POWER_LEVELS,
    /** The creator is the sender of the create event, not {@code content.creator} (v11). */
    CREATOR_IS_SENDER,
    /** {@code redacts} stands in the content (v11). */
    REDACTS_IN_CONTENT,
    /** The redaction algorithm of version 11. */
    MODERN_REDACTION,
    /** The room id is the id of the create event, which no event lists as an auth event (v12). */
    ROOM_ID_IS_CREATE_EVENT,
    /** Creators stand above every power level and may be several (v12). */
    PRIVILEGED_CREATORS
}
