//! The files of the repository.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::File;

/// What is not ours or not written by hand.
const SKIPPED: [&str; 6] = ["target", "dist", "data", "node_modules", "out", ".git"];
/// What is read.
const KINDS: [&str; 8] = ["rs", "js", "mjs", "css", "html", "toml", "json", "lock"];

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .unwrap();
    here.ancestors().nth(2).unwrap().to_owned()
}

/// All files that rules are about.
pub(crate) fn all() -> &'static [File] {
    static ALL: OnceLock<Vec<File>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut files = Vec::new();
        collect(&root(), "", &mut files);
        assert!(
            files.iter().any(|file| file.path == "Cargo.toml"),
            "this is not the repository"
        );
        files
    })
}

/// One file.
pub(crate) fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<File>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if entry.path().is_dir() {
            if !SKIPPED.contains(&name.as_str()) {
                collect(&entry.path(), &format!("{path}/"), files);
            }
        } else if KINDS.iter().any(|kind| name.ends_with(&format!(".{kind}"))) {
            files.push(File {
                path,
                text: fs::read_to_string(entry.path()).unwrap(),
            });
        }
    }
}
