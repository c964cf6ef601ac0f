//! Makes the release of the client in `dist/`, unless it is there already.

use crate::bench;
use crate::error::Error;
use crate::finish::Page;
use crate::process::Process;
use crate::steps::Steps;
use crate::workspace::{Workspace, cargo_home};
use crate::{files, fresh, tools};

/// What `cargo xtask build` does.
///
/// # Errors
/// A tool is missing, or the client does not build.
pub fn build_and_report(workspace: &Workspace) -> Result<(), Error> {
    let mut steps = Steps::new(2);
    steps.step("Tools", || tools::for_build(workspace))?;
    steps.step("Client, release", || build(workspace))?;
    println!();
    for weight in bench::weigh(&workspace.dist())? {
        println!("{weight}");
    }
    println!("\ndist/ is ready for any static host.");
    Ok(())
}

/// Builds the client if anything that it is made of has changed since the last time.
///
/// # Errors
/// It does not build.
pub fn build(workspace: &Workspace) -> Result<(), Error> {
    let sources = fresh::client_sources(workspace, tools::wasm_opt(false).as_deref())?;
    let mark = workspace.scratch().join("client");
    let built = build_id(workspace).map(|id| format!("{sources} {id}"));
    if built.is_some() && files::read_text(&mark).ok() == built {
        println!("      nothing has changed");
        return Ok(());
    }
    Process::new("trunk")
        .args(["build", "--release"])
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
            rustc_flags(workspace),
        )
        // Trunk's minifier of scripts does not read wasm-bindgen's glue, and says so each time.
        .env("RUST_LOG", "warn,trunk::processing::minify=error")
        .folder(&workspace.root)
        .run()?;
    let id = build_id(workspace)
        .ok_or_else(|| Error::Unsound("dist/ has no build id: Trunk's hook did not run".into()))?;
    files::write(&mark, format!("{sources} {id}"))
}

/// Panic messages name source files. The folders of this machine are nobody's business, and
/// without them two machines build the same bytes.
fn rustc_flags(workspace: &Workspace) -> String {
    let registry = cargo_home().join("registry/src");
    [registry, workspace.root.clone()]
        .map(|folder| format!("--remap-path-prefix={}=", folder.display()))
        .join(" ")
}

/// The id of the release that is in `dist/`, if one is.
fn build_id(workspace: &Workspace) -> Option<String> {
    let page = Page::read(&workspace.dist()).ok()?;
    let tags = page.tags();
    let meta = tags
        .iter()
        .find(|tag| tag.attribute("name") == Some("baraza-build"))?;
    meta.attribute("content").map(str::to_owned)
}
