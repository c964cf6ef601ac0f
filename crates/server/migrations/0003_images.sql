-- Images that stand in texts. An image is known by its content: what two people send is kept once.

CREATE TABLE images (
    -- SHA-256 of the bytes.
    hash       BLOB    PRIMARY KEY,
    -- Who sent it first.
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    media_type TEXT    NOT NULL,
    bytes      BLOB    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX images_account ON images (account_id, length(bytes));
