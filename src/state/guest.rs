//! What a guest says about themselves, remembered on this device if they want it.

use baraza_core::{connector::Guest, json};

use crate::platform::storage;

const KEY: &str = "baraza:guest:v1";

/// The remembered details.
pub fn remembered() -> Option<Guest> {
    json::from_str(&storage::get(KEY)?).ok()
}

/// Remembers the details, or forgets them.
pub fn remember(guest: Option<&Guest>) {
    match guest.and_then(|guest| json::to_string(guest).ok()) {
        // A guest that cannot be remembered is asked again: nothing is lost.
        Some(text) => drop(storage::set(KEY, &text)),
        None => storage::remove(KEY),
    }
}
