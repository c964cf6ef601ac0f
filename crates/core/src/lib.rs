//! The thinking of Baraza, without a browser around it.
//!
//! Everything here is a function from values to values: no I/O, no clock, no randomness. Time,
//! identifiers and answers of servers come in as arguments, so all of it runs under plain
//! `cargo test`. The client drives it from a browser; tests drive the same code against fixtures
//! and real servers.

pub mod connector;
pub mod draft;
pub mod html;
pub mod infer;
pub use baraza_json as json;
pub mod model;
pub mod outbox;
pub mod pattern;
pub mod rich_text;
pub mod thread;
pub mod time;
pub mod url;
