//! A value within a document.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    sync::atomic::{AtomicU32, Ordering},
};

use super::{Document, Entry, EntryKind, index};

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// A list.
    Array,
    /// An object.
    Object,
}

impl Type {
    /// The type's name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "true or false",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "a list",
            Self::Object => "an object",
        }
    }
}

/// A value in a [`Document`]. As cheap to copy as a reference.
#[derive(Debug, Clone, Copy)]
pub struct Node<'a> {
    document: &'a Document<'a>,
    at: u32,
}

impl<'a> Node<'a> {
    pub(super) fn new(document: &'a Document<'a>, at: u32) -> Self {
        Self { document, at }
    }

    fn entry(self) -> Entry {
        let nothing = Entry {
            kind: EntryKind::Null,
            start: 0,
            end: 0,
            next: self.at + 1,
            depth: 0,
            is_unique: false,
        };
        self.document
            .entries
            .get(index(self.at))
            .copied()
            .unwrap_or(nothing)
    }

    /// What kind of value it is.
    pub fn kind(self) -> Type {
        match self.entry().kind {
            EntryKind::Null => Type::Null,
            EntryKind::True | EntryKind::False => Type::Bool,
            EntryKind::Number => Type::Number,
            EntryKind::Plain | EntryKind::Escaped | EntryKind::Key | EntryKind::EscapedKey => {
                Type::String
            }
            EntryKind::Array => Type::Array,
            EntryKind::Object => Type::Object,
        }
    }

    /// The value as it stands in the text; of strings, what is between the quotation marks.
    pub fn raw(self) -> &'a str {
        let entry = self.entry();
        self.document
            .text
            .get(index(entry.start)..index(entry.end))
            .unwrap_or("")
    }

    /// The value as JSON.
    pub fn to_json(self) -> &'a str {
        let entry = self.entry();
        let quote = usize::from(self.kind() == Type::String);
        self.document
            .text
            .get(index(entry.start) - quote..index(entry.end) + quote)
            .unwrap_or("null")
    }

    /// The string, if it is one.
    pub fn as_str(self) -> Option<Cow<'a, str>> {
        match self.entry().kind {
            EntryKind::Plain | EntryKind::Key => Some(Cow::Borrowed(self.raw())),
            EntryKind::Escaped | EntryKind::EscapedKey => Some(Cow::Owned(unescape(self.raw()))),
            _ => None,
        }
    }

    /// The Boolean value, if it is one.
    pub fn as_bool(self) -> Option<bool> {
        match self.entry().kind {
            EntryKind::True => Some(true),
            EntryKind::False => Some(false),
            _ => None,
        }
    }

    /// The key that stands before it, when it is a member of an object.
    pub fn key(self) -> Option<Cow<'a, str>> {
        let before = Self {
            document: self.document,
            at: self.at.checked_sub(1)?,
        };
        match before.entry().kind {
            EntryKind::Key | EntryKind::EscapedKey => before.as_str(),
            _ => None,
        }
    }

    /// The values of a list; `None` for anything else.
    pub fn elements(self) -> Option<Children<'a>> {
        (self.kind() == Type::Array).then(|| self.children())
    }

    /// The values of an object, each of which knows its [`Node::key`]; `None` for anything else.
    pub fn members(self) -> Option<Children<'a>> {
        (self.kind() == Type::Object).then(|| self.children())
    }

    /// The values of a list or an object; none for anything else.
    pub fn children(self) -> Children<'a> {
        let entry = self.entry();
        let is_object = entry.kind == EntryKind::Object;
        let is_container = is_object || entry.kind == EntryKind::Array;
        Children {
            document: self.document,
            at: self.at + 1,
            end: if is_container {
                entry.next
            } else {
                self.at + 1
            },
            skip: u32::from(is_object),
        }
    }

    /// The member of an object with this name. Of several, the last, as browsers have it.
    pub fn get(self, name: &str) -> Option<Self> {
        self.find(name).0
    }

    /// Like [`Node::get`], and how many members were looked at.
    ///
    /// Reading a list of comments spends most of its time here: it goes from key to key without
    /// looking at the values, and at a key's text only when it is as long as the name.
    pub fn find(self, name: &str) -> (Option<Self>, usize) {
        let entry = self.entry();
        if entry.kind != EntryKind::Object {
            return (None, 1);
        }
        let length = u32::try_from(name.len()).unwrap_or(u32::MAX);
        let mut found = None;
        let mut count = 0;
        let mut at = self.at + 1;
        while at < entry.next {
            let Some(key) = self.document.entries.get(index(at)) else {
                break;
            };
            count += 1;
            let may_be = key.end - key.start == length || key.kind == EntryKind::EscapedKey;
            if may_be && self.document.is_key(key, name) {
                found = Some(Self {
                    document: self.document,
                    at: at + 1,
                });
                if entry.is_unique {
                    break;
                }
            }
            at = key.next.max(at + 1);
        }
        (found, count)
    }

    /// The string under a key.
    pub fn text(self, key: &str) -> Option<String> {
        self.get(key)?.as_str().map(Cow::into_owned)
    }

    /// Like [`Node::find`], for one who looks for the same name again and again: `place` is where it
    /// was in the object before, counted in entries.
    pub(crate) fn find_again(self, name: &str, place: &AtomicU32) -> (Option<Self>, usize) {
        let entry = self.entry();
        let at = self.at + place.load(Ordering::Relaxed);
        if entry.is_unique
            && self.at < at
            && at < entry.next
            && let Some(key) = self.document.entries.get(index(at))
            && matches!(key.kind, EntryKind::Key)
            && key.depth == entry.depth
            && self.document.is_key(key, name)
        {
            let document = self.document;
            return (
                Some(Self {
                    document,
                    at: at + 1,
                }),
                1,
            );
        }
        let (found, count) = self.find(name);
        if let Some(found) = found {
            place.store(found.at - 1 - self.at, Ordering::Relaxed);
        }
        (found, count)
    }

    /// The strings of the list under a key.
    pub fn texts(self, key: &str) -> Vec<String> {
        let list = self.get(key).map(Self::children).into_iter().flatten();
        list.filter_map(Self::as_str).map(Cow::into_owned).collect()
    }

    /// The strings of the object under a key, by their own keys.
    pub fn pairs(self, key: &str) -> BTreeMap<String, String> {
        let members = self.get(key).map(Self::children).into_iter().flatten();
        members
            .filter_map(|member| Some((member.key()?.into_owned(), member.as_str()?.into_owned())))
            .collect()
    }

    /// How many values and keys it holds, itself among them.
    pub fn size(self) -> u32 {
        self.entry().next.saturating_sub(self.at)
    }

    /// Whether a list or an object has nothing in it.
    pub fn has_no_children(self) -> bool {
        self.entry().next == self.at + 1
    }

    /// Where the value stands in its document, as a JSON pointer (RFC 6901).
    pub fn pointer(self) -> String {
        let mut pointer = String::new();
        let mut around = self.document.root();
        while around.at < self.at {
            let mut place = 0usize;
            let Some(step) = around.children().find(|child| {
                let here = child.at <= self.at && self.at < child.entry().next;
                place += usize::from(!here);
                here
            }) else {
                break;
            };
            pointer.push('/');
            match step.key() {
                Some(key) => pointer.push_str(&key.replace('~', "~0").replace('/', "~1")),
                None => pointer.push_str(&place.to_string()),
            }
            around = step;
        }
        pointer
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.document, other.document) && self.at == other.at
    }
}

