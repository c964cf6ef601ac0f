//! The engine and the connector files against real servers of the systems that they are for.
//!
//! `cargo xtask test --real all` installs the servers and runs these; `cargo test` leaves them out.
//! Each test starts a server of its own on a free port of this machine, with content of its own,
//! and stops it, also when it fails.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what is not as it must be fails the test"
)]

#[path = "real/couchdb.rs"]
mod couchdb;
#[path = "real/datasette.rs"]
mod datasette;
#[path = "real/isso.rs"]
mod isso;
#[path = "real/json_server.rs"]
mod json_server;
#[path = "real/kinto.rs"]
mod kinto;
#[path = "real/server.rs"]
mod server;
#[path = "real/talk.rs"]
mod talk;
#[path = "real/wordpress.rs"]
mod wordpress;
