//! WASM modules: the Markdown parser, which Trunk does not build, and wasm-opt for both.

use std::path::{Path, PathBuf};

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
    let content = files::read(&bound)?;
    files::write(&bound, without_custom_sections(&content))
}

/// A module without what only linkers and debuggers read. One that cannot be read stays as it is.
fn without_custom_sections(module: &[u8]) -> Vec<u8> {
    let whole = || module.to_vec();
    let Some((head, mut rest)) = module.split_at_checked(8) else {
        return whole();
    };
    let mut kept = head.to_vec();
    while let Some((&kind, after)) = rest.split_first() {
        let Some((size, digits)) = leb128(after) else {
            return whole();
        };
        let Some((section, next)) = rest.split_at_checked(1 + digits + size) else {
            return whole();
        };
        if kind != 0 {
            kept.extend_from_slice(section);
        }
        rest = next;
    }
    kept
}

/// A length as WASM writes it, and how many bytes it takes.
fn leb128(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0;
    for (place, &byte) in bytes.iter().take(5).enumerate() {
        value |= usize::from(byte & 0x7f) << (7 * place);
        if byte < 0x80 {
            return Some((value, place + 1));
        }
    }
    None
}

/// The client in two: what is needed at once, and what is needed later.
#[derive(Debug)]
pub(super) struct Split {
    /// The folder with the parts.
    pub folder: PathBuf,
    /// Glue and module of what is needed at once.
    pub first: [&'static str; 2],
    /// The script that fetches the rest, and the rest.
    pub later: [&'static str; 2],
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
    Ok(Split {
        folder,
        first: ["baraza.js", "baraza_bg.wasm"],
        later: ["__wasm_split.js", "split_later.wasm"],
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_sections_go_and_the_others_stay() {
        let head = b"\0asm\x01\0\0\0";
        let types = [1, 0x81, 0x00, 7];
        let custom = [0, 3, 1, b'x', 9];
        let module = [&head[..], &custom, &types, &custom].concat();
        assert_eq!(
            without_custom_sections(&module),
            [&head[..], &types].concat()
        );
        for broken in [&module[..module.len() - 1], &module[..5]] {
            assert_eq!(without_custom_sections(broken), broken);
        }
    }
}
