//! The reader: one loop, with the open containers on a list of its own.

use super::{Entry, EntryKind, JsonError, MAX_DEPTH, MAX_LENGTH, index};

/// Turns a text into entries.
pub(super) fn entries(text: &str) -> Result<Vec<Entry>, JsonError> {
    if text.len() > MAX_LENGTH {
        return Err(JsonError::TooLong);
    }
    let mut reader = Reader {
        bytes: text.as_bytes(),
        at: 0,
        entries: Vec::new(),
        depth: 0,
        model: 0,
    };
    reader.entries.reserve(text.len() / 9 + 1);
    reader.document()?;
    Ok(reader.entries)
}

/// Objects with more keys are not looked through for keys that occur twice.
const MANY_KEYS: usize = 24;

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    entries: Vec<Entry>,
    /// How many containers are open.
    depth: u16,
    /// Under the key just read: what stood under it in the object before; 0 if nothing did.
    model: u32,
}

/// A container that is open.
///
/// The objects of a list have the same keys in the same order, nearly always. So an object is
/// compared with the one before it: a key that is the expected one need not be searched for its
/// end, and an object like one without double keys has none either.
struct Open {
    /// Its entry.
    at: u32,
    /// Of an object: the key of its model that is expected next. Of a list: the element before, or
    /// the first of the list's own model. 0: none.
    like: u32,
    /// Where the model ends.
    end: u32,
    /// Whether all keys so far were the expected ones.
    is_like: bool,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<(), JsonError> {
        // The containers that are open, by their entry.
        let mut open: Vec<Open> = Vec::new();
        self.blanks();
        loop {
            // A value starts here.
            let opened = self.value(&mut open)?;
            if opened && !self.is_empty_container(&mut open)? {
                continue;
            }
            // A value ended here: close what ends with it, go on after a comma.
            loop {
                self.blanks();
                let Some(&Open { at: container, .. }) = open.last() else {
                    return if self.at == self.bytes.len() {
                        Ok(())
                    } else {
                        Err(self.error("the end"))
                    };
                };
                let is_object = self.kind(container) == EntryKind::Object;
                match self.peek() {
                    Some(b',') => {
                        self.at += 1;
                        self.blanks();
                        if is_object {
                            self.key(&mut open)?;
                        }
                        break;
                    }
                    Some(b'}') if is_object => self.close(&mut open),
                    Some(b']') if !is_object => self.close(&mut open),
                    _ if is_object => return Err(self.error("`,` or `}`")),
                    _ => return Err(self.error("`,` or `]`")),
                }
            }
        }
    }

    /// Reads a value; `true`: a container was opened.
    fn value(&mut self, open: &mut Vec<Open>) -> Result<bool, JsonError> {
        match self.peek() {
            Some(b'"') => self.string(EntryKind::Plain, EntryKind::Escaped)?,
            Some(b'{') => return self.open(EntryKind::Object, open),
            Some(b'[') => return self.open(EntryKind::Array, open),
            Some(b't') => self.word(b"true", EntryKind::True)?,
            Some(b'f') => self.word(b"false", EntryKind::False)?,
            Some(b'n') => self.word(b"null", EntryKind::Null)?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => return Err(self.error("a value")),
        }
        Ok(false)
    }

    fn open(&mut self, kind: EntryKind, open: &mut Vec<Open>) -> Result<bool, JsonError> {
        if open.len() >= MAX_DEPTH {
            return Err(JsonError::TooDeep);
        }
        let at = offset(self.entries.len());
        let model = match open.last_mut() {
            Some(around) if self.kind(around.at) == EntryKind::Array => {
                std::mem::replace(&mut around.like, at)
            }
            Some(_) => self.model,
            None => 0,
        };
        let is_object = kind == EntryKind::Object;
        let fits = |entry: &&Entry| entry.kind == kind && (entry.is_unique || !is_object);
        let found = self.entries.get(index(model)).filter(|_| model > 0);
        let end = found.filter(fits).map_or(0, |entry| entry.next);
        open.push(Open {
            at,
            like: if end > model + 1 { model + 1 } else { 0 },
            end,
            is_like: end > 0,
        });
        self.depth += 1;
        self.push(kind, self.at, self.at + 1);
        self.at += 1;
        Ok(true)
    }

