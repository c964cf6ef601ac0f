//! Names made of content, hashes, and changes to texts.

use std::fmt::Write as _;
use std::path::Path;

use base64::Engine as _;
use sha2::{Digest as _, Sha256, Sha384};

use crate::error::Error;
use crate::files;

/// A file under its final name.
#[derive(Debug)]
pub(super) struct Named {
    /// Its path in the release.
    pub path: String,
    /// The value of an `integrity` attribute.
    pub integrity: String,
}

/// Gives a file a name made of its content; `{}` in the pattern is where the hash goes.
///
/// # Errors
/// The file cannot be read or written.
pub(super) fn name(folder: &Path, old: &str, pattern: &str) -> Result<Named, Error> {
    let content = files::read(&folder.join(old))?;
    let path = pattern.replace("{}", &short_hash(&content));
    files::remove(&folder.join(old))?;
    files::write(&folder.join(&path), &content)?;
    Ok(Named {
        path,
        integrity: integrity(&content),
    })
}

/// The value of an `integrity` attribute for this content.
pub(super) fn integrity(content: &[u8]) -> String {
    let digest = Sha384::digest(content);
    format!(
        "sha384-{}",
        base64::engine::general_purpose::STANDARD.encode(digest)
    )
}

/// A name for a whole release: it changes when anything in it does.
///
/// # Errors
/// A file cannot be read.
pub(super) fn build_id(folder: &Path) -> Result<String, Error> {
    let mut all = Sha256::new();
    for path in files::list(folder)? {
        all.update(files::relative(&path, folder));
        all.update(Sha256::digest(files::read(&path)?));
    }
    Ok(hex(&all.finalize()))
}

/// Sixteen hexadecimal digits that stand for a content.
pub(super) fn short_hash(content: &[u8]) -> String {
    hex(&Sha256::digest(content))
}

fn hex(digest: &[u8]) -> String {
    digest.iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Replaces a text that must be in a file exactly once.
///
/// # Errors
/// It is not there, or more than once.
pub(super) fn replace_once(path: &Path, old: &str, new: &str) -> Result<(), Error> {
    let text = files::read_text(path)?;
    match text.matches(old).count() {
        1 => files::write(path, text.replace(old, new)),
        count => Err(unsound(path, old, &format!("{count} times, not once"))),
    }
}

/// Replaces a text that must be in a file at least once, wherever it is.
///
/// # Errors
/// It is not there.
pub(super) fn replace_all(path: &Path, old: &str, new: &str) -> Result<(), Error> {
    let text = files::read_text(path)?;
    if text.contains(old) {
        files::write(path, text.replace(old, new))
    } else {
        Err(unsound(path, old, "nowhere"))
    }
}

fn unsound(path: &Path, text: &str, how_often: &str) -> Error {
    let name = path.display();
    Error::Unsound(format!("{name} has `{text}` {how_often}"))
}

/// Puts a plain clearing in place of the one HTML sink in wasm-bindgen's glue.
///
/// Leptos's erased attributes link it for an attribute that this app never sets, and only to clear
/// an element. Whatever reached it, no string would be parsed.
///
/// # Errors
/// The file cannot be read or written.
pub(super) fn disarm(path: &Path) -> Result<(), Error> {
    const SINK: &str = ".innerHTML = getStringFromWasm0(arg1, arg2);";
    let text = files::read_text(path)?;
    files::write(path, text.replace(SINK, ".replaceChildren();"))
}

/// Takes classes out of wasm-bindgen's glue that nobody makes, by the beginning of their names.
///
/// # Errors
/// The file cannot be read or written.
pub(super) fn remove_classes(path: &Path, prefix: &str) -> Result<(), Error> {
    let text = files::read_text(path)?;
    files::write(path, without_classes(&text, prefix))
}

fn without_classes(glue: &str, prefix: &str) -> String {
    // How a class begins, how it is freed and how it is disposed of, each with its last line.
    let parts = [
        (format!("export class {prefix}"), "}"),
        (format!("const {prefix}"), ";"),
        (format!("if (Symbol.dispose) {prefix}"), ";"),
    ];
    let mut kept = String::with_capacity(glue.len());
    let mut until = None;
    for line in glue.lines() {
        let begins = parts.iter().find(|(begin, _)| line.starts_with(begin));
        until = until.or(begins.map(|(_, end)| *end));
        match until {
            None => {
                kept.push_str(line);
                kept.push('\n');
            }
            Some("}") if line == "}" => until = None,
            Some(";") if line.ends_with(';') => until = None,
            Some(_) => {}
        }
    }
    kept
}

/// Takes the comments and the indentation out of a script.
///
/// Only lines that hold nothing but a comment go, and the `/** … */` blocks of wasm-bindgen's glue:
/// what is left is the same program for certain. Trunk's own minifier does not read the glue.
///
/// # Errors
/// The file cannot be read or written.
pub(super) fn squeeze(path: &Path) -> Result<(), Error> {
    let text = files::read_text(path)?;
    files::write(path, squeezed(&text))
}

fn squeezed(script: &str) -> String {
    // Inside a template that goes over several lines, indentation is text.
    let has_long_template = script
        .lines()
        .any(|line| line.matches('`').count() % 2 == 1);
    let mut kept = String::with_capacity(script.len());
    let mut in_block = false;
    for line in script.lines() {
        let trimmed = line.trim();
        in_block |= trimmed.starts_with("/*");
        if !in_block && !trimmed.is_empty() && !trimmed.starts_with("//") {
            kept.push_str(if has_long_template { line } else { trimmed });
            kept.push('\n');
        }
        if in_block && trimmed.ends_with("*/") {
            in_block = false;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_goes_with_all_that_belongs_to_it() {
        let glue = "export class OldSink {\n    free() {\n    }\n}\n\
            if (Symbol.dispose) OldSink.prototype[Symbol.dispose] = 1;\n\
            export class Kept {\n}\n\
            const OldSinkFinalization = (a)\n    ? 1\n    : 2;\n\
            const kept = 3;\n";
        assert_eq!(
            without_classes(glue, "Old"),
            "export class Kept {\n}\nconst kept = 3;\n"
        );
    }

    #[test]
    fn comments_and_indentation_go_and_code_stays() {
        let script = "// 1\nlet url = 'https://a'; // 2\n\n/**\n * 3\n */\n  run();\n/* 4 */\n";
        assert_eq!(squeezed(script), "let url = 'https://a'; // 2\nrun();\n");
    }

    #[test]
    fn the_lines_of_a_long_template_stay_as_they_are() {
        let script = "let text = `one\n  two`;\n";
        assert_eq!(squeezed(script), script);
    }

    #[test]
    fn an_integrity_value_is_the_one_of_the_specification() {
        // The example of the W3C recommendation "Subresource Integrity", section 3.
        let expected = "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO";
        assert_eq!(integrity(b"alert('Hello, world.');"), expected);
    }

    #[test]
    fn a_short_hash_is_sixteen_digits() {
        assert_eq!(short_hash(b""), "e3b0c44298fc1c14");
    }
}
