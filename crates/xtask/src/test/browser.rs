//! The stages that need a browser or the release.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::Error;
use crate::files;
use crate::process::Process;
use crate::tally::{self, Tally};
use crate::tools::{self, Program, WASM_BINDGEN};
use crate::workspace::{Workspace, find_program};
use crate::{bench, client, server};

/// Far more than any of these takes: what is not done by then waits for something that never comes.
const LIMIT: Duration = Duration::from_mins(25);

/// `tests/web.rs` in headless Chromium.
pub(super) fn wasm(workspace: &Workspace) -> Result<Tally, Error> {
    in_browser(workspace, &["--package", "baraza", "--test", "web"], &[])
}

/// How long decoding takes, in headless Chromium: compiled as the client is, or the figure is that
/// of another program.
///
/// # Errors
/// A tool is missing.
pub fn decoding(workspace: &Workspace) -> Result<Tally, Error> {
    let package = ["--package", "baraza-bench", "--test", "decode"];
    let arguments = [&package[..], &["--profile", "wasm-release"]].concat();
    in_browser(workspace, &arguments, &["--", "--nocapture"])
}

/// Runs tests in headless Chromium.
fn in_browser(workspace: &Workspace, which: &[&str], how: &[&str]) -> Result<Tally, Error> {
    tools::wasm_target()?;
    WASM_BINDGEN.ensure(workspace)?;
    let chromium = Program::Chromium.ensure()?;
    let driver = Program::Chromedriver.ensure()?;
    let settings = workspace.scratch().join("webdriver.json");
    files::write(
        &settings,
        webdriver_settings(&chromium.display().to_string()),
    )?;
    let runner = find_program("wasm-bindgen-test-runner")
        .unwrap_or_else(|| "wasm-bindgen-test-runner".into());
    let report = Process::cargo()
        .args(["test", "--target", "wasm32-unknown-unknown"])
        .args(which)
        .args(how)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
        .env("CHROMEDRIVER", driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &settings)
        .folder(&workspace.root)
        .watch()?;
    Ok(tally::of_cargo(&report.text, report.status.success()))
}

/// The runner adds `headless` and `no-sandbox` itself.
fn webdriver_settings(chromium: &str) -> String {
    let arguments = [
        "disable-gpu",
        "no-first-run",
        "disable-background-networking",
    ];
    serde_json::json!({ "goog:chromeOptions": { "binary": chromium, "args": arguments } })
        .to_string()
}

/// The release builds. Its own gates are part of it: no HTML sink, no missing file.
pub(super) fn build(workspace: &Workspace) -> Result<Tally, Error> {
    tools::for_build(workspace)?;
    client::build(workspace)?;
    Ok(Tally::one())
}

/// The release is within its budgets.
pub(super) fn size(workspace: &Workspace) -> Result<Tally, Error> {
    client::build(workspace)?;
    let (weighed, problems) = bench::gate(workspace)?;
    let passed = weighed.saturating_sub(problems.len());
    Ok(Tally {
        passed: u32::try_from(passed).unwrap_or(u32::MAX),
        failures: problems,
    })
}

/// The whole app: the release, the server and a browser.
pub(super) fn end_to_end(workspace: &Workspace) -> Result<Tally, Error> {
    node_tests(workspace, "e2e", &specs(&workspace.e2e(), "")?, &[])
}

/// The engine, then the whole app, against the WordPress of the distribution.
pub(super) fn wordpress(workspace: &Workspace) -> Result<Tally, Error> {
    let list = files::read_text(&workspace.e2e().join("real/wordpress-packages.txt"))?;
    let packages: Vec<&str> = list.split_whitespace().collect();
    if !is_installed(&packages) && !tools::install_debian(&packages) {
        let advice = format!("On Debian: `apt install {}`.", packages.join(" "));
        return Err(Error::Missing {
            tool: "WordPress",
            advice,
        });
    }
    Program::Node.ensure()?;
    let engine = super::real::run(workspace, "wordpress")?;
    Ok(super::real::with_app(workspace, engine, "wordpress", &[]))
}

/// The whole app against a real system, whose programs the tests find in variables.
pub(super) fn real(
    workspace: &Workspace,
    system: &str,
    programs: &[(&str, PathBuf)],
) -> Result<Tally, Error> {
    let specs = specs(&workspace.e2e().join("real"), system)?;
    node_tests(workspace, system, &specs, programs)
}

fn is_installed(packages: &[&str]) -> bool {
    let query =
        Process::new("dpkg-query").args(["--show", "--showformat", "${db:Status-Status}\n"]);
    // Without dpkg, or with an unknown package, nothing is known to be here.
    query.args(packages).read_quietly().is_some_and(|states| {
        states.lines().count() == packages.len() && states.lines().all(|state| state == "installed")
    })
}

/// The tests right in a folder whose names start so.
fn specs(folder: &Path, start: &str) -> Result<Vec<PathBuf>, Error> {
    let mut found = files::list(folder)?;
    found.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        path.parent() == Some(folder) && name.starts_with(start) && name.ends_with(".spec.mjs")
    });
    Ok(found)
}

/// Node with what the tests of the whole app need: the release, a server, a browser.
///
/// # Errors
/// One of them is missing, or does not build.
pub fn node(workspace: &Workspace) -> Result<Process, Error> {
    let node = Program::Node.ensure()?;
    let chromium = Program::Chromium.ensure()?;
    tools::npm_packages(workspace)?;
    client::build(workspace)?;
    let server = server::tested(workspace)?;
    Ok(Process::new(node)
        .env("BARAZA_SERVER", server)
        .env("BARAZA_DIST", workspace.dist())
        .env("CHROMIUM", chromium)
        .folder(&workspace.e2e()))
}

fn node_tests(
    workspace: &Workspace,
    name: &str,
    specs: &[PathBuf],
    programs: &[(&str, PathBuf)],
) -> Result<Tally, Error> {
    let tap = workspace.scratch().join(format!("{name}.tap"));
    files::write(&tap, "")?;
    let node = programs
        .iter()
        .fold(node(workspace)?, |node, (name, path)| node.env(name, path));
    let report = node
        // One after the other: each has a browser, and some of them measure time.
        .args(["--test", "--test-concurrency=1"])
        .args(["--import", "./support/ends.mjs"])
        .args(["--test-reporter=spec", "--test-reporter-destination=stdout"])
        .arg("--test-reporter=tap")
        .arg(format!("--test-reporter-destination={}", tap.display()))
        .args(specs)
        .watch_for(LIMIT)?;
    Ok(tally::of_tap(
        &files::read_text(&tap)?,
        report.status.success(),
    ))
}
