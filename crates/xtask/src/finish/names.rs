//! Gives what a module and its glue call each other by short names.
//!
//! wasm-bindgen ends each such name with a hash, so that crates of several versions do not meet.
//! Hashes do not compress, and each is sent twice; once all is linked, nobody needs them. A module
//! that cannot be read stays as it is, and so does its glue.

use std::collections::BTreeMap;
use std::path::Path;

use super::wasm::{EXPORTS, IMPORTS, leb128, sections, write_leb128, write_section};
use crate::error::Error;
use crate::files;

/// Renames what the module at `wasm` imports from the glue at `js`, and exports to it.
///
/// # Errors
/// A file cannot be read or written.
pub(super) fn shorten(wasm: &Path, js: &Path) -> Result<(), Error> {
    let module = files::read(wasm)?;
    let mut names = Names::default();
    if let Some(module) = shortened(&module, &mut names) {
        let glue = files::read_text(js)?;
        files::write(js, names.in_glue(&glue))?;
        files::write(wasm, module)?;
    }
    Ok(())
}

/// Old names and the new ones.
#[derive(Default)]
struct Names(BTreeMap<Vec<u8>, String>);

impl Names {
    /// What something is called from now on. Only names that wasm-bindgen has made change.
    fn of<'a>(&'a mut self, name: &'a [u8]) -> &'a [u8] {
        let is_made = [&b"__wbg_"[..], b"wasm_bindgen_"]
            .iter()
            .any(|start| name.starts_with(start));
        if !is_made {
            return name;
        }
        let count = self.0.len();
        self.0
            .entry(name.to_vec())
            .or_insert_with(|| short(count))
            .as_bytes()
    }

    /// The glue with the new names, wherever an old one stands as a whole word.
    fn in_glue(&self, glue: &str) -> String {
        let is_of_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let mut renamed = String::with_capacity(glue.len());
        let mut rest = glue;
        while let Some(start) = rest.find(is_of_word) {
            let (before, word) = rest.split_at(start);
            let end = word.find(|letter| !is_of_word(letter));
            let (word, after) = word.split_at(end.unwrap_or(word.len()));
            renamed.push_str(before);
            renamed.push_str(self.0.get(word.as_bytes()).map_or(word, |name| name));
            rest = after;
        }
        renamed.push_str(rest);
        renamed
    }
}

/// The name with this number. Nothing else in the glue begins with a dollar sign.
fn short(number: usize) -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
    let mut name = String::from("$");
    let mut left = number + 1;
    while left > 0 {
        left -= 1;
        name.extend(
            LETTERS
                .get(left % LETTERS.len())
                .map(|&letter| char::from(letter)),
        );
        left /= LETTERS.len();
    }
    name
}

fn shortened(module: &[u8], names: &mut Names) -> Option<Vec<u8>> {
    sections(module, |kind, section, out| {
        match kind {
            IMPORTS => write_section(kind, &imports(section, names)?, out),
            EXPORTS => write_section(kind, &exports(section, names)?, out),
            _ => write_section(kind, section, out),
        }
        Some(())
    })
}

/// The section of imports: how many, then of each a module, a name, a kind and what it must be.
fn imports(section: &[u8], names: &mut Names) -> Option<Vec<u8>> {
    let (count, mut rest) = leb128(section)?;
    let mut out = Vec::new();
    write_leb128(count, &mut out);
    for _ in 0..count {
        let (module, after) = text(rest)?;
        let (name, after) = text(after)?;
        let next = after_type(after)?;
        write_text(module, &mut out);
        write_text(names.of(name), &mut out);
        out.extend_from_slice(after.get(..after.len() - next.len())?);
        rest = next;
    }
    Some(out)
}

/// The section of exports: how many, then of each a name, a kind and an index.
fn exports(section: &[u8], names: &mut Names) -> Option<Vec<u8>> {
    let (count, mut rest) = leb128(section)?;
    let mut out = Vec::new();
    write_leb128(count, &mut out);
    for _ in 0..count {
        let (name, after) = text(rest)?;
        let (_kind, index) = after.split_first()?;
        let (_index, next) = leb128(index)?;
        write_text(names.of(name), &mut out);
        out.extend_from_slice(after.get(..after.len() - next.len())?);
        rest = next;
    }
    Some(out)
}

/// What follows the kind and the type of an import.
fn after_type(bytes: &[u8]) -> Option<&[u8]> {
    let (kind, after) = bytes.split_first()?;
    match kind {
        // A function: the index of its type.
        0 => Some(leb128(after)?.1),
        // A table: the type of its elements, how many.
        1 => limits(after.get(1..)?),
        // A memory: how many pages.
        2 => limits(after),
        // A global: its type, whether it can change.
        3 => after.get(2..),
        _ => None,
    }
}

/// What follows a least and, where there is one, a greatest size.
fn limits(bytes: &[u8]) -> Option<&[u8]> {
    let (&has_maximum, after) = bytes.split_first()?;
    let (_minimum, after) = leb128(after)?;
    if has_maximum & 1 == 1 {
        Some(leb128(after)?.1)
    } else {
        Some(after)
    }
}

fn text(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, after) = leb128(bytes)?;
    after.split_at_checked(length)
}

fn write_text(text: &[u8], out: &mut Vec<u8>) {
    write_leb128(text.len(), out);
    out.extend_from_slice(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &[u8] = b"\0asm\x01\0\0\0";

    fn module(imported: &[u8], exported: &[u8]) -> Vec<u8> {
        let mut imports = vec![3];
        for (name, kind) in [
            (imported, &[0, 0x81, 0x01][..]),
            (b"memory", &[2, 1, 1, 9]),
            (b"table", &[1, 0x70, 0, 5]),
        ] {
            write_text(b"./glue.js", &mut imports);
            write_text(name, &mut imports);
            imports.extend_from_slice(kind);
        }
        let mut exports = vec![2];
        for name in [exported, b"main"] {
            write_text(name, &mut exports);
            exports.extend_from_slice(&[0, 3]);
        }
        let mut module = HEAD.to_vec();
        write_section(IMPORTS, &imports, &mut module);
        write_section(EXPORTS, &exports, &mut module);
        module
    }

    #[test]
    fn what_module_and_glue_call_each_other_becomes_short_in_both() {
        let (imported, exported) = (
            "__wbg_add_0123456789abcdef",
            "wasm_bindgen_01__invoke_true_",
        );
        let mut names = Names::default();
        let renamed = shortened(
            &module(imported.as_bytes(), exported.as_bytes()),
            &mut names,
        );
        assert_eq!(renamed, Some(module(b"$a", b"$b")));
        let glue = format!("{imported}: f, {imported}0: wasm.{exported}(main)");
        let expected = format!("$a: f, {imported}0: wasm.$b(main)");
        assert_eq!(names.in_glue(&glue), expected);
    }

    #[test]
    fn a_module_that_cannot_be_read_stays_as_it_is() {
        let module = module(b"__wbg_a", b"main");
        for cut in [5, 11, module.len() - 1] {
            assert_eq!(shortened(&module[..cut], &mut Names::default()), None);
        }
    }

    #[test]
    fn every_number_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<_> = (0..20_000).map(short).collect();
        assert_eq!(names.len(), 20_000);
        assert_eq!(short(0), "$a");
    }
}
