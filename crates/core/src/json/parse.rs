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
    };
    // An entry takes about 12 bytes of text on average.
    reader.entries.reserve(text.len() / 12 + 1);
    reader.document()?;
    Ok(reader.entries)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    entries: Vec<Entry>,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<(), JsonError> {
        // The containers that are open, by their entry.
        let mut open: Vec<u32> = Vec::new();
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
                let Some(&container) = open.last() else {
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
                            self.key()?;
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
    fn value(&mut self, open: &mut Vec<u32>) -> Result<bool, JsonError> {
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

    fn open(&mut self, kind: EntryKind, open: &mut Vec<u32>) -> Result<bool, JsonError> {
        if open.len() >= MAX_DEPTH {
            return Err(JsonError::TooDeep);
        }
        open.push(offset(self.entries.len()));
        self.push(kind, self.at, self.at + 1);
        self.at += 1;
        Ok(true)
    }

    /// After an opening bracket: closes it at once, or stands before the first value in it.
    fn is_empty_container(&mut self, open: &mut Vec<u32>) -> Result<bool, JsonError> {
        self.blanks();
        let is_object = open
            .last()
            .is_some_and(|&at| self.kind(at) == EntryKind::Object);
        match self.peek() {
            Some(b'}') if is_object => self.close(open),
            Some(b']') if !is_object => self.close(open),
            _ if is_object => {
                self.key()?;
                return Ok(false);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn close(&mut self, open: &mut Vec<u32>) {
        self.at += 1;
        let next = offset(self.entries.len());
        let end = offset(self.at);
        let Some(at) = open.pop() else { return };
        if let Some(entry) = self.entries.get_mut(index(at)) {
            entry.end = end;
            entry.next = next;
        }
        self.end_member(index(at), next);
    }

    /// Tells the key before a value, if there is one, where the value ends.
    fn end_member(&mut self, value: usize, next: u32) {
        if let Some(key) = value.checked_sub(1).and_then(|at| self.entries.get_mut(at))
            && matches!(key.kind, EntryKind::Key | EntryKind::EscapedKey)
        {
            key.next = next;
        }
    }

    fn key(&mut self) -> Result<(), JsonError> {
        if self.peek() != Some(b'"') {
            return Err(self.error("a key"));
        }
        self.string(EntryKind::Key, EntryKind::EscapedKey)?;
        self.blanks();
        if self.peek() != Some(b':') {
            return Err(self.error("`:`"));
        }
        self.at += 1;
        self.blanks();
        Ok(())
    }

    fn string(&mut self, plain: EntryKind, escaped: EntryKind) -> Result<(), JsonError> {
        let start = self.at + 1;
        let mut at = start;
        let mut kind = plain;
        loop {
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
