-- The first schema. A released migration is never edited; add a new file instead.
-- Times are milliseconds since 1970 in UTC. Ids only grow and are never used twice.

CREATE TABLE accounts (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    name          TEXT    NOT NULL,
    -- The name as compared: compatibility-normalised and lower case.
    name_key      TEXT    NOT NULL UNIQUE,
    email         TEXT,
    url           TEXT,
    -- Without a hash nobody can sign in as this account.
    password_hash TEXT,
    moderator     INTEGER NOT NULL DEFAULT 0,
    created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    -- SHA-256 of the bearer token; the token itself is not kept.
    token_hash BLOB    PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE posts (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    author_id        INTEGER NOT NULL REFERENCES accounts (id),
    title            TEXT    NOT NULL,
    body             TEXT    NOT NULL,
    excerpt          TEXT    NOT NULL,
    lang             TEXT,
    url              TEXT,
    state            TEXT    NOT NULL DEFAULT 'published',
    locked           INTEGER NOT NULL DEFAULT 0,
    pinned           INTEGER NOT NULL DEFAULT 0,
    score            INTEGER NOT NULL DEFAULT 0,
    comment_count    INTEGER NOT NULL DEFAULT 0,
    version          INTEGER NOT NULL DEFAULT 1,
    created_at       INTEGER NOT NULL,
    edited_at        INTEGER,
    last_activity_at INTEGER NOT NULL
) STRICT;

CREATE INDEX posts_active ON posts (pinned DESC, last_activity_at DESC, id DESC) WHERE state = 'published';
CREATE INDEX posts_new ON posts (created_at DESC, id DESC) WHERE state = 'published';
CREATE INDEX posts_top ON posts (score DESC, created_at DESC, id DESC) WHERE state = 'published';
CREATE INDEX posts_author ON posts (author_id, created_at);

CREATE TABLE post_tags (
    post_id  INTEGER NOT NULL REFERENCES posts (id),
    position INTEGER NOT NULL,
    tag      TEXT    NOT NULL,
    PRIMARY KEY (post_id, tag)
) STRICT, WITHOUT ROWID;

CREATE INDEX post_tags_tag ON post_tags (tag, post_id);

CREATE TABLE comments (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    post_id      INTEGER NOT NULL REFERENCES posts (id),
    parent_id    INTEGER REFERENCES comments (id),
    -- A guest has no account, but a name and an address.
    author_id    INTEGER REFERENCES accounts (id),
    guest_name   TEXT,
    guest_email  TEXT,
    guest_url    TEXT,
    body         TEXT    NOT NULL,
    -- A short digest of the body, to find the same text sent twice.
    body_digest  BLOB    NOT NULL,
    lang         TEXT,
    state        TEXT    NOT NULL,
    score        INTEGER NOT NULL DEFAULT 0,
    version      INTEGER NOT NULL DEFAULT 1,
    created_at   INTEGER NOT NULL,
    -- Null as long as the public has never seen it: such a comment leaves no tombstone.
    published_at INTEGER,
    edited_at    INTEGER,
    CHECK ((author_id IS NULL) = (guest_name IS NOT NULL))
) STRICT;

CREATE INDEX comments_old ON comments (post_id, id);
CREATE INDEX comments_top ON comments (post_id, score DESC, id);
CREATE INDEX comments_held ON comments (id) WHERE state = 'held';
CREATE INDEX comments_digest ON comments (post_id, body_digest);

CREATE TABLE post_votes (
    post_id    INTEGER NOT NULL REFERENCES posts (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    value      INTEGER NOT NULL CHECK (value IN (-1, 1)),
    PRIMARY KEY (post_id, account_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE comment_votes (
    comment_id INTEGER NOT NULL REFERENCES comments (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    value      INTEGER NOT NULL CHECK (value IN (-1, 1)),
    PRIMARY KEY (comment_id, account_id)
) STRICT, WITHOUT ROWID;

-- Answers already given, by idempotency key; account 0 stands for guests.
CREATE TABLE answers (
    account_id  INTEGER NOT NULL,
    key         TEXT    NOT NULL,
    fingerprint BLOB    NOT NULL,
    location    TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (account_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX answers_created ON answers (created_at);

-- What changed lately, for streams that come back after a break.
CREATE TABLE events (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    kind       TEXT    NOT NULL,
    item_id    INTEGER NOT NULL,
    post_id    INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- The words of what is published; `db/search.rs` prepares the text and keeps the rows.
CREATE VIRTUAL TABLE posts_words USING fts5 (
    title, body,
    content = '', contentless_delete = 1,
    tokenize = "unicode61 remove_diacritics 2 categories 'L* M* N* Co'"
);
CREATE VIRTUAL TABLE comments_words USING fts5 (
    body,
    content = '', contentless_delete = 1,
    tokenize = "unicode61 remove_diacritics 2 categories 'L* M* N* Co'"
);
