//! The API over real HTTP: a server on a free port, a database in a fresh directory.
//!
//! Every answer that a test gets is held against `openapi.json` on the way; see `document`.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests may fail by panicking, and so may what they share"
)]

mod accounts;
mod assets;
mod bad_address;
mod bad_input;
mod comments;
mod document;
mod events;
mod idempotency;
mod images;
mod limits;
mod moderation;
mod oauth;
mod paging;
mod posts;
mod sample;
mod search;
mod site;
mod votes;
