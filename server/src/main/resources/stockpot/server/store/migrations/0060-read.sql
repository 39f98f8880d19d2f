-- What reading by other ways than positions needs: events by time, people by the words of their names.

CREATE INDEX events_by_time ON events (room, origin_server_ts, position);

-- Rooms that anyone may join or read. Kept with the room's state; their members are in the user
-- directory for everyone.
CREATE TABLE open_rooms (
    room INTEGER PRIMARY KEY
);

-- The folded words of local users' ids and display names.
CREATE TABLE user_words (
    word TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (word, user_id)
);

CREATE INDEX user_words_user ON user_words (user_id);
