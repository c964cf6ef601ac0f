//! The connectors against real servers of the systems that they are for.
//!
//! The tests are ordinary ones, in `crates/xtask/tests/real`, which `cargo test` leaves out: they
//! need what is installed here first. Some systems are visited with the whole app as well.

use std::path::PathBuf;
use std::time::Duration;

use super::browser;
use crate::error::Error;
use crate::process::Process;
use crate::tally::{self, Tally};
use crate::tools::backends::Origin;
use crate::workspace::Workspace;

/// Each of these takes about half a minute; the first one compiles.
const LIMIT: Duration = Duration::from_mins(10);

pub(super) fn json_server(workspace: &Workspace) -> Result<Tally, Error> {
    let tally = check(workspace, Origin::Node, "json_server")?;
    let program = ("BARAZA_JSON_SERVER", Origin::Node.program("json-server"));
    Ok(with_app(workspace, tally, "json-server", &[program]))
}

pub(super) fn couchdb(workspace: &Workspace) -> Result<Tally, Error> {
    check(workspace, Origin::Node, "couchdb")
}

pub(super) fn isso(workspace: &Workspace) -> Result<Tally, Error> {
    let tally = check(workspace, Origin::Python, "isso")?;
    let program = ("BARAZA_ISSO", Origin::Python.program("isso"));
    Ok(with_app(workspace, tally, "isso", &[program]))
}

pub(super) fn kinto(workspace: &Workspace) -> Result<Tally, Error> {
    check(workspace, Origin::Python, "kinto")
}

pub(super) fn datasette(workspace: &Workspace) -> Result<Tally, Error> {
    check(workspace, Origin::Python, "datasette")
}

fn check(workspace: &Workspace, origin: Origin, system: &str) -> Result<Tally, Error> {
    origin.ensure(workspace)?;
    run(workspace, system)
}

/// The engine by itself.
pub(super) fn run(workspace: &Workspace, system: &str) -> Result<Tally, Error> {
    let report = Process::cargo()
        .folder(&workspace.root)
        .args(["test", "--package", "xtask", "--test", "real"])
        // Two at a time: each starts a server, and some of them take seconds of a core to do so.
        .args(["--", "--ignored", "--test-threads=2"])
        .arg(format!("{system}::"))
        .watch_for(LIMIT)?;
    Ok(tally::of_cargo(&report.text, report.status.success()))
}

/// The same system through the release, in a browser. What the engine has shown counts even if
/// there is none.
pub(super) fn with_app(
    workspace: &Workspace,
    mut tally: Tally,
    system: &str,
    programs: &[(&str, PathBuf)],
) -> Tally {
    let app = browser::real(workspace, system, programs).unwrap_or_else(|error| Tally {
        passed: 0,
        failures: vec![error.to_string()],
    });
    tally.add("in a browser", app);
    tally
}
