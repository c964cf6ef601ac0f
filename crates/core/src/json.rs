//! Reads JSON of any depth without recursion, and writes the little that is sent.
//!
//! An answer becomes a flat list of entries that point into its text: nothing is copied until a
//! value is used, numbers keep every digit (identifiers are opaque), object keys keep their order,
//! and dropping it cannot overflow the stack. It is strict JSON (RFC 8259), except that a lone
//! surrogate becomes U+FFFD instead of an error. `from_str` and `to_string` do the same for what the
//! client keeps on the device.

mod de;
mod node;
mod number;
mod parse;
mod ser;
mod text;
mod write;

pub use de::{ReadError, from_str};
pub use ser::{WriteError, to_string};
pub use text::Json;

pub use node::{Children, Node, Type};
pub(crate) use number::float;
pub(crate) use write::write_string;

/// The deepest nesting that is read.
pub(crate) const MAX_DEPTH: usize = 1024;
/// The longest text that is read.
pub(crate) const MAX_LENGTH: usize = 16 * 1024 * 1024;

/// Why a text is not JSON that can be read. Its words follow "it is".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// It is longer than 16 MB.
    #[error("larger than 16 MB")]
    TooLong,
    /// It is nested deeper than 1,024 levels.
    #[error("nested deeper than 1,024 levels")]
    TooDeep,
    /// It breaks the grammar.
    #[error("not JSON: {expected} expected at byte {offset}")]
    Syntax {
        /// What should have been there.
        expected: &'static str,
        /// Where.
        offset: usize,
    },
}

/// A text that has been read.
#[derive(Debug)]
pub struct Document<'a> {
    text: &'a str,
    entries: Vec<Entry>,
}

/// One value or key. A container is followed by its contents, a key by its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    kind: EntryKind,
    /// Where it starts in the text; for strings, after the quotation mark.
    start: u32,
    /// Where it ends in the text; for strings, before the quotation mark.
    end: u32,
    /// The entry after it and all that is in it; of a key, the entry after its value.
    next: u32,
    /// Of an object and its keys: how many containers are open there.
    depth: u16,
    /// Of an object: it is known that no two of its keys are the same.
    is_unique: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EntryKind {
    Null,
    True,
    False,
    Number,
    /// A string that stands in the text as it is.
    Plain,
    /// A string with escapes.
    Escaped,
    /// A key that stands in the text as it is.
    Key,
    /// A key with escapes.
    EscapedKey,
    Array,
    Object,
}

impl<'a> Document<'a> {
    /// Reads a text.
    ///
    /// # Errors
    /// It is not JSON, or not JSON that is read here.
    pub fn parse(text: &'a str) -> Result<Self, JsonError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let entries = parse::entries(text)?;
        Ok(Self { text, entries })
    }

    /// The value that the text is.
    pub fn root(&self) -> Node<'_> {
        Node::new(self, 0)
    }

    /// Whether a key is spelled like this.
    fn is_key(&self, key: &Entry, name: &str) -> bool {
        let raw = self
            .text
            .get(index(key.start)..index(key.end))
            .unwrap_or("");
        match key.kind {
            EntryKind::EscapedKey => node::unescape(raw) == name,
            _ => raw == name,
        }
    }

    /// How many containers are open at its deepest place.
    pub(crate) fn depth(&self) -> usize {
        let mut open: Vec<u32> = Vec::new();
        let mut deepest = 0;
        for (at, entry) in self.entries.iter().enumerate() {
            while open.last().is_some_and(|&end| index(end) <= at) {
                open.pop();
            }
            if matches!(entry.kind, EntryKind::Array | EntryKind::Object) {
                open.push(entry.next);
                deepest = deepest.max(open.len());
            }
        }
        deepest
    }
}

/// An index of an entry as an index of a slice. All targets have at least 32 bits.
fn index(at: u32) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}
