//! What can go wrong with a chore, in words that say what to do about it.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use baraza_core::connector::NotAnAddress;
use baraza_core::infer::InferError;

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
    /// A text is not the address of a site.
    #[error("`{text}`: {source}")]
    NoAddress {
        /// The text.
        text: String,
        /// What it should be like.
        source: NotAnAddress,
    },
    /// An address does not answer, or does so with a status that is none of success.
    #[error("{url} cannot be read: {detail}")]
    Unanswered {
        /// The address.
        url: String,
        /// What came instead of an answer.
        detail: String,
    },
    /// There is nothing in an answer that a connector could be guessed from.
    #[error("{place}: {source}.\n{advice}")]
    NoGuess {
        /// The file or address of the answer.
        place: String,
        /// What is wrong with it.
        source: InferError,
        /// What was looked for.
        advice: &'static str,
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
