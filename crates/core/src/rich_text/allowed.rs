//! The HTML allow-list, as data.
//!
//! A walker asks [`element_for`] about each element of the HTML namespace; elements of any other
//! namespace are dropped by the walker itself. What is not named here is unwrapped: its contents
//! stay. What could carry behaviour, or text that is not meant to be read, is dropped whole.

use super::{Align, Tag};

/// What to do with an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Keep it, as what [`Kind::tag`] makes of its attributes.
    Keep(Kind),
    /// Keep only its contents.
    Unwrap,
    /// Leave it out, with its contents.
    Drop,
}

macro_rules! kinds {
    ($($kind:ident = $name:literal),+ $(,)?) => {
        /// An allowed element without its attributes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the names are those of HTML")]
        pub enum Kind {
            $($kind,)+
            /// `h1` to `h6`.
            Heading(u8),
        }

        impl Kind {
            const ALL: &[(Self, &str)] = &[$((Self::$kind, $name)),+];
        }
    };
}

kinds! {
    P = "p", Div = "div", Br = "br", Hr = "hr", Blockquote = "blockquote",
    Pre = "pre", Code = "code", Em = "em", Strong = "strong", Del = "del", Ins = "ins",
    Sub = "sub", Sup = "sup", Kbd = "kbd", Mark = "mark", Small = "small", Q = "q", Cite = "cite",
    Abbr = "abbr", Ul = "ul", Ol = "ol", Li = "li", Task = "input", Dl = "dl", Dt = "dt",
    Dd = "dd", A = "a", Img = "img", Table = "table", Thead = "thead", Tbody = "tbody", Tr = "tr",
    Th = "th", Td = "td", Details = "details", Summary = "summary", Figure = "figure",
    Figcaption = "figcaption",
}

/// Elements that are shown as another, allowed one.
const SYNONYMS: &[(&str, Kind)] = &[
    ("address", Kind::Div),
    ("article", Kind::Div),
    ("aside", Kind::Div),
    ("b", Kind::Strong),
    ("center", Kind::Div),
    ("dfn", Kind::Em),
    ("footer", Kind::Div),
    ("header", Kind::Div),
    ("i", Kind::Em),
    ("main", Kind::Div),
    ("nav", Kind::Div),
    ("s", Kind::Del),
    ("samp", Kind::Code),
    ("section", Kind::Div),
    ("strike", Kind::Del),
    ("tfoot", Kind::Tbody),
    ("tt", Kind::Code),
    ("var", Kind::Em),
];

/// Elements that go with all that is in them, sorted.
const DROPPED: &[&str] = &[
    "applet",
    "area",
    "audio",
    "base",
    "basefont",
    "bgsound",
    "canvas",
    "datalist",
    "dialog",
    "embed",
    "fencedframe",
    "frame",
    "frameset",
    "head",
    "iframe",
    "link",
    "map",
    "math",
    "meta",
    "meter",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "optgroup",
    "option",
    "param",
    "plaintext",
    "portal",
    "progress",
    "script",
    "select",
    "slot",
    "source",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "track",
    "video",
    "xmp",
];

/// The rule for an HTML element, by its local name in lower case.
pub fn element_for(local_name: &str) -> Rule {
    if let Some(kind) = Kind::by_name(local_name) {
        return Rule::Keep(kind);
    }
    match SYNONYMS.iter().find(|(name, _)| *name == local_name) {
        Some((_, kind)) => Rule::Keep(*kind),
        None if DROPPED.binary_search(&local_name).is_ok() => Rule::Drop,
        None => Rule::Unwrap,
    }
}

