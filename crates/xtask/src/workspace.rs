//! Where things are.

use std::env;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// The repository on this machine.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The repository's root.
    pub root: PathBuf,
    /// Where cargo puts what it builds.
    pub target: PathBuf,
}

impl Workspace {
    /// Finds the repository that this crate is in.
    ///
    /// # Errors
    /// The program was not started by cargo.
    pub fn find() -> Result<Self, Error> {
        // Set by cargo at run time, so that no path of this machine is in the program.
        let here = env::var_os("CARGO_MANIFEST_DIR")
            .map(PathBuf::from)
            .ok_or_else(|| Error::Usage("start this as `cargo xtask …`".to_owned()))?;
        let root = here
            .ancestors()
            .nth(2)
            .ok_or_else(|| Error::Usage("this crate is not in crates/".to_owned()))?
            .to_owned();
        let target = env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |folder| root.join(folder));
        Ok(Self { root, target })
    }

    /// The release of the client.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// What these chores keep between runs; safe to delete.
    pub fn scratch(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// The end-to-end tests.
    pub fn e2e(&self) -> PathBuf {
        self.root.join("tests/e2e")
    }
}

/// Where pinned tools go that the machine does not have: beside cargo's own programs, not among
/// them, so that another version which somebody uses elsewhere stays as it is.
pub fn tools_folder() -> PathBuf {
    cargo_home().join("baraza-tools")
}

/// The folders that programs are looked for in, in this order.
pub fn search_path() -> Vec<PathBuf> {
    let mut folders = vec![
        tools_folder().join("bin"),
        tools_folder().join("npm/node_modules/.bin"),
        cargo_home().join("bin"),
    ];
    if let Some(path) = env::var_os("PATH") {
        folders.extend(env::split_paths(&path));
    }
    folders
}

/// Finds a program.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let name = format!("{name}{}", env::consts::EXE_SUFFIX);
    search_path()
        .into_iter()
        .map(|folder| folder.join(&name))
        .find(|path| path.is_file())
}

/// Where cargo keeps what it has installed and downloaded.
pub fn cargo_home() -> PathBuf {
    env::var_os("CARGO_HOME").map_or_else(
        || {
            env::home_dir()
                .unwrap_or_else(|| Path::new(".").to_owned())
                .join(".cargo")
        },
        PathBuf::from,
    )
}
