-- End-to-end encryption: public keys of devices and users, signatures between them, messages to
-- devices, key backups. JSON is stored as the client sent it, without "unsigned".

CREATE TABLE device_keys (
    user_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (user_id, device_id)
);

-- A claimed key stays for a while, so that an upload that is repeated after a lost answer does not
-- bring it back (it would be handed out twice). claimed is the position of the claim, 0 before it.
CREATE TABLE one_time_keys (
    user_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    key_id TEXT NOT NULL,
    json TEXT NOT NULL,
    uploaded INTEGER NOT NULL,
    claimed INTEGER NOT NULL,
    PRIMARY KEY (user_id, device_id, algorithm, key_id)
);
CREATE INDEX one_time_keys_queue
    ON one_time_keys (user_id, device_id, algorithm, claimed, uploaded, key_id);

CREATE TABLE fallback_keys (
    user_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    key_id TEXT NOT NULL,
    json TEXT NOT NULL,
    used INTEGER NOT NULL,
    PRIMARY KEY (user_id, device_id, algorithm)
);

-- When the number of a device's one-time keys, or the use of its fallback keys, last changed.
CREATE TABLE key_count_changes (
    user_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (user_id, device_id)
);

CREATE TABLE cross_signing_keys (
    user_id TEXT NOT NULL,
    usage TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (user_id, usage)
);

-- target_key is a device id, or the public part of a cross-signing key.
CREATE TABLE key_signatures (
    target_user TEXT NOT NULL,
    target_key TEXT NOT NULL,
    signer_user TEXT NOT NULL,
    signer_key TEXT NOT NULL,
    signature TEXT NOT NULL,
    PRIMARY KEY (target_user, target_key, signer_user, signer_key)
);
CREATE INDEX key_signatures_by_signer ON key_signatures (signer_user, signer_key);

-- The last change of a user's devices or cross-signing keys. viewer is '' for a change that all who
-- share a room with the user may see, else the one user who may.
CREATE TABLE device_list_changes (
    user_id TEXT NOT NULL,
    viewer TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (user_id, viewer)
);
CREATE INDEX device_list_changes_since ON device_list_changes (viewer, position);

CREATE TABLE to_device_messages (
    user_id TEXT NOT NULL,
    device_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (user_id, device_id, position)
);

-- The highest version ever given out: versions are never used again.
CREATE TABLE key_backup_counters (
    user_id TEXT NOT NULL PRIMARY KEY,
    last_version INTEGER NOT NULL
);

CREATE TABLE key_backups (
    user_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    algorithm TEXT NOT NULL,
    auth_data TEXT NOT NULL,
    etag INTEGER NOT NULL,
    sessions INTEGER NOT NULL,
    PRIMARY KEY (user_id, version)
);

CREATE TABLE key_backup_sessions (
    user_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    room_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    first_message_index INTEGER NOT NULL,
    forwarded_count INTEGER NOT NULL,
    is_verified INTEGER NOT NULL,
    session_data TEXT NOT NULL,
    PRIMARY KEY (user_id, version, room_id, session_id)
);
