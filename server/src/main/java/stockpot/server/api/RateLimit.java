package stockpot.server.api;

/** The buckets that requests draw on; the {@code rc_*} settings give their sizes. */
public enum RateLimit {
    /** No limit of its own. */
    NONE,
    /** {@code rc_message}: sending events, by user. */
    MESSAGE,
    /** {@code rc_registration}, by address. */
    REGISTRATION,
    /** {@code rc_login.address}, by address. */
    LOGIN,
    /** {@code rc_joins.local}, by user. */
    JOIN,
    /** {@code rc_invites.per_issuer}, by user. */
    INVITE,
    /** {@code rc_room_creation}, by user. */
    ROOM_CREATION,
    /** {@code rc_key_requests}, by device. */
    KEYS,
    /** {@code rc_media_create}, by user. */
    MEDIA,
    /** {@code rc_user_directory}, by user. */
    USER_DIRECTORY,
    /** {@code rc_presence.per_user}, by user. */
    PRESENCE,
    /** {@code rc_profile}, by user. */
    PROFILE,
    /** {@code rc_reports}, by user. */
    REPORT
}
