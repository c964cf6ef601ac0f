//! Programs that cargo compiles for us, each at one version.
//!
//! They are compiled without optimisation where that costs nothing: this takes a third of the
//! time that their release profile takes (fat LTO), and they run for seconds.

use std::path::PathBuf;
use std::time::Instant;

use crate::error::Error;
use crate::files;
use crate::process::Process;
use crate::steps;
use crate::workspace::{Workspace, find_program, tools_folder};

/// The version of wasm-bindgen. The crate and its command line tool must be the same; a test
/// compares this with `Cargo.toml`.
pub const WASM_BINDGEN_VERSION: &str = "0.2.129";

/// Builds the client.
pub const TRUNK: Pinned = Pinned {
    package: "trunk",
    program: "trunk",
    version: "0.21.14",
    options: &["--no-default-features"],
    optimised: "0",
    minutes: 4,
};

/// Makes the glue between WASM and JavaScript, and runs the tests in a browser.
pub const WASM_BINDGEN: Pinned = Pinned {
    package: "wasm-bindgen-cli",
    program: "wasm-bindgen",
    version: WASM_BINDGEN_VERSION,
    options: &[],
    optimised: "1",
    minutes: 3,
};

/// Takes the parts that are marked for it out of the client's WASM module.
pub const WASM_SPLIT: Pinned = Pinned {
    package: "wasm_split_cli_support",
    program: "wasm-split-cli",
    version: "0.2.4",
    options: &["--features", "build-binary"],
    optimised: "1",
    minutes: 1,
};

/// Checks the licences and origins of what comes in from outside.
pub const CARGO_DENY: Pinned = Pinned {
    package: "cargo-deny",
    program: "cargo-deny",
    version: "0.20.2",
    options: &[],
    optimised: "1",
    minutes: 3,
};

/// A program at a version.
#[derive(Debug)]
pub struct Pinned {
    package: &'static str,
    program: &'static str,
    version: &'static str,
    options: &'static [&'static str],
    optimised: &'static str,
    minutes: u32,
}

impl Pinned {
    /// Makes sure that it is here, at its version.
    ///
    /// # Errors
    /// It cannot be compiled.
    pub fn ensure(&self, workspace: &Workspace) -> Result<PathBuf, Error> {
        if let Some(path) = self.find() {
            super::say(self.program, self.version);
            return Ok(path);
        }
        println!(
            "      {} {} is not here: compiling it, once, about {} minutes on two cores",
            self.package, self.version, self.minutes
        );
        let start = Instant::now();
        self.install(workspace)?;
        super::say(
            self.program,
            &format!("compiled in {}", steps::duration(start.elapsed())),
        );
        self.find().ok_or_else(|| Error::Missing {
            tool: self.program,
            advice: format!("`cargo install {}` did not bring it.", self.package),
        })
    }

    /// The program, if the first one of its name that is found has the right version.
    fn find(&self) -> Option<PathBuf> {
        let path = find_program(self.program)?;
        // Not every program says its version, but cargo keeps a list of what it has installed.
        let said = Process::new(&path).arg("--version").read_quietly();
        let listed = files::read_text(&tools_folder().join(".crates.toml")).unwrap_or_default();
        let is_said =
            said.is_some_and(|said| said.split_whitespace().any(|word| word == self.version));
        let is_listed = listed.contains(&format!("\"{} {} (", self.package, self.version));
        (is_said || is_listed).then_some(path)
    }

    fn install(&self, workspace: &Workspace) -> Result<(), Error> {
        let build = workspace.scratch().join("tools");
        Process::cargo()
            .args([
                "install",
                "--locked",
                "--force",
                self.package,
                "--version",
                self.version,
            ])
            .args(self.options)
            .arg("--root")
            .arg(tools_folder())
            .env("CARGO_TARGET_DIR", &build)
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", self.optimised)
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "false")
            .env("CARGO_PROFILE_RELEASE_STRIP", "true")
            // Not this workspace: its profiles and settings are not the tool's.
            .folder(&std::env::temp_dir())
            .run()?;
        files::remove_folder(&build)
    }
}
