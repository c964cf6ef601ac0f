//! The outbox: what is to be sent, until the server has taken it.
//!
//! All of it is one pure function, [`Outbox::step`]. Whoever drives it reads the whole store,
//! takes a step and writes what has changed in *one* transaction, and only then does what the
//! effects say. So tabs cannot get in each other's way, and a crash at any point leaves a state
//! that the next step understands: an entry is [`State::Sending`] in the store before its request
//! leaves, and whoever finds it so without a sender knows that nobody knows what became of it.

mod entry;
mod event;
mod search;
mod step;
mod turn;

pub use entry::{Entry, Parent, State, Trouble};
pub use event::{Effect, Event, Guarantee};
pub use search::{find, find_like, is_same_text};
pub use step::Outbox;
