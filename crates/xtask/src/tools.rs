//! The tools that the chores need: found if they are here, else installed, pinned to a version.
//!
//! Cargo's tools are compiled once per machine. System programs come from apt on a Debian machine
//! where we are root; elsewhere one line says what to install. Nothing is downloaded from
//! anywhere but package registries.

pub mod backends;
mod packages;
mod pinned;
mod system;

pub use packages::{npm_packages, wasm_opt};
pub use pinned::{CARGO_DENY, TRUNK, WASM_BINDGEN, WASM_BINDGEN_VERSION, WASM_SPLIT};
pub use system::{Program, install_debian};

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::files;
use crate::process::Process;
use crate::steps::Steps;
use crate::workspace::Workspace;

const WASM: &str = "wasm32-unknown-unknown";

/// Installs what is missing, and says what is here.
///
/// # Errors
/// Something is missing and cannot be had.
pub fn install_all(workspace: &Workspace, tests: bool) -> Result<(), Error> {
    let mut steps = Steps::new(if tests { 2 } else { 1 });
    steps.step("Tools for the build", || for_build(workspace))?;
    if tests {
        steps.step("Tools for the tests", || {
            CARGO_DENY.ensure(workspace)?;
            for program in [
                Program::Chromium,
                Program::Chromedriver,
                Program::Node,
                Program::Npm,
            ] {
                say(program.name(), &program.ensure()?.display().to_string());
            }
            npm_packages(workspace)
        })?;
    }
    Ok(())
}

/// What building the client takes.
///
/// # Errors
/// Something is missing and cannot be had.
pub fn for_build(workspace: &Workspace) -> Result<(), Error> {
    wasm_target()?;
    std_sources();
    // Everything the lock file names, so that Trunk can build without asking the network.
    fetch_crates(workspace)?;
    TRUNK.ensure(workspace)?;
    WASM_BINDGEN.ensure(workspace)?;
    WASM_SPLIT.ensure(workspace)?;
    match wasm_opt(true) {
        Some(path) => say("wasm-opt", &path.display().to_string()),
        None => say(
            "wasm-opt",
            "not here; the build works without it and is about 4 % larger",
        ),
    }
    Ok(())
}

/// The standard library for the browser, of the toolchain in use.
///
/// # Errors
/// It is missing and rustup cannot get it.
pub fn wasm_target() -> Result<(), Error> {
    let libraries = Process::new("rustc").args(["--print", "target-libdir", "--target", WASM]);
    let folder = libraries.read_quietly().unwrap_or_default();
    let is_here = Path::new(folder.trim()).is_dir();
    if !is_here {
        Process::new("rustup").args(["target", "add", WASM]).run()?;
    }
    say(WASM, "installed");
    Ok(())
}

/// Whether the sources of the standard library are here, to compile them along.
pub fn has_std_sources() -> bool {
    std_library().is_some_and(|library| library.join("Cargo.lock").is_file())
}

/// Where the sources of the standard library are, if they are here.
fn std_library() -> Option<PathBuf> {
    let sysroot = Process::new("rustc").args(["--print", "sysroot"]);
    let folder = sysroot.read_quietly()?;
    Some(Path::new(folder.trim()).join("lib/rustlib/src/rust/library"))
}

fn std_sources() {
    if !has_std_sources() {
        Process::new("rustup")
            .args(["component", "add", "rust-src"])
            .succeeds();
    }
    let state = if has_std_sources() {
        "installed"
    } else {
        "not here and not to be had; the build works without and is about 7 % larger"
    };
    say("rust-src", state);
}

fn fetch_crates(workspace: &Workspace) -> Result<(), Error> {
    let lock = files::read(&workspace.root.join("Cargo.lock")).unwrap_or_default();
    let mark = workspace.scratch().join("fetched.lock");
    if files::read(&mark).is_ok_and(|fetched| fetched == lock) {
        return Ok(());
    }
    Process::cargo()
        .arg("fetch")
        .folder(&workspace.root)
        .run()?;
    fetch_std_crates();
    files::write(&mark, files::read(&workspace.root.join("Cargo.lock"))?)
}

/// What the standard library itself is made of, for a build that compiles it along.
fn fetch_std_crates() {
    if let Some(library) = std_library().filter(|_| has_std_sources()) {
        // Without them, Cargo says which one it misses.
        Process::cargo()
            .args(["fetch", "--locked", "--manifest-path"])
            .arg(library.join("Cargo.toml").display().to_string())
            .env("RUSTC_BOOTSTRAP", "1")
            .succeeds();
    }
}

fn say(tool: &str, state: &str) {
    println!("      {tool}: {state}");
}
