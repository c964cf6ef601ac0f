//! Builds the server.

use std::env;
use std::path::PathBuf;

use crate::error::Error;
use crate::process::Process;
use crate::workspace::Workspace;

/// Builds the server as people run it, and returns its path. Cargo knows whether it has to.
///
/// # Errors
/// It does not build.
pub fn release(workspace: &Workspace) -> Result<PathBuf, Error> {
    Process::cargo()
        .args(["build", "--release", "--package", "baraza-server"])
        .folder(&workspace.root)
        .run()?;
    Ok(program(workspace, "release"))
}

/// Builds the server for the edit loop.
///
/// # Errors
/// It does not build.
pub fn debug(workspace: &Workspace) -> Result<PathBuf, Error> {
    Process::cargo()
        .args(["build", "--package", "baraza-server"])
        .folder(&workspace.root)
        .run()?;
    Ok(program(workspace, "debug"))
}

/// The server that comes with the native tests: what they have compiled is not compiled again
/// with other features.
///
/// # Errors
/// It does not build.
pub fn tested(workspace: &Workspace) -> Result<PathBuf, Error> {
    Process::cargo()
        .args(["test", "--workspace", "--no-run", "--quiet"])
        .folder(&workspace.root)
        .run()?;
    Ok(program(workspace, "debug"))
}

fn program(workspace: &Workspace, profile: &str) -> PathBuf {
    let name = format!("baraza-server{}", env::consts::EXE_SUFFIX);
    workspace.target.join(profile).join(name)
}
