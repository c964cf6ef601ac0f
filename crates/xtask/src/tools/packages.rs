//! What comes from npm: the libraries of the end-to-end tests, and wasm-opt where the system has
//! none.

use std::path::PathBuf;

use super::system::{Program, install_debian};
use crate::error::Error;
use crate::files;
use crate::process::Process;
use crate::workspace::{Workspace, find_program, tools_folder};

/// Where wasm-opt comes from when neither the system nor apt has it.
const BINARYEN: &str = "binaryen@123.0.0";

/// Finds wasm-opt. With `install`, gets it where that is possible without asking anybody.
pub fn wasm_opt(install: bool) -> Option<PathBuf> {
    let found = || find_program("wasm-opt");
    if let Some(path) = found() {
        return Some(path);
    }
    if install && (install_debian(&["binaryen"]) || install_from_npm()) {
        return found();
    }
    None
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