impl Kind {
    /// The HTML element's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Heading(..=1) => "h1",
            Self::Heading(2) => "h2",
            Self::Heading(3) => "h3",
            Self::Heading(4) => "h4",
            Self::Heading(5) => "h5",
            Self::Heading(_) => "h6",
            _ => Self::ALL
                .iter()
                .find(|(kind, _)| *kind == self)
                .map_or("", |(_, name)| name),
        }
    }

    pub(super) fn by_name(name: &str) -> Option<Self> {
        if let [b'h', level @ b'1'..=b'6'] = name.as_bytes() {
            return Some(Self::Heading(level - b'0'));
        }
        Self::ALL
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(kind, _)| *kind)
    }

    /// Makes the element, asking `attribute` for the values of the few attributes it may have.
    ///
    /// `None`: it is not allowed with these attributes; leave it out with its contents.
    pub fn tag(self, attribute: &mut dyn FnMut(&str) -> Option<String>) -> Option<Tag> {
        Some(match self {
            Self::P => Tag::P,
            Self::Div => Tag::Div,
            Self::Br => Tag::Br,
            Self::Hr => Tag::Hr,
            Self::Heading(level) => Tag::Heading(level.clamp(1, 6)),
            Self::Blockquote => Tag::Blockquote,
            Self::Pre => Tag::Pre,
            Self::Code => Tag::Code {
                lang: attribute("class").and_then(|class| language(&class)),
            },
            Self::Em => Tag::Em,
            Self::Strong => Tag::Strong,
            Self::Del => Tag::Del,
            Self::Ins => Tag::Ins,
            Self::Sub => Tag::Sub,
            Self::Sup => Tag::Sup,
            Self::Kbd => Tag::Kbd,
            Self::Mark => Tag::Mark,
            Self::Small => Tag::Small,
            Self::Q => Tag::Q,
            Self::Cite => Tag::Cite,
            Self::Abbr => Tag::Abbr {
                title: attribute("title"),
            },
            Self::Ul => Tag::Ul,
            Self::Ol => Tag::Ol {
                start: attribute("start").and_then(|at| at.trim().parse().ok()),
            },
            Self::Li => Tag::Li,
            Self::Task => {
                let is_box = attribute("type")?.trim().eq_ignore_ascii_case("checkbox");
                is_box.then(|| Tag::Task {
                    checked: attribute("checked").is_some(),
                })?
            }
            Self::Dl => Tag::Dl,
            Self::Dt => Tag::Dt,
            Self::Dd => Tag::Dd,
            Self::A => Tag::A {
                href: attribute("href").unwrap_or_default(),
                title: attribute("title"),
            },
            Self::Img => Tag::Img {
                src: attribute("src")?,
                alt: attribute("alt").unwrap_or_default(),
            },
            Self::Table => Tag::Table,
            Self::Thead => Tag::Thead,
            Self::Tbody => Tag::Tbody,
            Self::Tr => Tag::Tr,
            Self::Th => Tag::Th {
                align: align(attribute),
            },
            Self::Td => Tag::Td {
                align: align(attribute),
            },
            Self::Details => Tag::Details,
            Self::Summary => Tag::Summary,
            Self::Figure => Tag::Figure,
            Self::Figcaption => Tag::Figcaption,
        })
    }
}

impl Tag {
    /// The element without its attributes.
    pub fn kind(&self) -> Kind {
        match self {
            Self::P => Kind::P,
            Self::Div => Kind::Div,
            Self::Br => Kind::Br,
            Self::Hr => Kind::Hr,
            Self::Heading(level) => Kind::Heading(*level),
            Self::Blockquote => Kind::Blockquote,
            Self::Pre => Kind::Pre,
            Self::Code { .. } => Kind::Code,
            Self::Em => Kind::Em,
            Self::Strong => Kind::Strong,
            Self::Del => Kind::Del,
            Self::Ins => Kind::Ins,
            Self::Sub => Kind::Sub,
            Self::Sup => Kind::Sup,
            Self::Kbd => Kind::Kbd,
            Self::Mark => Kind::Mark,
            Self::Small => Kind::Small,
            Self::Q => Kind::Q,
            Self::Cite => Kind::Cite,
            Self::Abbr { .. } => Kind::Abbr,
            Self::Ul => Kind::Ul,
            Self::Ol { .. } => Kind::Ol,
            Self::Li => Kind::Li,
            Self::Task { .. } => Kind::Task,
            Self::Dl => Kind::Dl,
            Self::Dt => Kind::Dt,
            Self::Dd => Kind::Dd,
            Self::A { .. } => Kind::A,
            Self::Img { .. } => Kind::Img,
            Self::Table => Kind::Table,
            Self::Thead => Kind::Thead,
            Self::Tbody => Kind::Tbody,
            Self::Tr => Kind::Tr,
            Self::Th { .. } => Kind::Th,
            Self::Td { .. } => Kind::Td,
            Self::Details => Kind::Details,
            Self::Summary => Kind::Summary,
            Self::Figure => Kind::Figure,
            Self::Figcaption => Kind::Figcaption,
        }
    }
}

fn align(attribute: &mut dyn FnMut(&str) -> Option<String>) -> Option<Align> {
    attribute("align").and_then(|value| Align::parse(&value))
}

/// The language named by a class such as `language-rust`, kept only when it is a plain word.
fn language(class: &str) -> Option<String> {
    let name = class.split_ascii_whitespace().find_map(|word| {
        word.strip_prefix("language-")
            .or_else(|| word.strip_prefix("lang-"))
    })?;
    plain_language(name)
}

pub(super) fn plain_language(name: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"+-#._".contains(&byte);
    (!name.is_empty() && name.len() <= 32 && name.bytes().all(plain)).then(|| name.to_owned())
}
