//! The list of files that the service worker keeps: the whole app, and nothing that it can do
//! without.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use crate::error::Error;
use crate::files;
use crate::finish::content;

/// What stands in the worker's source for the list.
const EMPTY_LIST: &str = "const FILES = [];";
/// Larger pictures are for shops and desktops, which fetch them when they need them.
const LARGEST_ICON: usize = 30_000;

/// Writes the list into the service worker.
///
/// # Errors
/// A file is missing, or the worker has no place for the list.
pub(super) fn write_list(folder: &Path) -> Result<(), Error> {
    let mut list = vec![json!(["/", null])];
    for name in names(folder)? {
        let pin = is_hashed(&name).then(|| files::read(&folder.join(&name)));
        let integrity = pin.transpose()?.map(|content| content::integrity(&content));
        list.push(json!([format!("/{name}"), integrity]));
    }
    let list = format!("const FILES = {};", Value::Array(list));
    content::replace_once(&folder.join("sw.js"), EMPTY_LIST, &list)
}

fn names(folder: &Path) -> Result<BTreeSet<String>, Error> {
    let mut names = BTreeSet::new();
    let used = used_connectors(folder)?;
    for path in files::list(folder)? {
        let name = files::relative(&path, folder);
        let is_kept = match name.split_once('/') {
            Some(("icons", _)) => files::read(&path)?.len() <= LARGEST_ICON,
            Some(("connectors", file)) => used.contains(file.trim_end_matches(".json")),
            Some((folder, _)) => folder == "locales",
            None => {
                is_hashed(&name)
                    || ["boot.js", "config.json", "manifest.webmanifest"].contains(&name.as_str())
            }
        };
        if is_kept {
            names.insert(name);
        }
    }
    Ok(names)
}

/// The connectors that the app opens with; the others are kept once they have been used.
fn used_connectors(folder: &Path) -> Result<BTreeSet<String>, Error> {
    let path = folder.join("config.json");
    let config: Value = serde_json::from_slice(&files::read(&path)?)
        .map_err(|error| Error::Unsound(format!("config.json: {error}")))?;
    let sources = config
        .get("sources")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let names = sources.filter_map(|source| source.get("connector")?.as_str().map(str::to_owned));
    Ok(names.collect())
}

/// Whether a name is made of the file's content: `…-` and sixteen hexadecimal digits.
fn is_hashed(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let stem = stem.trim_end_matches("_bg");
    stem.rsplit_once('-').is_some_and(|(_, hash)| {
        hash.len() == 16 && hash.chars().all(|digit| digit.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_made_of_content_are_told_from_others() {
        for (name, expected) in [
            ("baraza-0123456789abcdef.js", true),
            ("baraza-0123456789abcdef_bg.wasm", true),
            ("style-0123456789abcdef.css", true),
            ("boot.js", false),
            ("maskable-512.png", false),
            ("a-0123456789abcdeg.js", false),
        ] {
            assert_eq!(is_hashed(name), expected, "{name}");
        }
    }
}
