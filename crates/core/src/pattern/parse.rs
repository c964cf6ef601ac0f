//! The grammar of patterns, and the program that each part becomes.

use super::{Class, Instruction, MAX_PROGRAM, Pattern, PatternError};

/// The most that `{n,m}` may ask for.
const MAX_REPEAT: usize = 100;
/// Groups in groups.
const MAX_NESTING: usize = 20;

/// Reads a whole pattern.
pub(super) fn pattern(text: &str) -> Result<Pattern, PatternError> {
    let mut reader = Reader {
        characters: text.chars().collect(),
        at: 0,
        groups: 0,
        nesting: 0,
    };
    let inner = reader.choice()?;
    if reader.peek().is_some() {
        return Err(reader.error("a `)` without its `(`"));
    }
    let mut program = vec![Instruction::Save(0)];
    append(&mut program, &inner);
    program.extend([Instruction::Save(1), Instruction::Match]);
    reader.check_size(&program)?;
    Ok(Pattern {
        program,
        groups: reader.groups,
    })
}

/// Instructions whose places count from their own beginning.
type Part = Vec<Instruction>;

struct Reader {
    characters: Vec<char>,
    at: usize,
    groups: usize,
    nesting: usize,
}

impl Reader {
    /// `a|b`
    fn choice(&mut self) -> Result<Part, PatternError> {
        let mut choices = vec![self.row()?];
        while self.eat('|') {
            choices.push(self.row()?);
        }
        let mut part = choices.pop().unwrap_or_default();
        while let Some(first) = choices.pop() {
            // Split(first, rest) first Jump(end) rest
            let mut both = vec![Instruction::Split(1, first.len() + 2)];
            append(&mut both, &first);
            both.push(Instruction::Jump(both.len() + 1 + part.len()));
            append(&mut both, &part);
            self.check_size(&both)?;
            part = both;
        }
        Ok(part)
    }

    /// `ab`
    fn row(&mut self) -> Result<Part, PatternError> {
        let mut part = Part::new();
        while let Some(next) = self.peek() {
            if matches!(next, '|' | ')') {
                break;
            }
            let one = self.one()?;
            let repeated = self.repeated(&one)?;
            append(&mut part, &repeated);
            self.check_size(&part)?;
        }
        Ok(part)
    }

    fn one(&mut self) -> Result<Part, PatternError> {
        let Some(next) = self.next() else {
            return Ok(Part::new());
        };
        Ok(match next {
            '(' => return self.group(),
            '[' => vec![Instruction::Take(self.class()?)],
            '.' => vec![Instruction::Take(Class {
                ranges: vec![('\n', '\n')],
                negated: true,
            })],
            '^' => vec![Instruction::Start],
            '$' => vec![Instruction::End],
            '*' | '+' | '?' => {
                self.at -= 1;
                return Err(self.error("nothing to repeat"));
            }
            '\\' => vec![Instruction::Take(self.escape()?)],
            literal => vec![Instruction::Take(only(literal))],
        })
    }

