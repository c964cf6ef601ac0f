//! Local storage: small texts kept on this device, one key each.
//!
//! Any call can fail: private windows, a full disk, blocked cookies. Reading then finds nothing;
//! writing says so, because somebody's words may be at stake.

use web_sys::{Storage, window};

/// Why something could not be kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// There is no local storage here.
    #[error("this browser keeps nothing for this page")]
    Unavailable,
    /// It refused, most often because it is full.
    #[error("this browser's storage for this page is full or blocked")]
    Refused,
}

fn storage() -> Option<Storage> {
    window()?.local_storage().ok().flatten()
}

/// What was kept under a key.
pub fn get(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps a text under a key.
///
/// # Errors
/// The browser has no storage for the page, or it is full.
pub fn set(key: &str, value: &str) -> Result<(), StorageError> {
    let storage = storage().ok_or(StorageError::Unavailable)?;
    storage
        .set_item(key, value)
        .map_err(|_refusal| StorageError::Refused)
}

/// Forgets what was kept under a key.
pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

/// All keys that start so.
pub fn keys(prefix: &str) -> Vec<String> {
    let Some(storage) = storage() else {
        return Vec::new();
    };
    let count = storage.length().unwrap_or(0);
    (0..count)
        .filter_map(|index| storage.key(index).ok().flatten())
        .filter(|key| key.starts_with(prefix))
        .collect()
}
