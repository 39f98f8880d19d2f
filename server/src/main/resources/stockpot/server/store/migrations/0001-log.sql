-- The one row that says how far the change log goes, and which batch of writes came last.
CREATE TABLE log_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    position INTEGER NOT NULL,
    batch INTEGER NOT NULL
);
INSERT INTO log_head (id, position, batch) VALUES (1, 0, 0);

-- Interned (type, state_key) of room state.
CREATE TABLE state_keys (
    id INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    state_key TEXT NOT NULL,
    UNIQUE (type, state_key)
);

-- The nodes of all state trees; each row holds the nodes that one change made.
CREATE TABLE state_nodes (
    id INTEGER PRIMARY KEY,
    nodes BLOB NOT NULL
);
