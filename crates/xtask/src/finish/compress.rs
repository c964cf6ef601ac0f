//! Brotli copies beside the files, so that the server has nothing to compress.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use brotli::enc::BrotliEncoderParams;
use brotli::enc::backward_references::BrotliEncoderMode;

use crate::error::Error;
use crate::files;

/// What compresses. Pictures are compressed already.
const KINDS: [&str; 8] = [
    "css",
    "html",
    "js",
    "json",
    "svg",
    "txt",
    "wasm",
    "webmanifest",
];

/// Whether a site's owner may edit a file in the release. A copy beside it would go stale.
fn is_edited_in_place(name: &str) -> bool {
    name == "config.json" || name.starts_with("connectors/") || name == "404.html"
}

/// Puts a copy beside each file that is worth it.
///
/// # Errors
/// A file cannot be read or written.
pub(super) fn all(folder: &Path) -> Result<(), Error> {
    for path in files::list(folder)? {
        let name = files::relative(&path, folder);
        let kind = path
            .extension()
            .and_then(|kind| kind.to_str())
            .unwrap_or_default();
        if KINDS.contains(&kind) && !is_edited_in_place(&name) {
            let content = files::read(&path)?;
            let small = brotli(&content, kind == "wasm");
            if small.len() < content.len() {
                files::write(&brotli_name(&path), small)?;
            }
        }
    }
    Ok(())
}

/// The name of a file's compressed copy.
pub fn brotli_name(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".br");
    name.into()
}

/// Compresses as well as it goes.
pub fn brotli(content: &[u8], is_binary: bool) -> Vec<u8> {
    let params = BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: content.len(),
        mode: if is_binary {
            BrotliEncoderMode::BROTLI_MODE_GENERIC
        } else {
            BrotliEncoderMode::BROTLI_MODE_TEXT
        },
        ..BrotliEncoderParams::default()
    };
    let mut small = Vec::new();
    // Memory cannot fail to be read or written; if it did, the text as it is would be no smaller
    // than itself, and no copy would be made of it.
    match brotli::BrotliCompress(&mut Cursor::new(content), &mut small, &params) {
        Ok(_) => small,
        Err(_impossible) => content.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compressed_comes_back_as_it_was() {
        let text = "one two three ".repeat(1_000);
        let small = brotli(text.as_bytes(), false);
        assert!(small.len() < 100, "{} bytes", small.len());
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut Cursor::new(small), &mut back).unwrap();
        assert_eq!(back, text.as_bytes());
    }

    #[test]
    fn what_an_owner_edits_has_no_copy() {
        for (name, is_edited) in [
            ("config.json", true),
            ("connectors/baraza.json", true),
            ("locales/sw.json", false),
            ("index.html", false),
        ] {
            assert_eq!(is_edited_in_place(name), is_edited, "{name}");
        }
    }
}
