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

-- Push rules that users made themselves; a lower place is asked earlier within its kind.
CREATE TABLE push_rules (
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    rule_id TEXT NOT NULL,
    place INTEGER NOT NULL,
    enabled INTEGER NOT NULL,
    rule TEXT NOT NULL,
    PRIMARY KEY (user_id, kind, rule_id)
);

-- What users changed on the rules that everybody has; null means as it comes.
CREATE TABLE push_rule_defaults (
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    rule_id TEXT NOT NULL,
    enabled INTEGER,
    actions TEXT,
    PRIMARY KEY (user_id, kind, rule_id)
);

-- When a user's push rules changed last.
CREATE TABLE push_rule_changes (
    user_id TEXT NOT NULL PRIMARY KEY,
    position INTEGER NOT NULL
);
