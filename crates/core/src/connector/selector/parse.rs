//! The grammar of selectors and predicates.

use std::borrow::Cow;

use super::{
    Name, Root, Selector, Step, SyntaxError,
    predicate::{Comparison, Operand, Predicate},
};
use crate::{connector::value::Value, json::float};

/// Filters in filters, and brackets in predicates.
const MAX_NESTING: u32 = 8;

/// Reads a whole text as a selector.
pub(super) fn selector(text: &str) -> Result<Selector, SyntaxError> {
    let mut reader = Reader {
        text,
        at: 0,
        nesting: 0,
    };
    let selector = reader.selector()?;
    reader.end()?;
    Ok(selector)
}

/// Reads a whole text as a predicate.
pub(super) fn predicate(text: &str) -> Result<Predicate, SyntaxError> {
    let mut reader = Reader {
        text,
        at: 0,
        nesting: 0,
    };
    let predicate = reader.any()?;
    reader.end()?;
    Ok(predicate)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    nesting: u32,
}

impl<'t> Reader<'t> {
    fn selector(&mut self) -> Result<Selector, SyntaxError> {
        self.blanks();
        let start = self.at;
        let root = match self.peek() {
            Some('@') => Root::Item,
            Some('$') => Root::Response,
            Some('^') => Root::Wrapper,
            Some('&') => Root::Post,
            Some('%') => Root::Headers,
            _ => return Err(self.error("`@`, `$`, `^`, `&` or `%`")),
        };
        self.at += 1;
        let mut steps = Vec::new();
        loop {
            match self.peek() {
                Some('.') => {
                    self.at += 1;
                    steps.push(self.dotted()?);
                }
                Some('[') => {
                    self.at += 1;
                    steps.push(self.bracketed()?);
                }
                _ => break,
            }
        }
        let text = self.text.get(start..self.at).unwrap_or("").into();
        Ok(Selector { root, steps, text })
    }

    fn dotted(&mut self) -> Result<Step, SyntaxError> {
        if self.eat("*") {
            return Ok(Step::Every);
        }
        let rest = self.rest();
        let ends = |c: char| !(c.is_ascii_alphanumeric() || c == '_' || !c.is_ascii());
        let end = rest.find(ends).unwrap_or(rest.len());
        let name = rest.get(..end).unwrap_or("");
        if name.is_empty() || name.starts_with(|first: char| first.is_ascii_digit()) {
            return Err(self.error("a name (others are written ['like-this'])"));
        }
        self.at += end;
        Ok(Step::Name(Name::new(name)))
    }

    fn bracketed(&mut self) -> Result<Step, SyntaxError> {
        self.blanks();
        let step = match self.peek() {
            Some('*') => {
                self.at += 1;
                Step::Every
            }
            Some('?') => {
                self.at += 1;
                Step::Filter(self.any()?)
            }
            Some('\'' | '"') => {
                let name = self.quoted()?;
                if name == "~key" {
                    Step::Key
                } else {
                    Step::Name(Name::new(name))
                }
            }
            _ => {
                let number = self.number();
                let place = number
                    .parse()
                    .ok()
                    .filter(|_| !number.contains(['.', 'e', 'E']));
                Step::Place(place.ok_or_else(|| self.error("a name, a number, `*` or `?`"))?)
            }
        };
        self.blanks();
        if self.eat("]") {
            Ok(step)
        } else {
            Err(self.error("`]`"))
        }
    }

    /// `a || b`
    fn any(&mut self) -> Result<Predicate, SyntaxError> {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            return Err(self.error("a simpler predicate"));
        }
        let mut parts = vec![self.all()?];
        while self.eat_token("||") {
            parts.push(self.all()?);
        }
        self.nesting -= 1;
        Ok(if parts.len() == 1 {
            parts.remove(0)
        } else {
            Predicate::Any(parts)
        })
    }

    /// `a && b`
    fn all(&mut self) -> Result<Predicate, SyntaxError> {
        let mut parts = vec![self.one()?];
        while self.eat_token("&&") {
            parts.push(self.one()?);
        }
        Ok(if parts.len() == 1 {
            parts.remove(0)
        } else {
            Predicate::All(parts)
        })
    }

    fn one(&mut self) -> Result<Predicate, SyntaxError> {
        let mut negated = false;
        while self.eat_token("!") {
            negated = !negated;
        }
        let predicate = if self.eat_token("(") {
            let inner = self.any()?;
            if !self.eat_token(")") {
                return Err(self.error("`)`"));
            }
            inner
        } else {
            self.comparison()?
        };
        Ok(if negated {
            Predicate::Not(Box::new(predicate))
        } else {
            predicate
        })
    }

    fn comparison(&mut self) -> Result<Predicate, SyntaxError> {
        const OPERATORS: [(&str, Comparison); 6] = [
            ("==", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::AtMost),
            (">=", Comparison::AtLeast),
            ("<", Comparison::Less),
            (">", Comparison::More),
        ];
        let left = self.operand()?;
        for (token, comparison) in OPERATORS {
            if self.eat_token(token) {
                return Ok(Predicate::Compare(left, comparison, self.operand()?));
            }
        }
        match left {
            Operand::Selected(selector) => Ok(Predicate::Exists(selector)),
            Operand::Literal(_) => Err(self.error("`==` or another comparison")),
        }
    }

    fn operand(&mut self) -> Result<Operand, SyntaxError> {
        self.blanks();
        let literal = match self.peek() {
            Some('\'' | '"') => Value::Text(Cow::Owned(self.quoted()?)),
            Some('-' | '0'..='9') => {
                let number = self.number();
                if float(&number).is_none() {
                    return Err(self.error("a number"));
                }
                Value::Number(Cow::Owned(number))
            }
            _ if self.eat("true") => Value::Bool(true),
            _ if self.eat("false") => Value::Bool(false),
            _ if self.eat("null") => Value::Null,
            _ => return Ok(Operand::Selected(self.selector()?)),
        };
        Ok(Operand::Literal(literal))
    }

    /// A string in either kind of quotation marks; a backslash takes the next character as it is.
    fn quoted(&mut self) -> Result<String, SyntaxError> {
        let rest = self.rest();
        let mut characters = rest.char_indices();
        let quote = characters.next().map(|(_, quote)| quote);
        let mut out = String::new();
        while let Some((at, character)) = characters.next() {
            if Some(character) == quote {
                self.at += at + 1;
                return Ok(out);
            }
            match character {
                '\\' => out.extend(characters.next().map(|(_, escaped)| escaped)),
                _ => out.push(character),
            }
        }
        Err(self.error("the end of a string"))
    }

    fn number(&mut self) -> String {
        let rest = self.rest();
        let ends = |c: char| !(c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E'));
        let end = rest.find(ends).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or("").to_owned()
    }

    fn end(&mut self) -> Result<(), SyntaxError> {
        self.blanks();
        if self.at == self.text.len() {
            Ok(())
        } else {
            Err(self.error("the end"))
        }
    }

    fn eat_token(&mut self, token: &str) -> bool {
        self.blanks();
        // `!` is not the start of `!=`.
        if token == "!" && self.rest().starts_with("!=") {
            return false;
        }
        self.eat(token)
    }

    fn eat(&mut self, token: &str) -> bool {
        let there = self.rest().starts_with(token);
        if there {
            self.at += token.len();
        }
        there
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn error(&self, expected: &'static str) -> SyntaxError {
        let before = self.text.get(..self.at).unwrap_or(self.text).to_owned();
        SyntaxError { expected, before }
    }
}
