//! Values that are kept for a short while under a secret word, and taken once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};

/// The hash of a word: comparing it tells nothing about the word.
type Key = [u8; 32];

/// What is under way, each value under the word that only those concerned know.
#[derive(Debug)]
pub(super) struct Kept<T> {
    life: Duration,
    most: usize,
    values: Mutex<HashMap<Key, (Instant, T)>>,
}

impl<T> Kept<T> {
    /// Keeps values for `life`, and never more of them than `most`.
    pub(super) fn new(life: Duration, most: usize) -> Self {
        Self {
            life,
            most,
            values: Mutex::default(),
        }
    }

    /// Keeps a value; `false` when there is no room for it.
    pub(super) fn insert(&self, word: &str, value: T, now: Instant) -> bool {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        if values.len() >= self.most {
            values.retain(|_, (until, _)| *until > now);
        }
        let has_room = values.len() < self.most;
        if has_room {
            values.insert(key(word), (now + self.life, value));
        }
        has_room
    }

    /// Takes the value of a word: it is gone afterwards, whatever becomes of it.
    pub(super) fn take(&self, word: &str, now: Instant) -> Option<T> {
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        let (until, value) = values.remove(&key(word))?;
        (until > now).then_some(value)
    }
}

fn key(word: &str) -> Key {
    Sha256::digest(word).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_taken_once_and_in_time() {
        let kept = Kept::new(Duration::from_mins(1), 2);
        let now = Instant::now();
        assert!(kept.insert("a", 1, now));
        assert!(kept.insert("b", 2, now));
        assert!(!kept.insert("c", 3, now), "there is room for two");
        assert_eq!(kept.take("a", now), Some(1));
        assert_eq!(kept.take("a", now), None);
        let late = now + Duration::from_mins(1);
        assert_eq!(kept.take("b", late), None);
    }

    #[test]
    fn what_has_had_its_time_makes_room() {
        let kept = Kept::new(Duration::from_mins(1), 1);
        let now = Instant::now();
        assert!(kept.insert("a", 1, now));
        assert!(kept.insert("b", 2, now + Duration::from_mins(1)));
    }
}
