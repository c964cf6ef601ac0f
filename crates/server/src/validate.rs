//! The rules for what people may write, field by field.
//!
//! All errors of a body are reported at once. What passes is normalised: line ends become
//! `\n`, names and titles lose spaces around them.

use url::Url;

use crate::error::{ApiError, FieldError};

mod letters;

use letters::is_tag_character;
pub(crate) use letters::{is_invisible, name_key, normal_tag};

/// The longest title, in characters.
pub(crate) const TITLE_LIMIT: usize = 300;
/// The longest body of a post or comment, in characters.
pub(crate) const BODY_LIMIT: usize = 32_768;
/// The longest name, in characters.
pub(crate) const NAME_LIMIT: usize = 60;
/// The most tags of a post.
pub(crate) const TAGS_LIMIT: usize = 10;
const TAG_LIMIT: usize = 40;
const URL_LIMIT: usize = 2048;
const EMAIL_LIMIT: usize = 254;
const PASSWORD_LIMITS: (usize, usize) = (8, 256);

/// Collects what is wrong with the fields of a body.
#[derive(Debug, Default)]
pub(crate) struct Check {
    errors: Vec<FieldError>,
}

impl Check {
    /// Starts with no errors.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Ends the check.
    pub(crate) fn finish(self) -> Result<(), ApiError> {
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(ApiError::Invalid(self.errors))
        }
    }

    /// Reports an error at a place such as `#/title`.
    pub(crate) fn refuse(&mut self, pointer: &str, detail: impl Into<String>) {
        self.errors.push(FieldError::at(pointer, detail));
    }

    /// A title: one line.
    pub(crate) fn title(&mut self, pointer: &str, text: &str) -> String {
        self.line(pointer, text, TITLE_LIMIT)
    }

    /// A body: many lines of Markdown.
    pub(crate) fn body(&mut self, pointer: &str, text: &str) -> String {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let is_refused = |c: char| c.is_control() && c != '\n' && c != '\t';
        if text.chars().any(is_refused) {
            self.refuse(pointer, "control characters are not allowed");
        }
        self.length(pointer, &text, BODY_LIMIT);
        text.trim_end().to_owned()
    }

    /// A name: one line, without the invisible characters that make two names look the same.
    pub(crate) fn name(&mut self, pointer: &str, text: &str) -> String {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.chars().any(is_invisible) {
            self.refuse(pointer, "invisible characters are not allowed in names");
        }
        self.line(pointer, &text, NAME_LIMIT)
    }

    /// An e-mail address, as far as it can be told without sending to it.
    pub(crate) fn email(&mut self, pointer: &str, text: &str) -> String {
        let text = text.trim();
        let is_plausible = text.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && !domain.is_empty() && !domain.contains('@')
        }) && !text.chars().any(|c| c.is_whitespace() || c.is_control())
            && !text.contains(['<', '>', '"', ',', ';']);
        if !is_plausible || text.chars().count() > EMAIL_LIMIT {
            self.refuse(pointer, "write an e-mail address such as ana@example.org");
        }
        text.to_owned()
    }

    /// A password: any characters, not too few.
    pub(crate) fn password(&mut self, pointer: &str, text: &str) {
        let (least, most) = PASSWORD_LIMITS;
        if !(least..=most).contains(&text.chars().count()) {
            self.refuse(pointer, format!("use {least} to {most} characters"));
        }
    }

    /// An address on the web.
    pub(crate) fn url(&mut self, pointer: &str, text: &str) -> String {
        let url = Url::parse(text.trim()).ok().filter(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.has_host()
                && url.username().is_empty()
                && url.password().is_none()
                && url.as_str().len() <= URL_LIMIT
        });
        let Some(url) = url else {
            self.refuse(
                pointer,
                "write an address that starts with https:// or http://",
            );
            return String::new();
        };
        url.into()
    }

    /// A language tag as in BCP 47.
    pub(crate) fn lang(&mut self, pointer: &str, text: &str) -> String {
        let is_subtag = |part: &str| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        let primary = text.split('-').next().unwrap_or_default();
        let is_tag = text.len() <= 35
            && (2..=8).contains(&primary.len())
            && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
            && text.split('-').all(is_subtag);
        if !is_tag {
            self.refuse(pointer, "write a language tag such as `en` or `pt-BR`");
        }
        text.to_owned()
    }

    /// Tags: lower case, spaces as hyphens, each once.
    pub(crate) fn tags(&mut self, pointer: &str, tags: &[String]) -> Vec<String> {
        let mut kept: Vec<String> = Vec::new();
        for (index, tag) in tags.iter().enumerate() {
            let tag = normal_tag(tag);
            let is_tag = !tag.is_empty()
                && tag.chars().count() <= TAG_LIMIT
                && tag.chars().all(is_tag_character);
            if !is_tag {
                self.refuse(
                    &format!("{pointer}/{index}"),
                    format!("a tag is 1 to {TAG_LIMIT} letters, digits and hyphens"),
                );
            } else if !kept.contains(&tag) {
                kept.push(tag);
            }
        }
        if kept.len() > TAGS_LIMIT {
            self.refuse(pointer, format!("use at most {TAGS_LIMIT} tags"));
        }
        kept
    }

    fn line(&mut self, pointer: &str, text: &str, limit: usize) -> String {
        let text = text.trim();
        if text.chars().any(char::is_control) {
            self.refuse(
                pointer,
                "control characters and line breaks are not allowed",
            );
        }
        self.length(pointer, text, limit);
        text.to_owned()
    }

    fn length(&mut self, pointer: &str, text: &str, limit: usize) {
        // A text of invisible characters only would leave an empty place on the page.
        if text.chars().all(|c| c.is_whitespace() || is_invisible(c)) {
            self.refuse(pointer, "must not be empty");
        } else if text.chars().count() > limit {
            self.refuse(
                pointer,
                format!("must not be longer than {limit} characters"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether one rule accepts the text.
    fn accepts<T>(rule: impl FnOnce(&mut Check) -> T) -> bool {
        let mut check = Check::new();
        rule(&mut check);
        check.finish().is_ok()
    }

    #[test]
    fn names_in_any_script_pass_and_look_alikes_do_not() {
        for name in [
            "Amina Otieno",
            "María",
            "नेहा",
            "نور",
            "O'Brien",
            "می\u{200C}خواهم",
            "李",
        ] {
            assert!(accepts(|check| check.name("#/name", name)), "{name:?}");
        }
        for name in [
            "",
            " ",
            "a\u{0}b",
            "a\u{7}",
            "x\u{202E}y",
            "\u{200B}",
            "a\u{200B}b",
        ] {
            assert!(!accepts(|check| check.name("#/name", name)), "{name:?}");
        }
        assert!(accepts(|check| check.name("#/name", &"n".repeat(60))));
        assert!(!accepts(|check| check.name("#/name", &"n".repeat(61))));
        assert_eq!(name_key(" ＡＭＩＮＡ  otieno"), "amina otieno");
    }

    #[test]
    fn a_body_keeps_its_lines_and_nothing_invisible_alone() {
        let mut check = Check::new();
        assert_eq!(check.body("#/body", "a\r\n\tb\rc\n\n"), "a\n\tb\nc");
        assert!(check.finish().is_ok());
        for body in [
            "",
            "\n \t",
            "\u{200B}\u{FEFF}",
            "a\u{0}",
            "\u{1b}[31m",
            "\u{9f}",
        ] {
            assert!(!accepts(|check| check.body("#/body", body)), "{body:?}");
        }
        assert!(accepts(
            |check| check.body("#/body", &"é".repeat(BODY_LIMIT))
        ));
        assert!(!accepts(
            |check| check.body("#/body", &"é".repeat(BODY_LIMIT + 1))
        ));
    }

    #[test]
    fn addresses_are_on_the_web_and_carry_no_password() {
        for url in [
            "https://example.org",
            "http://127.0.0.1:8080/a?b=c#d",
            "https://münchen.de/",
        ] {
            assert!(accepts(|check| check.url("#/url", url)), "{url:?}");
        }
        for url in [
            "",
            "javascript:alert(1)",
            "data:text/html,x",
            "//x.org",
            "https://a:b@c.org",
        ] {
            assert!(!accepts(|check| check.url("#/url", url)), "{url:?}");
        }
    }

    #[test]
    fn e_mail_addresses_have_two_parts() {
        for email in ["a@b", "ana.maria+x@example.org", "नेहा@उदाहरण.भारत"]
        {
            assert!(accepts(|check| check.email("#/email", email)), "{email:?}");
        }
        for email in [
            "", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\n", "<a@b>", "a@b,c@d",
        ] {
            let is_trimmed = email.ends_with('\n');
            assert_eq!(
                accepts(|check| check.email("#/email", email)),
                is_trimmed,
                "{email:?}"
            );
        }
    }

    #[test]
    fn language_tags_follow_their_grammar() {
        for lang in ["en", "pt-BR", "zh-Hans-CN", "sw"] {
            assert!(accepts(|check| check.lang("#/lang", lang)), "{lang:?}");
        }
        for lang in [
            "",
            "e",
            "en_US",
            "en-",
            "12",
            "english-language-of-the-world-today-x",
        ] {
            assert!(!accepts(|check| check.lang("#/lang", lang)), "{lang:?}");
        }
    }

    #[test]
    fn tags_become_lower_case_and_each_stays_once() {
        let tags = ["Visa", "visa", "remote work", "عمل", "c++"].map(str::to_owned);
        let mut check = Check::new();
        assert_eq!(
            check.tags("#/tags", &tags),
            ["visa", "remote-work", "عمل", "c++"]
        );
        assert!(check.finish().is_ok());
        assert!(!accepts(|check| check.tags("#/tags", &["a/b".to_owned()])));
        let many: Vec<_> = (0..11).map(|n| format!("t{n}")).collect();
        assert!(!accepts(|check| check.tags("#/tags", &many)));
    }
}
