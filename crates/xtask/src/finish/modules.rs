//! WASM modules: the Markdown parser, which Trunk does not build, and wasm-opt for both.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::files;
use crate::finish::{content, wasm};
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
    bind(&built.join("baraza_markdown.wasm"), "markdown", to, &[])?;
    let names = ["markdown.js".to_owned(), "markdown_bg.wasm".to_owned()];
    if profile == Profile::Release {
        content::squeeze(&to.join("markdown.js"))?;
    }
    Ok(names)
}

/// The glue between a module and the browser.
fn bind(module: &Path, name: &str, to: &Path, options: &[&str]) -> Result<(), Error> {
    Process::new("wasm-bindgen")
        .args([
            "--target",
            "web",
            "--no-typescript",
            "--remove-name-section",
        ])
        .args(options)
        .args(["--out-name", name, "--out-dir"])
        .arg(to)
        .arg(module)
        .run()?;
    let bound = to.join(format!("{name}_bg.wasm"));
    let content = wasm::without_custom_sections(&files::read(&bound)?);
    files::write(&bound, wasm::without_exports(&content, is_unused))
}

/// What gloo-net's dependency exports for streams made in Rust, of which the client makes none. As
/// long as it is exported, nothing of it can be left out.
fn is_unused(export: &str) -> bool {
    export
        .trim_start_matches("__wbg_")
        .starts_with("intounderlying")
}

/// The client in parts: what is needed at once, and what is needed later.
#[derive(Debug)]
pub(super) struct Split {
    /// The folder with the parts.
    pub folder: PathBuf,
    /// Glue and module of what is needed at once.
    pub first: [&'static str; 2],
    /// The script that fetches the later modules.
    pub link: &'static str,
    /// The later modules, as `later!` names them; `chunk_…` are what several of them share.
    pub later: Vec<String>,
}

impl Split {
    /// The modules that one needs, itself among them, by what the script that fetches them says:
    /// `__wasm_split_load_x = …(…, [__chunk_1, __chunk_2])`.
    pub(super) fn needed_by(part: &str, link: &str) -> Vec<String> {
        let mut needed = vec![format!("split_{part}")];
        let loads = format!("__wasm_split_load_{part} =");
        let chunks = link
            .split_once(&loads)
            .and_then(|(_, after)| after.split_once(", ["))
            .and_then(|(_, after)| after.split_once(']'))
            .map_or("", |(chunks, _)| chunks);
        let names = chunks.split(',').map(str::trim);
        needed.extend(names.filter_map(|name| Some(name.strip_prefix("__")?.to_owned())));
        needed
    }

    /// What a later module is called in the release: `split_x.wasm` is `x`.
    pub(super) fn part(module: &str) -> &str {
        let stem = module.trim_end_matches(".wasm");
        stem.strip_prefix("split_").unwrap_or("shared")
    }
}

/// Takes the parts that are marked with `later!` out of the client that Trunk has built.
///
/// # Errors
/// The client was not linked for it, or nothing is marked.
pub(super) fn split(workspace: &Workspace) -> Result<Split, Error> {
    let client = workspace
        .target
        .join("wasm32-unknown-unknown")
        .join(Profile::Release.folder())
        .join("baraza.wasm");
    let folder = workspace.scratch().join("split");
    files::remove_folder(&folder)?;
    files::make_folder(&folder)?;
    Process::new("wasm-split-cli")
        .arg(client)
        .arg(&folder)
        .args(["--out-name", "baraza"])
        .run()?;
    let first = folder.join("first.wasm");
    files::write(&first, files::read(&folder.join("baraza.wasm"))?)?;
    // The parts find each other by what the linker exported.
    bind(&first, "baraza", &folder, &["--keep-lld-exports"])?;
    let mut later: Vec<String> = files::list(&folder)?
        .iter()
        .map(|path| files::relative(path, &folder))
        .filter(|name| name.starts_with("split_") || name.starts_with("chunk_"))
        .collect();
    later.sort();
    Ok(Split {
        folder,
        first: ["baraza.js", "baraza_bg.wasm"],
        link: "__wasm_split.js",
        later,
    })
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
