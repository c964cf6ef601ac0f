//! Patterns: a small, linear-time dialect of regular expressions.
//!
//! Literals, `.`, `[a-z]`, `[^…]`, `\d \w \s` and their opposites, `^`, `$`, `( )`, `(?: )`, `|`,
//! `* + ? {n} {n,} {n,m}` and lazy `*?` and so on. No look-around and no references back: a match
//! takes as many steps as the pattern has instructions times the text has characters, whatever
//! either of them is (Thompson's construction, run as Pike describes it).

mod parse;
mod run;

/// The longest text that is searched, in bytes; what comes after is not looked at.
const MAX_TEXT: usize = 64 * 1024;
/// The largest program.
const MAX_PROGRAM: usize = 1_000;

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} at character {at}")]
pub struct PatternError {
    /// What is wrong.
    pub what: &'static str,
    /// Where, counted from 1.
    pub at: usize,
}

/// A parsed pattern.
#[derive(Debug)]
pub struct Pattern {
    program: Vec<Instruction>,
    groups: usize,
}

/// What a machine does next.
#[derive(Debug, Clone)]
enum Instruction {
    /// Take one character of this class.
    Take(Class),
    /// Go on at both places, the first one preferred.
    Split(usize, usize),
    /// Go on elsewhere.
    Jump(usize),
    /// Note the place: twice the group, plus one for its end.
    Save(usize),
    /// Only at the start of the text.
    Start,
    /// Only at its end.
    End,
    /// Found.
    Match,
}

/// A set of characters.
#[derive(Debug, Clone, Default)]
struct Class {
    ranges: Vec<(char, char)>,
    negated: bool,
}

impl Class {
    fn has(&self, character: char) -> bool {
        let inside = self
            .ranges
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&character));
        inside != self.negated
    }
}

/// Something to search texts with. A program that reads no patterns has no code for them.
pub(crate) trait Search: std::fmt::Debug + Send + Sync {
    /// What a group of the first match is.
    fn find<'t>(&self, text: &'t str, group: usize) -> Option<&'t str>;
    /// How many groups there are.
    fn groups(&self) -> usize;
    /// How many steps a search takes per character.
    fn cost(&self) -> usize;
}

impl Search for Pattern {
    fn find<'t>(&self, text: &'t str, group: usize) -> Option<&'t str> {
        Self::find(self, text, group)
    }

    fn groups(&self) -> usize {
        Self::groups(self)
    }

    fn cost(&self) -> usize {
        Self::cost(self)
    }
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// It is none, or too large a one.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        parse::pattern(text)
    }

    /// How many groups it has beside the whole match.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// What a group of the first match is: 0 the whole. `None`: no match, or a group that took no
    /// part in it.
    pub fn find<'t>(&self, text: &'t str, group: usize) -> Option<&'t str> {
        let mut end = text.len().min(MAX_TEXT);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let text = text.get(..end)?;
        let places = run::first_match(&self.program, 2 * (self.groups + 1), text)?;
        let place = |at: usize| places.get(at).copied().flatten();
        text.get(place(2 * group)?..place(2 * group + 1)?)
    }

    /// How many steps a search takes per character.
    pub fn cost(&self) -> usize {
        self.program.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(pattern: &str, text: &'t str, group: usize) -> Option<&'t str> {
        Pattern::parse(pattern)
            .unwrap_or_else(|error| panic!("{pattern}: {error}"))
            .find(text, group)
    }

    #[test]
    fn patterns_find_what_they_say() {
        for (pattern, text, group, expected) in [
            ("b+", "aabbbc", 0, Some("bbb")),
            ("b+?", "aabbbc", 0, Some("b")),
            ("(\\d+)-(\\d+)", "no 12-345", 2, Some("345")),
            (
                "^https?://[^/]+(/[^?#]*)",
                "https://a.example/p/1?x#y",
                1,
                Some("/p/1"),
            ),
            (
                "at://([^/]+)/.*/([^/]+)$",
                "at://did:plc:x/app.bsky.feed.post/3k",
                2,
                Some("3k"),
            ),
            ("a|bc|d", "xbcd", 0, Some("bc")),
            ("(a)|(b)", "b", 1, None),
            ("(a)|(b)", "b", 2, Some("b")),
            ("^b", "ab", 0, None),
            ("b$", "ba", 0, None),
            ("x{2,3}", "xxxx", 0, Some("xxx")),
            ("x{2}", "x", 0, None),
            ("x{2,}", "axxxx", 0, Some("xxxx")),
            ("(?:ab)+", "ababa", 0, Some("abab")),
            ("[\\w.-]+@", "write to a.b-c@d", 0, Some("a.b-c@")),
            ("[^\\s]+", "  ü☃ x", 0, Some("ü☃")),
            (".", "\n", 0, None),
            ("\\.", "a.b", 0, Some(".")),
            ("", "abc", 0, Some("")),
            ("[]a]+", "]a", 0, Some("]a")),
            ("[a-]+", "-a-", 0, Some("-a-")),
            ("(?i)", "", 0, None),
        ] {
            match Pattern::parse(pattern) {
                Ok(pattern_read) => {
                    assert_eq!(
                        pattern_read.find(text, group),
                        expected,
                        "{pattern} in {text}"
                    );
                }
                Err(_) => assert_eq!(pattern, "(?i)"),
            }
        }
    }

    #[test]
    fn the_leftmost_match_wins_and_then_the_preferred_one() {
        assert_eq!(found("a*", "baaa", 0), Some(""));
        assert_eq!(found("(a+)(a*)", "aaa", 1), Some("aaa"));
        assert_eq!(found("(a+?)(a*)", "aaa", 1), Some("a"));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (pattern, what) in [
            ("(a", "a `(` without its `)`"),
            ("a)", "a `)` without its `(`"),
            ("[a", "a `[` without its `]`"),
            ("*a", "nothing to repeat"),
            ("a**", "nothing to repeat"),
            ("a{3,2}", "a repetition that ends before it begins"),
            ("a{9999}", "a repetition that is too long"),
            ("\\", "a `\\` at the end"),
            ("[b-a]", "a range that ends before it begins"),
            ("(?<name>a)", "a group of a kind that is not supported"),
        ] {
            assert_eq!(Pattern::parse(pattern).unwrap_err().what, what, "{pattern}");
        }
        let large = "(a{100}){100}";
        assert_eq!(
            Pattern::parse(large).unwrap_err().what,
            "a pattern that is too large"
        );
    }

    #[test]
    fn no_pattern_takes_more_than_its_share_of_time() {
        let text = "a".repeat(30_000);
        for pattern in ["(a*)*b", "(a|a)*b", "(a?){50}a{50}b", "(.*)(.*)(.*)(.*)b"] {
            assert_eq!(found(pattern, &text, 0), None, "{pattern}");
        }
    }

    #[test]
    fn a_text_is_searched_up_to_a_length() {
        let text = "ü".repeat(MAX_TEXT) + "x";
        assert_eq!(found("x", &text, 0), None);
        assert!(found("ü+", &text, 0).is_some());
    }
}
