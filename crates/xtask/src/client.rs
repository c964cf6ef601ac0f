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
    let rebuilds_std = tools::has_std_sources();
    let mark = workspace.scratch().join("client");
    let marked = |id| format!("{sources} {rebuilds_std} {id}");
    let built = build_id(workspace).map(marked);
    if built.is_some() && files::read_text(&mark).ok() == built {
        println!("      nothing has changed");
        return Ok(());
    }
    let mut trunk = Process::new("trunk").args(["build", "--release"]).env(
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        rustc_flags(workspace, rebuilds_std),
    );
    if rebuilds_std {
        trunk = STD_REBUILT
            .iter()
            .fold(trunk, |trunk, (name, value)| trunk.env(name, value));
    }
    trunk
        // Trunk's minifier of scripts does not read wasm-bindgen's glue, and says so each time.
        .env("RUST_LOG", "warn,trunk::processing::minify=error")
        .folder(&workspace.root)
        .run()?;
    let id = build_id(workspace)
        .ok_or_else(|| Error::Unsound("dist/ has no build id: Trunk's hook did not run".into()))?;
    files::write(&mark, marked(id))
}

/// How cargo is told to compile the standard library along, made for size. The switches are not
/// stable yet; the toolchain is pinned, so they mean the same everywhere.
const STD_REBUILT: [(&str, &str); 3] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
];

/// What the compiler is told beyond the profile.
///
/// Messages name source files. The folders of this machine are nobody's business, and without
/// them two machines build the same bytes. Erased component types are less code. With a standard
/// library of its own, a panic is a trap at once: no code that formats a message which nobody
/// would see, and `boot.js` shows its notice for a trap too.
fn rustc_flags(workspace: &Workspace, rebuilds_std: bool) -> String {
    let registry = cargo_home().join("registry/src");
    let mut flags = vec!["--cfg".to_owned(), "erase_components".to_owned()];
    // Who calls whom, for the split.
    flags.push("-Clink-args=--emit-relocs".to_owned());
    for folder in [registry, workspace.root.clone()] {
        flags.push(format!("--remap-path-prefix={}=", folder.display()));
    }
    if rebuilds_std {
        flags.extend(
            [
                "-Zunstable-options",
                "-Cpanic=immediate-abort",
                "-Zlocation-detail=none",
                "-Zfmt-debug=none",
            ]
            .map(str::to_owned),
        );
    }
    flags.join(" ")
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
