-- Where a user's clients want to be told of events. pusher is JSON as clients read it back; device_id
-- is the session that made it, with which it goes.
CREATE TABLE pushers (
    user_id TEXT NOT NULL,
    app_id TEXT NOT NULL,
    push_key TEXT NOT NULL,
    device_id TEXT,
    pusher TEXT NOT NULL,
    PRIMARY KEY (user_id, app_id, push_key)
);
CREATE INDEX pushers_key ON pushers (app_id, push_key);