    fn group(&mut self) -> Result<Part, PatternError> {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            return Err(self.error("a pattern that is nested too deep"));
        }
        let captures = !self.eat('?');
        if !captures && !self.eat(':') {
            return Err(self.error("a group of a kind that is not supported"));
        }
        let number = self.groups + 1;
        if captures {
            self.groups = number;
        }
        let inner = self.choice()?;
        if !self.eat(')') {
            return Err(self.error("a `(` without its `)`"));
        }
        self.nesting -= 1;
        if !captures {
            return Ok(inner);
        }
        let mut part = vec![Instruction::Save(2 * number)];
        append(&mut part, &inner);
        part.push(Instruction::Save(2 * number + 1));
        Ok(part)
    }

    /// What stands after a part: `*`, `+?`, `{2,3}`.
    fn repeated(&mut self, one: &Part) -> Result<Part, PatternError> {
        let (least, most) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') if self.is_repetition() => self.counts()?,
            _ => return Ok(one.clone()),
        };
        self.at += 1;
        let lazy = self.eat('?');
        if matches!(self.peek(), Some('*' | '+' | '?')) {
            return Err(self.error("nothing to repeat"));
        }
        let split = |first: usize, second: usize| {
            if lazy {
                Instruction::Split(second, first)
            } else {
                Instruction::Split(first, second)
            }
        };
        let mut part = Part::new();
        for _ in 0..least {
            append(&mut part, one);
            self.check_size(&part)?;
        }
        match most {
            None => {
                // again: Split(one, end) one Jump(again)
                let again = part.len();
                part.push(split(again + 1, again + 2 + one.len()));
                append(&mut part, one);
                part.push(Instruction::Jump(again));
            }
            Some(most) => {
                let rest = most - least;
                let end = part.len() + rest * (one.len() + 1);
                for _ in 0..rest {
                    part.push(split(part.len() + 1, end));
                    append(&mut part, one);
                    self.check_size(&part)?;
                }
            }
        }
        Ok(part)
    }

    /// Whether a `{` begins a repetition; otherwise it is a character like others.
    fn is_repetition(&self) -> bool {
        let after = self.characters.get(self.at + 1);
        after.is_some_and(char::is_ascii_digit)
    }

    /// `{2}`, `{2,}`, `{2,3}`, up to the closing brace.
    fn counts(&mut self) -> Result<(usize, Option<usize>), PatternError> {
        self.at += 1;
        let least = self.number()?;
        let most = if self.eat(',') {
            match self.peek() {
                Some('}') => None,
                _ => Some(self.number()?),
            }
        } else {
            Some(least)
        };
        if self.peek() != Some('}') {
            return Err(self.error("a `{` without its `}`"));
        }
        if most.is_some_and(|most| most < least) {
            return Err(self.error("a repetition that ends before it begins"));
        }
        Ok((least, most))
    }

    fn number(&mut self) -> Result<usize, PatternError> {
        let mut number = 0;
        while let Some(digit) = self.peek().and_then(|next| next.to_digit(10)) {
            number = number * 10 + usize::try_from(digit).unwrap_or(0);
            if number > MAX_REPEAT {
                return Err(self.error("a repetition that is too long"));
            }
            self.at += 1;
        }
        Ok(number)
    }

    /// `[a-z]`, after the bracket.
    fn class(&mut self) -> Result<Class, PatternError> {
        let mut class = Class {
            negated: self.eat('^'),
            ranges: Vec::new(),
        };
        let mut is_first = true;
        loop {
            let Some(next) = self.next() else {
                return Err(self.error("a `[` without its `]`"));
            };
            match next {
                ']' if !is_first => return Ok(class),
                '\\' => {
                    let escaped = self.escape()?;
                    class.ranges.extend(inside(&escaped));
                }
                first => {
                    let is_range = self.peek() == Some('-')
                        && self
                            .characters
                            .get(self.at + 1)
                            .is_some_and(|after| *after != ']');
                    if is_range {
                        self.at += 1;
                        let last = self.next().unwrap_or(first);
                        if last < first {
                            return Err(self.error("a range that ends before it begins"));
                        }
                        class.ranges.push((first, last));
                    } else {
                        class.ranges.push((first, first));
                    }
                }
            }
            is_first = false;
        }
    }

    /// What a backslash makes of the next character.
    fn escape(&mut self) -> Result<Class, PatternError> {
        let Some(next) = self.next() else {
            return Err(self.error("a `\\` at the end"));
        };
        let ranges = match next.to_ascii_lowercase() {
            'd' => vec![('0', '9')],
            'w' => vec![('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')],
            's' => vec![('\t', '\r'), (' ', ' '), ('\u{a0}', '\u{a0}')],
            'n' if next == 'n' => return Ok(only('\n')),
            't' if next == 't' => return Ok(only('\t')),
            _ => return Ok(only(next)),
        };
        Ok(Class {
            ranges,
            negated: next.is_ascii_uppercase(),
        })
    }

    fn check_size(&self, part: &Part) -> Result<(), PatternError> {
        if part.len() > MAX_PROGRAM {
            return Err(self.error("a pattern that is too large"));
        }
        Ok(())
    }

    fn eat(&mut self, wanted: char) -> bool {
        let there = self.peek() == Some(wanted);
        self.at += usize::from(there);
        there
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += 1;
        Some(next)
    }

    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn error(&self, what: &'static str) -> PatternError {
        PatternError {
            what,
            at: self.at + 1,
        }
    }
}

fn only(character: char) -> Class {
    Class {
        ranges: vec![(character, character)],
        negated: false,
    }
}

/// The ranges of an escape within a class.
fn inside(class: &Class) -> Vec<(char, char)> {
    if !class.negated {
        return class.ranges.clone();
    }
    // The gaps between the ranges, which are in order.
    let mut gaps = Vec::new();
    let mut from = '\0';
    for (first, last) in &class.ranges {
        if let Some(before) = before(*first).filter(|before| *before >= from) {
            gaps.push((from, before));
        }
        from = after(*last);
    }
    gaps.push((from, char::MAX));
    gaps
}

fn before(character: char) -> Option<char> {
    u32::from(character).checked_sub(1).and_then(char::from_u32)
}

fn after(character: char) -> char {
    char::from_u32(u32::from(character) + 1).unwrap_or(char::MAX)
}

/// Adds a part behind a program, with its places moved there.
fn append(program: &mut Part, part: &Part) {
    let base = program.len();
    program.extend(part.iter().map(|instruction| match instruction {
        Instruction::Split(first, second) => Instruction::Split(first + base, second + base),
        Instruction::Jump(to) => Instruction::Jump(to + base),
        other => other.clone(),
    }));
}
