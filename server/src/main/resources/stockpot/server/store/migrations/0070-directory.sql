-- Accounts and the directory that people log in against.

-- Whose password opens an account. kind is 'entry' where the entry of the directory with that name
-- owns it, 'local' where it is one of this server's own that the directory never gets (break-glass).
-- No row: an account that somebody registered with a password of their own. The rest is what the
-- directory last told, so that only its changes are carried over what people set themselves.
CREATE TABLE directory_accounts (
    user_id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    missing INTEGER NOT NULL DEFAULT 0,
    locked INTEGER NOT NULL DEFAULT 0,
    admin INTEGER NOT NULL DEFAULT 0,
    display_name TEXT,
    mail TEXT,
    photo TEXT
);

-- Hosts that have spoken TLS; from then on nothing goes to them in clear.
CREATE TABLE directory_hosts (
    host TEXT NOT NULL PRIMARY KEY
);
