-- Rooms, their events, who is in them, and their names in the directory.

-- One row per room. The state after the newest event is state_root (see state trees); whoever
-- appends compares and sets head_event. Members are counted here, so that no answer counts rows.
CREATE TABLE rooms (
    nid INTEGER PRIMARY KEY,
    room_id TEXT NOT NULL UNIQUE,
    version TEXT NOT NULL,
    creator TEXT NOT NULL,
    state_root INTEGER NOT NULL,
    head_position INTEGER NOT NULL,
    head_event TEXT NOT NULL,
    depth INTEGER NOT NULL,
    joined INTEGER NOT NULL,
    invited INTEGER NOT NULL,
    is_public INTEGER NOT NULL
);

CREATE INDEX rooms_published ON rooms (joined, nid) WHERE is_public = 1;

-- position is the event's position in the change log. event_id is the hash alone where the id is
-- one (room versions 3 and later). Of a redacted event json holds the redacted form only.
CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    room INTEGER NOT NULL,
    event_id BLOB NOT NULL UNIQUE,
    sender TEXT NOT NULL,
    type TEXT NOT NULL,
    state_key TEXT,
    origin_server_ts INTEGER NOT NULL,
    state_before INTEGER NOT NULL,
    state_after INTEGER NOT NULL,
    redacted_by INTEGER,
    json TEXT NOT NULL
);

CREATE INDEX events_by_room ON events (room, position);

-- The membership each user has now. position is that of the member event.
CREATE TABLE memberships (
    user_id TEXT NOT NULL,
    room INTEGER NOT NULL,
    membership TEXT NOT NULL,
    position INTEGER NOT NULL,
    sender TEXT NOT NULL,
    forgotten INTEGER NOT NULL,
    PRIMARY KEY (user_id, room)
);

CREATE INDEX memberships_by_room ON memberships (room, membership, position);

CREATE TABLE aliases (
    alias TEXT PRIMARY KEY,
    room INTEGER NOT NULL,
    creator TEXT NOT NULL
);

CREATE INDEX aliases_by_room ON aliases (room);

-- What a request with a transaction id did, so that its repetition does nothing. key is a hash of
-- user, device, scope and transaction id; position is that of the event it made, if it made one.
CREATE TABLE transaction_ids (
    key BLOB PRIMARY KEY,
    device_id TEXT,
    txn_id TEXT NOT NULL,
    position INTEGER,
    created INTEGER NOT NULL
);

CREATE INDEX transaction_ids_by_position ON transaction_ids (position)
    WHERE position IS NOT NULL;

CREATE INDEX transaction_ids_by_age ON transaction_ids (created);

-- Content and people that users reported to the administrators.
CREATE TABLE reports (
    nid INTEGER PRIMARY KEY,
    reporter TEXT NOT NULL,
    room_id TEXT,
    event_id TEXT,
    user_id TEXT,
    reason TEXT,
    score INTEGER,
    created INTEGER NOT NULL
);
