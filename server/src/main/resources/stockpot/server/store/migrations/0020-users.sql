-- Who may come in, and what is theirs.

-- Operators know these columns from Synapse and may change them from outside (password_hash, admin,
-- deactivated): nothing keeps copies of them for longer than a few seconds. name is the full user id.
CREATE TABLE users (
    name TEXT NOT NULL PRIMARY KEY,
    password_hash TEXT,
    creation_ts INTEGER NOT NULL DEFAULT 0,
    admin INTEGER NOT NULL DEFAULT 0,
    is_guest INTEGER NOT NULL DEFAULT 0,
    appservice_id TEXT,
    user_type TEXT,
    deactivated INTEGER NOT NULL DEFAULT 0,
    erased INTEGER NOT NULL DEFAULT 0,
    locked INTEGER NOT NULL DEFAULT 0,
    suspended INTEGER NOT NULL DEFAULT 0,
    shadow_banned INTEGER NOT NULL DEFAULT 0,
    consent_version TEXT
);

CREATE TABLE devices (
    user_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    display_name TEXT,
    created_ts INTEGER NOT NULL,
    last_seen_ts INTEGER,
    last_seen_ip TEXT,
    user_agent TEXT,
    PRIMARY KEY (user_id, device_id)
);

-- Tokens lie here as SHA-256 only. used tells whether a request was made with the token, which is
-- what ends the tokens before it in its family.
CREATE TABLE access_tokens (
    id INTEGER NOT NULL PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    device_id TEXT,
    family INTEGER,
    used INTEGER NOT NULL DEFAULT 0,
    created_ts INTEGER NOT NULL,
    valid_until INTEGER
);
CREATE INDEX access_tokens_user ON access_tokens (user_id, device_id);
CREATE INDEX access_tokens_family ON access_tokens (family);

-- A family is one login; next_id names the token that this one was exchanged for.
CREATE TABLE refresh_tokens (
    id INTEGER NOT NULL PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    user_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    family INTEGER NOT NULL,
    next_id INTEGER,
    next_access_id INTEGER,
    exchanged_ts INTEGER,
    repeats INTEGER NOT NULL DEFAULT 0,
    valid_until INTEGER
);
CREATE INDEX refresh_tokens_user ON refresh_tokens (user_id, device_id);
CREATE INDEX refresh_tokens_family ON refresh_tokens (family);

CREATE TABLE login_tokens (
    token_hash BLOB NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL,
    valid_until INTEGER NOT NULL
);
CREATE INDEX login_tokens_end ON login_tokens (valid_until);

CREATE TABLE open_id_tokens (
    token_hash BLOB NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL,
    valid_until INTEGER NOT NULL
);
CREATE INDEX open_id_tokens_end ON open_id_tokens (valid_until);

-- Nonces of shared-secret registration that have been used, kept until they would expire anyway.
CREATE TABLE used_nonces (
    nonce TEXT NOT NULL PRIMARY KEY,
    valid_until INTEGER NOT NULL
);

-- completed and data are JSON; body_hash is keyed, so that it tells nothing about a password in it.
CREATE TABLE interactive_sessions (
    session_id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT,
    operation TEXT NOT NULL,
    body_hash TEXT,
    created_ts INTEGER NOT NULL,
    completed TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX interactive_sessions_created ON interactive_sessions (created_ts);

CREATE TABLE registration_tokens (
    token TEXT NOT NULL PRIMARY KEY,
    uses_allowed INTEGER,
    pending INTEGER NOT NULL DEFAULT 0,
    completed INTEGER NOT NULL DEFAULT 0,
    expiry_time INTEGER
);

-- Addresses that a user has proved to own; address is stored folded.
CREATE TABLE user_threepids (
    user_id TEXT NOT NULL,
    medium TEXT NOT NULL,
    address TEXT NOT NULL,
    validated_at INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    PRIMARY KEY (medium, address)
);
CREATE INDEX user_threepids_user ON user_threepids (user_id);

-- One row per field; value is JSON, null once the field was removed, so that readers of the change
-- log see removals too.
CREATE TABLE profiles (
    user_id TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT,
    position INTEGER NOT NULL,
    PRIMARY KEY (user_id, field)
);
CREATE INDEX profiles_position ON profiles (position);

-- room_id is empty for what belongs to the account as a whole.
CREATE TABLE account_data (
    user_id TEXT NOT NULL,
    room_id TEXT NOT NULL,
    type TEXT NOT NULL,
    content TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (user_id, room_id, type)
);
CREATE INDEX account_data_position ON account_data (user_id, position);

CREATE TABLE filters (
    user_id TEXT NOT NULL,
    filter_id INTEGER NOT NULL,
    hash BLOB NOT NULL,
    filter TEXT NOT NULL,
    PRIMARY KEY (user_id, filter_id),
    UNIQUE (user_id, hash)
);

-- Closed accounts that have not left all their rooms yet; gone on with after a restart.
CREATE TABLE pending_departures (
    user_id TEXT NOT NULL PRIMARY KEY,
    erase INTEGER NOT NULL
);
