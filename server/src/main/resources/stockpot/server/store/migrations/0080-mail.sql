-- Letters on their way out, and what people prove by them.

-- A letter as it will be composed; it goes when the relay has taken it, so message_id is the one that
-- a second try has too. next_ts is when it is tried next. Both times are milliseconds since the epoch.
CREATE TABLE mail_queue (
    message_id TEXT NOT NULL PRIMARY KEY,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    text TEXT NOT NULL,
    html TEXT NOT NULL,
    unsubscribe TEXT,
    created_ts INTEGER NOT NULL,
    next_ts INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX mail_queue_next ON mail_queue (next_ts, message_id);

-- Sessions in which somebody proves to own an address. purpose is register, reset or add; the secret
-- of the client and the token of the link lie here as SHA-256 only. user_id is whose address it is to
-- become (add) or whose password is reset (reset).
CREATE TABLE mail_validations (
    sid TEXT NOT NULL PRIMARY KEY,
    secret_hash BLOB NOT NULL,
    token_hash BLOB NOT NULL,
    purpose TEXT NOT NULL,
    address TEXT NOT NULL,
    user_id TEXT,
    send_attempt INTEGER NOT NULL,
    next_link TEXT,
    created_ts INTEGER NOT NULL,
    validated_ts INTEGER
);
CREATE INDEX mail_validations_address ON mail_validations (address, purpose);
CREATE INDEX mail_validations_created ON mail_validations (created_ts);

-- Troubles that the operator has been told of and that are not over.
CREATE TABLE mail_alerts (
    condition_name TEXT NOT NULL PRIMARY KEY,
    since_ts INTEGER NOT NULL
);

-- Accounts that no administrator has let in yet. token_hash is of the links in the letter.
CREATE TABLE awaiting_approval (
    user_id TEXT NOT NULL PRIMARY KEY,
    requested_ts INTEGER NOT NULL,
    token_hash BLOB NOT NULL
);

-- How far a user has been mailed what they missed: all up to that position of the change log.
CREATE TABLE mail_digests (
    user_id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    push_key TEXT NOT NULL,
    position INTEGER NOT NULL,
    sent_ts INTEGER NOT NULL,
    PRIMARY KEY (user_id, app_id, push_key)
);
