//! Knows whether something has to be made again: a hash over everything that it is made of.

use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::error::Error;
use crate::files;
use crate::workspace::Workspace;

/// What the client is made of. The chores are part of it: they write into the release.
const CLIENT: [&str; 11] = [
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "crates/core",
    "crates/markdown",
    "crates/xtask/src",
    "index.html",
    "public",
    "rust-toolchain.toml",
    "src",
    "style",
];

/// A hash over the sources of the client and the optimiser that it is made with.
///
/// # Errors
/// A source cannot be read.
pub fn client_sources(workspace: &Workspace, optimiser: Option<&Path>) -> Result<String, Error> {
    let mut all = Sha256::new();
    for source in CLIENT {
        for path in files::list(&workspace.root.join(source))? {
            all.update(files::relative(&path, &workspace.root));
            all.update(Sha256::digest(files::read(&path)?));
        }
    }
    all.update(
        optimiser
            .map(|path| path.display().to_string())
            .unwrap_or_default(),
    );
    Ok(format!("{:x}", all.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::scratch::Scratch;

    fn hash(extra: &[(&str, &str)], optimiser: Option<&Path>) -> String {
        let sources = Scratch::with(&CLIENT.map(|path| (path, "as it was")));
        for (path, text) in extra {
            files::write(&sources.path().join(path), text).unwrap();
        }
        let root = sources.path().to_owned();
        client_sources(
            &Workspace {
                target: root.join("target"),
                root,
            },
            optimiser,
        )
        .unwrap()
    }

    #[test]
    fn the_hash_changes_with_a_source_or_the_optimiser_and_with_nothing_else() {
        let before = hash(&[], None);
        assert_eq!(
            hash(&[("README.md", "new"), ("tests/e2e/a.mjs", "new")], None),
            before
        );
        assert_ne!(hash(&[("index.html", "new")], None), before);
        assert_ne!(hash(&[], Some(Path::new("/usr/bin/wasm-opt"))), before);
    }
}
