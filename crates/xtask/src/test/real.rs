//! The connectors against real servers of the systems that they are for.
//!
//! The tests are ordinary ones, in `crates/xtask/tests/real`, which `cargo test` leaves out: they
//! need what is installed here first.

use std::time::Duration;

use crate::error::Error;
use crate::process::Process;
use crate::tally::{self, Tally};
use crate::tools::backends::Origin;
use crate::workspace::Workspace;

/// Each of these takes about half a minute; the first one compiles.
const LIMIT: Duration = Duration::from_mins(10);

pub(super) fn json_server(workspace: &Workspace) -> Result<Tally, Error> {
    check(workspace, Origin::Node, "json_server")
}

pub(super) fn couchdb(workspace: &Workspace) -> Result<Tally, Error> {
    check(workspace, Origin::Node, "couchdb")
}

pub(super) fn isso(workspace: &Workspace) -> Result<Tally, Error> {
    check(workspace, Origin::Python, "isso")
}

pub(super) fn kinto(workspace: &Workspace) -> Result<Tally, Error> {
    check(workspace, Origin::Python, "kinto")
}

pub(super) fn datasette(workspace: &Workspace) -> Result<Tally, Error> {
    check(workspace, Origin::Python, "datasette")
}

fn check(workspace: &Workspace, origin: Origin, system: &str) -> Result<Tally, Error> {
    origin.ensure(workspace)?;
    let report = Process::cargo()
        .folder(&workspace.root)
        .args(["test", "--package", "xtask", "--test", "real"])
        // Two at a time: each starts a server, and some of them take seconds of a core to do so.
        .args(["--", "--ignored", "--test-threads=2"])
        .arg(format!("{system}::"))
        .watch_for(LIMIT)?;
    Ok(tally::of_cargo(&report.text, report.status.success()))
}
