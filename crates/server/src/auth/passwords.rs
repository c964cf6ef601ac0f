//! Passwords: argon2id, a few at a time, away from the threads that serve requests.

use argon2::{Argon2, PasswordHash, PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::Semaphore;

use crate::error::ApiError;

/// Hashing takes 19 MB and a core each; more at once would starve the rest.
const HASHES_AT_ONCE: usize = 2;

/// Hashes and checks passwords, a few at a time, away from the threads that serve requests.
#[derive(Debug)]
pub(crate) struct Passwords {
    permits: Semaphore,
}

impl Passwords {
    pub(crate) fn new() -> Self {
        Self {
            permits: Semaphore::new(HASHES_AT_ONCE),
        }
    }

    /// The hash of a new password.
    pub(crate) async fn hash(&self, password: String) -> Result<String, ApiError> {
        self.work(move || hash(&password))
            .await?
            .ok_or(ApiError::Internal)
    }

    /// Whether the password has this hash. Without a hash it takes as long and is never right,
    /// so that the time does not tell which names exist.
    pub(crate) async fn verify(
        &self,
        password: String,
        hash: Option<String>,
    ) -> Result<bool, ApiError> {
        self.work(move || {
            if let Some(hash) = hash {
                return verify(&password, &hash);
            }
            let _same_work = self::hash(&password);
            false
        })
        .await
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let _permit = self
            .permits
            .acquire()
            .await
            .map_err(|_closed| ApiError::Internal)?;
        tokio::task::spawn_blocking(work).await.map_err(|error| {
            tracing::error!("hashing a password failed: {error}");
            ApiError::Internal
        })
    }
}

/// The hash of a password, with a salt of its own.
pub(crate) fn hash(password: &str) -> Option<String> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.inspect_err(|error| tracing::error!("cannot hash a password: {error}"))
        .ok()
        .map(|hash| hash.to_string())
}

fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_checked_against_its_hash() {
        let hash = hash("correct horse").unwrap();
        assert!(hash.starts_with("$argon2id$"), "{hash}");
        assert!(verify("correct horse", &hash));
        assert!(!verify("correct horsf", &hash));
        assert!(!verify("correct horse", "not a hash"));
    }
}
