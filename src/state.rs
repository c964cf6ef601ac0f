//! What the app knows, behind one context newtype each.
//!
//! Stores live as long as the app: pages come and go, lists and threads stay and show at once on
//! the way back. Server data is kept as it came; what the person wants but the server has not
//! confirmed (a vote) is laid over it by id, so taking it back is deleting the overlay.

pub mod address;
pub mod config;
pub mod doctor;
pub mod drafts;
pub mod explain;
pub mod feeds;
pub mod guesses;
pub mod guest;
pub mod held;
pub mod kept;
pub mod markdown;
pub mod merged;
pub mod outbox;
pub mod own;
pub mod place;
pub mod prefs;
pub mod presets;
pub mod sessions;
pub mod share;
pub mod sources;
pub mod threads;
pub mod toasts;
pub mod tongue;
pub mod uploads;
pub mod votes;
pub mod written;

/// How far a read has come.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Load {
    /// Not asked for yet.
    #[default]
    Idle,
    /// On its way.
    Loading,
    /// Here.
    Ready,
    /// It did not work.
    Failed(baraza_core::connector::Failure),
}
