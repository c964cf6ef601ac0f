//! The elements of the tree, each with the attributes it may have.

/// How a table's column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the left.
    Left,
    /// In the middle.
    Center,
    /// At the right.
    Right,
}

impl Align {
    /// The value of the attribute or CSS property.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Center => "center",
            Self::Right => "right",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        [Self::Left, Self::Center, Self::Right]
            .into_iter()
            .find(|align| align.as_str().eq_ignore_ascii_case(text.trim()))
    }
}

/// An allowed element with its attributes. The standard HTML element of the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of HTML")]
pub enum Tag {
    P,
    /// Any block without a meaning of its own: `div`, `section`, `article`.
    Div,
    Br,
    Hr,
    /// `h1` to `h6`.
    Heading(u8),
    Blockquote,
    Pre,
    Code {
        /// The programming language of a block.
        lang: Option<String>,
    },
    Em,
    Strong,
    Del,
    Ins,
    Sub,
    Sup,
    Kbd,
    Mark,
    Small,
    Q,
    Cite,
    Abbr {
        title: Option<String>,
    },
    Ul,
    Ol {
        start: Option<i64>,
    },
    Li,
    /// The box of a task list's item: a disabled checkbox.
    Task {
        checked: bool,
    },
    Dl,
    Dt,
    Dd,
    A {
        /// Unchecked: see the module's documentation.
        href: String,
        title: Option<String>,
    },
    Img {
        /// Unchecked: see the module's documentation.
        src: String,
        alt: String,
    },
    Table,
    Thead,
    Tbody,
    Tr,
    Th {
        align: Option<Align>,
    },
    Td {
        align: Option<Align>,
    },
    Details,
    Summary,
    Figure,
    Figcaption,
}

impl Tag {
    /// The HTML element's name; `input` for a [`Tag::Task`].
    pub fn name(&self) -> &'static str {
        self.kind().name()
    }

    /// Whether nothing can be in it.
    pub fn is_void(&self) -> bool {
        matches!(
            self,
            Self::Br | Self::Hr | Self::Task { .. } | Self::Img { .. }
        )
    }

    /// Whether it starts on a line of its own.
    pub fn is_block(&self) -> bool {
        !matches!(
            self,
            Self::Code { .. }
                | Self::Em
                | Self::Strong
                | Self::Del
                | Self::Ins
                | Self::Sub
                | Self::Sup
                | Self::Kbd
                | Self::Mark
                | Self::Small
                | Self::Q
                | Self::Cite
                | Self::Abbr { .. }
                | Self::Task { .. }
                | Self::A { .. }
                | Self::Img { .. }
        )
    }

    /// How many bytes of text its attributes hold.
    pub(super) fn weight(&self) -> usize {
        let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        match self {
            Self::A { href, title } => href.len() + length(title),
            Self::Img { src, alt } => src.len() + alt.len(),
            Self::Code { lang } => length(lang),
            Self::Abbr { title } => length(title),
            _ => 0,
        }
    }
}
