//! WASM modules: the Markdown parser, which Trunk does not build, and wasm-opt for both.

use std::path::Path;

use crate::error::Error;
use crate::files;
use crate::finish::content;
use crate::process::Process;
use crate::tools;
use crate::workspace::Workspace;

/// What rustc may emit for `wasm32-unknown-unknown`. Older versions of wasm-opt do not switch
/// these on by themselves, and refuse the module.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// How a module is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Profile {
    /// Quickly.
    Dev,
    /// Small.
    Release,
}

impl Profile {
    fn cargo_name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "wasm-release",
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Self::Dev => "debug",
            Self::Release => "wasm-release",
        }
    }
}

/// Builds the Markdown module and returns the names of its script and its WASM.
///
/// # Errors
/// It does not build.
pub(super) fn markdown(
    workspace: &Workspace,
    to: &Path,
    profile: Profile,
) -> Result<[String; 2], Error> {
    Process::cargo()
        .args([
            "build",
            "--package",
            "baraza-markdown",
            "--target",
            "wasm32-unknown-unknown",
        ])
        .args(["--profile", profile.cargo_name()])
        .folder(&workspace.root)
        .run()?;
    let built = workspace
        .target
        .join("wasm32-unknown-unknown")
        .join(profile.folder());
    Process::new("wasm-bindgen")
        .args([
            "--target",
            "web",
            "--no-typescript",
            "--out-name",
            "markdown",
            "--out-dir",
        ])
        .arg(to)
        .arg(built.join("baraza_markdown.wasm"))
        .run()?;
    let names = ["markdown.js".to_owned(), "markdown_bg.wasm".to_owned()];
    if profile == Profile::Release {
        content::squeeze(&to.join("markdown.js"))?;
    }
    Ok(names)
}

/// Makes a module smaller with wasm-opt, where there is one.
///
/// # Errors
/// wasm-opt does not take the module.
pub(super) fn optimise(path: &Path) -> Result<(), Error> {
    let Some(wasm_opt) = tools::wasm_opt(false) else {
        return Ok(());
    };
    let smaller = path.with_extension("opt");
    Process::new(wasm_opt)
        .arg("-Oz")
        .args(WASM_FEATURES)
        .arg(path)
        .arg("--output")
        .arg(&smaller)
        .run()?;
    let content = files::read(&smaller)?;
    files::remove(&smaller)?;
    files::write(path, content)
}
