-- Read receipts: the newest of each user, kind and thread. thread is '' for a receipt without one,
-- 'main' for the main timeline, else the event id of the thread's root.
CREATE TABLE receipts (
    room INTEGER NOT NULL,
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    thread TEXT NOT NULL,
    event_id TEXT NOT NULL,
    event_position INTEGER NOT NULL,
    ts INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (room, user_id, kind, thread)
);
CREATE INDEX receipts_changed ON receipts (room, position);
CREATE INDEX receipts_of_user ON receipts (user_id, room);

-- What each user's push rules differ in from those that everybody has, as one JSON document.
CREATE TABLE push_rules (
    user_id TEXT NOT NULL PRIMARY KEY,
    changes TEXT NOT NULL,
    position INTEGER NOT NULL
);
