//! What can go wrong with a chore, in words that say what to do about it.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

/// Why a chore could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The command line is not understood.
    #[error("{0}\nSee `cargo xtask help`.")]
    Usage(String),
    /// Something in the file system is not as it must be.
    #[error("{} cannot be {action}: {source}", path.display())]
    File {
        /// Which file or folder.
        path: PathBuf,
        /// What was to happen to it, as a participle.
        action: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// A program did not even start.
    #[error("`{program}` cannot be started: {source}")]
    Start {
        /// Its name.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// A program ended with an error; it has said itself what it was.
    #[error("`{command}` ended with {status}")]
    Failed {
        /// The command line.
        command: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// A tool is not here and cannot be got.
    #[error("{tool} is not installed. {advice}")]
    Missing {
        /// Its name.
        tool: &'static str,
        /// How a person gets it.
        advice: String,
    },
    /// What was made is not as it must be.
    #[error("{0}")]
    Unsound(String),
}

impl Error {
    /// For `map_err` on calls into the file system.
    pub fn file(path: &Path, action: &'static str) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File {
            path,
            action,
            source,
        }
    }
}
