//! Files kept in memory, for as long as they are the same on disk.
//!
//! A new build is seen at once, and no file is read or hashed twice.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use axum::body::Bytes;

use crate::version::short_digest;

/// Files of old builds are forgotten when there are more than this.
const FILES: usize = 500;

/// A file.
#[derive(Debug, Clone)]
pub(super) struct File {
    /// What is in it.
    pub(super) bytes: Bytes,
    /// Its entity tag.
    pub(super) tag: String,
}

/// What tells that a file is still the same.
type Stamp = (SystemTime, u64);

/// The files read so far.
#[derive(Debug, Default)]
pub(super) struct Store {
    files: Mutex<HashMap<PathBuf, (Stamp, File)>>,
}

impl Store {
    /// The file at a path, or `None` when there is none that can be read.
    pub(super) async fn read(&self, path: &Path) -> Option<File> {
        let metadata = tokio::fs::metadata(path)
            .await
            .ok()
            .filter(std::fs::Metadata::is_file)?;
        let stamp = (metadata.modified().ok()?, metadata.len());
        if let Some(file) = self.known(path, stamp) {
            return Some(file);
        }
        let bytes = Bytes::from(tokio::fs::read(path).await.ok()?);
        let tag = format!("\"{}\"", short_digest(&bytes));
        let file = File { bytes, tag };
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if files.len() >= FILES {
            files.clear();
        }
        files.insert(path.to_owned(), (stamp, file.clone()));
        Some(file)
    }

    fn known(&self, path: &Path, stamp: Stamp) -> Option<File> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files
            .get(path)
            .filter(|(known, _)| *known == stamp)
            .map(|(_, file)| file.clone())
    }
}