/// Walks over the values of a container.
#[derive(Debug, Clone)]
pub struct Children<'a> {
    document: &'a Document<'a>,
    at: u32,
    end: u32,
    /// 1 where keys stand before the values.
    skip: u32,
}

impl<'a> Iterator for Children<'a> {
    type Item = Node<'a>;

    fn next(&mut self) -> Option<Node<'a>> {
        if self.at >= self.end {
            return None;
        }
        let node = Node {
            document: self.document,
            at: self.at + self.skip,
        };
        self.at = node.entry().next.max(node.at + 1);
        Some(node)
    }
}

/// Resolves the escapes of a string. A surrogate without its other half becomes U+FFFD.
pub(super) fn unescape(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        out.push_str(rest.get(..at).unwrap_or(""));
        let escape = rest.get(at + 1..).unwrap_or("");
        let mut used = 1;
        match escape.bytes().next() {
            Some(b'b') => out.push('\u{8}'),
            Some(b'f') => out.push('\u{c}'),
            Some(b'n') => out.push('\n'),
            Some(b'r') => out.push('\r'),
            Some(b't') => out.push('\t'),
            Some(b'u') => {
                let first = code_unit(escape.get(1..));
                let second = escape
                    .get(5..)
                    .and_then(|low| low.strip_prefix("\\u"))
                    .map(|low| code_unit(Some(low)))
                    .filter(|low| (0xdc00..0xe000).contains(low));
                let (code, length) = match (first, second) {
                    (0xd800..0xdc00, Some(low)) => {
                        (0x1_0000 + ((first - 0xd800) << 10) + (low - 0xdc00), 11)
                    }
                    _ => (first, 5),
                };
                out.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                used = length;
            }
            Some(other) => out.push(char::from(other)),
            None => {}
        }
        rest = escape.get(used..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

/// Four hexadecimal digits.
fn code_unit(digits: Option<&str>) -> u32 {
    digits
        .and_then(|digits| digits.get(..4))
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .unwrap_or(0xfffd)
}
