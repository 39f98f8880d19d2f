package stockpot.server;

/** What people do. */
enum Action {
    CREATE_ROOM,
    JOIN,
    INVITE,
    KNOCK,
    LEAVE,
    KICK,
    BAN,
    UNBAN,
    FORGET,
    SEND,
    SET_TOPIC,
    SET_LEVELS,
    REDACT,
    UPGRADE,
    SET_ALIAS,
    PUBLISH,
    RECEIPT,
    TYPE,
    ACCOUNT_DATA,
    TAG,
    PROFILE,
    PRESENCE,
    PUSH_RULE,
    FILTER,
    TO_DEVICE,
    UPLOAD_KEYS,
    CLAIM_KEYS,
    QUERY_KEYS,
    SECOND_DEVICE,
    BACKUP;

    /** Without these nothing would happen; the others are switched off in half of the seeds. */
    boolean always() {
        return this == CREATE_ROOM || this == JOIN || this == SEND || this == INVITE;
    }
}
