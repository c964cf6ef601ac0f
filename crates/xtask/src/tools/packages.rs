//! What comes from npm: the libraries of the end-to-end tests, and wasm-opt where the system has
//! none.

use std::path::{Path, PathBuf};

use super::system::{Program, install_debian};
use crate::error::Error;
use crate::files;
use crate::process::Process;
use crate::workspace::{Workspace, find_program, tools_folder};

/// Where wasm-opt comes from when the system has none that will do.
const BINARYEN: &str = "binaryen@123.0.0";
/// Older ones mix up the tables of a module that exports two, as a split one does.
const OLDEST: u32 = 116;

/// Finds wasm-opt. With `install`, gets it where that is possible without asking anybody.
pub fn wasm_opt(install: bool) -> Option<PathBuf> {
    let ours = tools_folder().join("npm/node_modules/.bin/wasm-opt");
    let found = || {
        let all = [Some(ours.clone()), find_program("wasm-opt")];
        all.into_iter()
            .flatten()
            .find(|path| version(path).is_some_and(|version| version >= OLDEST))
    };
    if let Some(path) = found() {
        return Some(path);
    }
    if install && (install_from_npm() || install_debian(&["binaryen"])) {
        return found();
    }
    None
}

/// `wasm-opt version 123 (version_123)`
fn version(path: &Path) -> Option<u32> {
    let said = Process::new(path).arg("--version").read_quietly()?;
    said.split_whitespace().find_map(|word| word.parse().ok())
}

fn install_from_npm() -> bool {
    let folder = tools_folder().join("npm");
    find_program("npm").is_some()
        && files::make_folder(&folder).is_ok()
        && Process::new("npm")
            .args([
                "install",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--prefix",
            ])
            .arg(&folder)
            .arg(BINARYEN)
            .read()
            .is_ok()
}

/// Installs the libraries of the end-to-end tests as their lock file has them.
///
/// # Errors
/// There is no npm, or it fails.
pub fn npm_packages(workspace: &Workspace) -> Result<(), Error> {
    let folder = workspace.e2e();
    let lock = files::read(&folder.join("package-lock.json"))?;
    let mark = folder.join("node_modules/.installed-lock.json");
    if files::read(&mark).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let npm = Program::Npm.ensure()?;
    Process::new(npm)
        .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
        .folder(&folder)
        .run()?;
    files::write(&mark, lock)
}
