-- Media ids of this server. A row without content_hash is an id that waits for its content until
-- expires_at; several ids may share one content.
CREATE TABLE media (
    media_id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    content_hash TEXT,
    size INTEGER,
    content_type TEXT,
    file_name TEXT,
    authenticated INTEGER NOT NULL,
    quarantined_by TEXT
);

CREATE INDEX media_by_user ON media (user_id, created_at);

CREATE INDEX media_by_content ON media (content_hash);