    /// After an opening bracket: closes it at once, or stands before the first value in it.
    fn is_empty_container(&mut self, open: &mut Vec<Open>) -> Result<bool, JsonError> {
        self.blanks();
        let is_object = open
            .last()
            .is_some_and(|open| self.kind(open.at) == EntryKind::Object);
        match self.peek() {
            Some(b'}') if is_object => self.close(open),
            Some(b']') if !is_object => self.close(open),
            _ if is_object => {
                self.key(open)?;
                return Ok(false);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn close(&mut self, open: &mut Vec<Open>) {
        self.at += 1;
        let next = offset(self.entries.len());
        let end = offset(self.at);
        let Some(Open { at, is_like, .. }) = open.pop() else {
            return;
        };
        self.depth -= 1;
        let is_unique = is_like || self.has_no_double_keys(at, next);
        if let Some(entry) = self.entries.get_mut(index(at)) {
            entry.end = end;
            entry.next = next;
            entry.is_unique = is_unique;
        }
        self.end_member(index(at), next);
    }

    /// Whether it is an object in which no key occurs twice, as far as that is quickly seen.
    fn has_no_double_keys(&self, container: u32, next: u32) -> bool {
        if self.kind(container) != EntryKind::Object {
            return false;
        }
        let text = |key: &Entry| self.bytes.get(index(key.start)..index(key.end));
        let mut at = container + 1;
        let mut count = 0;
        while let Some(key) = self.entries.get(index(at)).filter(|_| at < next) {
            count += 1;
            if count > MANY_KEYS || key.kind != EntryKind::Key {
                return false;
            }
            let mut other = container + 1;
            while let Some(before) = self.entries.get(index(other)).filter(|_| other < at) {
                if before.end - before.start == key.end - key.start && text(before) == text(key) {
                    return false;
                }
                other = before.next;
            }
            at = key.next;
        }
        true
    }

    /// Tells the key before a value, if there is one, where the value ends.
    fn end_member(&mut self, value: usize, next: u32) {
        if let Some(key) = value.checked_sub(1).and_then(|at| self.entries.get_mut(at))
            && matches!(key.kind, EntryKind::Key | EntryKind::EscapedKey)
        {
            key.next = next;
        }
    }

    fn key(&mut self, open: &mut [Open]) -> Result<(), JsonError> {
        if self.peek() != Some(b'"') {
            return Err(self.error("a key"));
        }
        let object = open.last_mut();
        let expected = object.as_ref().map_or(0, |object| object.like);
        if let Some(end) = self.repeated(expected) {
            let start = self.at + 1;
            self.model = expected + 1;
            let after = self.entries.get(index(expected)).map_or(0, |key| key.next);
            if let Some(object) = object {
                object.like = if after < object.end { after } else { 0 };
            }
            self.push(EntryKind::Key, start, end);
            self.at = end + 1;
        } else {
            self.model = 0;
            if let Some(object) = object {
                object.like = 0;
                object.is_like = false;
            }
            self.string(EntryKind::Key, EntryKind::EscapedKey)?;
        }
        self.blanks();
        if self.peek() != Some(b':') {
            return Err(self.error("`:`"));
        }
        self.at += 1;
        self.blanks();
        Ok(())
    }

    /// Where the key that starts here ends, if it is spelled like an earlier one.
    fn repeated(&self, key: u32) -> Option<usize> {
        let key = self.entries.get(index(key)).filter(|_| key > 0)?;
        let known = self.bytes.get(index(key.start)..index(key.end))?;
        let start = self.at + 1;
        let end = start + known.len();
        let is_same = key.kind == EntryKind::Key
            && self.bytes.get(end) == Some(&b'"')
            && self.bytes.get(start..end) == Some(known);
        is_same.then_some(end)
    }

    fn string(&mut self, plain: EntryKind, escaped: EntryKind) -> Result<(), JsonError> {
        let start = self.at + 1;
        let mut at = start;
        let mut kind = plain;
        loop {
            at += self.plain(at);
            match self.bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    kind = escaped;
                    at += self.escape(at)?;
                }
                Some(0x20..) => at += 1,
                _ => {
                    self.at = at;
                    return Err(self.error("the end of a string"));
                }
            }
        }
        self.push(kind, start, at);
        self.at = at + 1;
        Ok(())
    }

    /// How many bytes are nothing but text, as far as that is seen eight at a time.
    fn plain(&self, from: usize) -> usize {
        const ONES: u64 = 0x0101_0101_0101_0101;
        const HIGH: u64 = 0x8080_8080_8080_8080;
        // The highest bit of each byte below `limit`. A borrow spoils only bytes above a hit.
        let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word & HIGH;
        let rest = self.bytes.get(from..).unwrap_or_default();
        let (words, _) = rest.as_chunks::<8>();
        for (at, word) in words.iter().enumerate() {
            let word = u64::from_le_bytes(*word);
            let ends = below(word, 0x20)
                | below(word ^ (ONES * u64::from(b'"')), 1)
                | below(word ^ (ONES * u64::from(b'\\')), 1);
            if ends != 0 {
                let byte = usize::try_from(ends.trailing_zeros() / 8).unwrap_or(0);
                return at * 8 + byte;
            }
        }
        words.len() * 8
    }

    /// Checks an escape and says how long it is.
    fn escape(&mut self, at: usize) -> Result<usize, JsonError> {
        match self.bytes.get(at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
            Some(b'u')
                if self
                    .bytes
                    .get(at + 2..at + 6)
                    .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) =>
            {
                Ok(6)
            }
            _ => {
                self.at = at;
                Err(self.error("an escape"))
            }
        }
    }

    fn word(&mut self, word: &'static [u8], kind: EntryKind) -> Result<(), JsonError> {
        let end = self.at + word.len();
        if self.bytes.get(self.at..end) != Some(word) {
            return Err(self.error("a value"));
        }
        self.push(kind, self.at, end);
        self.at = end;
        Ok(())
    }

    fn number(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        self.push(EntryKind::Number, start, self.at);
        Ok(())
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == start {
            Err(self.error("a digit"))
        } else {
            Ok(())
        }
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn kind(&self, at: u32) -> EntryKind {
        self.entries
            .get(index(at))
            .map_or(EntryKind::Null, |entry| entry.kind)
    }

    fn push(&mut self, kind: EntryKind, start: usize, end: usize) {
        let at = self.entries.len();
        let next = offset(at + 1);
        self.end_member(at, next);
        self.entries.push(Entry {
            kind,
            start: offset(start),
            end: offset(end),
            next,
            depth: self.depth,
            is_unique: false,
        });
    }

    fn error(&self, expected: &'static str) -> JsonError {
        JsonError::Syntax {
            expected,
            offset: self.at,
        }
    }
}

/// An offset that fits because the text is at most [`MAX_LENGTH`] long.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
