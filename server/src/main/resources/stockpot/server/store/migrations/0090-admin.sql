-- What the administration of accounts needs beside the accounts themselves.

-- Every act of an administrator that changes something. actor is a user id, or "system user NAME" for
-- who came over the control socket. A row without a status is an act that a stop of the server cut
-- off. detail names what was sent, never a secret.
CREATE TABLE admin_acts (
    nid INTEGER NOT NULL PRIMARY KEY,
    ts INTEGER NOT NULL,
    actor TEXT NOT NULL,
    address TEXT,
    act TEXT NOT NULL,
    target TEXT,
    detail TEXT,
    status INTEGER
);

-- 0 messages per second: nothing that the user does is limited.
CREATE TABLE rate_overrides (
    user_id TEXT NOT NULL PRIMARY KEY,
    messages_per_second INTEGER NOT NULL,
    burst_count INTEGER NOT NULL
);

-- Who a user is to a provider of identities.
CREATE TABLE external_ids (
    auth_provider TEXT NOT NULL,
    external_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (auth_provider, external_id)
);
CREATE INDEX external_ids_user ON external_ids (user_id);

CREATE TABLE experimental_features (
    user_id TEXT NOT NULL,
    feature TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    PRIMARY KEY (user_id, feature)
);

CREATE TABLE account_validity (
    user_id TEXT NOT NULL PRIMARY KEY,
    expires_at INTEGER NOT NULL
);

-- Until when a user may replace the master cross-signing key without proving anything.
CREATE TABLE key_replacements (
    user_id TEXT NOT NULL PRIMARY KEY,
    allowed_until INTEGER NOT NULL
);

-- Taking back what a user wrote, gone on with after a restart. request and failed are JSON.
CREATE TABLE redaction_tasks (
    task_id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL,
    created_ts INTEGER NOT NULL,
    status TEXT NOT NULL,
    request TEXT NOT NULL,
    failed TEXT NOT NULL
);
CREATE INDEX redaction_tasks_user ON redaction_tasks (user_id, status);

-- The administrator who speaks as the token's user; such tokens end with the administrator's.
ALTER TABLE access_tokens ADD COLUMN made_by TEXT;
CREATE INDEX access_tokens_made_by ON access_tokens (made_by) WHERE made_by IS NOT NULL;

-- Whom somebody has invited, and which rooms somebody has joined.
CREATE INDEX events_members_by_sender ON events (sender, origin_server_ts)
    WHERE type = 'm.room.member';
