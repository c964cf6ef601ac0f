//! The stages that need no browser.

use crate::error::Error;
use crate::process::Process;
use crate::tally::{self, Tally};
use crate::tools::{CARGO_DENY, wasm_target};
use crate::workspace::Workspace;

/// The crates that become WASM.
const WASM_CRATES: [&str; 6] = [
    "--package",
    "baraza",
    "--package",
    "baraza-core",
    "--package",
    "baraza-markdown",
];

fn cargo(workspace: &Workspace) -> Process {
    Process::cargo().folder(&workspace.root)
}

/// The code is formatted as `rustfmt.toml` says.
pub(super) fn format(workspace: &Workspace) -> Result<Tally, Error> {
    cargo(workspace).args(["fmt", "--all", "--check"]).run()?;
    Ok(Tally::one())
}

/// The lints of the workspace, on everything.
pub(super) fn lint(workspace: &Workspace) -> Result<Tally, Error> {
    cargo(workspace)
        .args([
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ])
        .run()?;
    Ok(Tally::one())
}

/// The same for what runs in a browser, which may do less.
pub(super) fn lint_wasm(workspace: &Workspace) -> Result<Tally, Error> {
    wasm_target()?;
    cargo(workspace)
        .args(["clippy", "--target", "wasm32-unknown-unknown"])
        .args(WASM_CRATES)
        .args(["--", "--deny", "warnings"])
        .env(
            "CLIPPY_CONF_DIR",
            workspace.root.join("crates/xtask/clippy_wasm"),
        )
        .run()?;
    Ok(Tally::one())
}

/// The documentation, private items included: it is for those who carry the code on.
pub(super) fn docs(workspace: &Workspace) -> Result<Tally, Error> {
    cargo(workspace)
        .args([
            "doc",
            "--workspace",
            "--no-deps",
            "--document-private-items",
        ])
        .env("RUSTDOCFLAGS", "--deny warnings")
        .run()?;
    Ok(Tally::one())
}

/// Licences, bans and sources. Advisories are asked for where their database can be had.
pub(super) fn licences(workspace: &Workspace) -> Result<Tally, Error> {
    CARGO_DENY.ensure(workspace)?;
    let deny = || {
        Process::new("cargo-deny")
            .folder(&workspace.root)
            .args(["--all-features", "check"])
    };
    deny().args(["bans", "licenses", "sources"]).run()?;
    let mut tally = Tally::one();
    if !fetches_advisories(workspace) {
        println!("      advisories: their database is not here and cannot be fetched; not checked");
    } else if deny().args(["--disable-fetch", "advisories"]).run().is_ok() {
        tally.passed += 1;
    } else {
        tally
            .failures
            .push("an advisory concerns a dependency; see above".to_owned());
    }
    Ok(tally)
}

fn fetches_advisories(workspace: &Workspace) -> bool {
    Process::new("cargo-deny")
        .folder(&workspace.root)
        .args(["fetch", "db"])
        .succeeds()
}

/// All that runs without a browser.
pub(super) fn tests(workspace: &Workspace) -> Result<Tally, Error> {
    let report = cargo(workspace)
        .args(["test", "--workspace", "--no-fail-fast"])
        .watch()?;
    Ok(tally::of_cargo(&report.text, report.status.success()))
}
