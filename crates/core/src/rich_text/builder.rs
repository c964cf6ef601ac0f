//! Builds the tree and keeps it within the caps.
//!
//! A source of text calls [`Builder::open`], [`Builder::text`] and [`Builder::close`] in document
//! order; every `open` is paired with one `close`, for void elements too. Too deep elements are
//! unwrapped, too many images become their text, and from the point where the text or the number
//! of nodes is too much, everything goes to [`RichText::rest`] as plain text.

use super::{Element, Node, RichText, Tag, link};

/// The most bytes of text, attributes included.
pub const MAX_TEXT: usize = 256 * 1024;
/// The deepest nesting of elements.
pub const MAX_DEPTH: usize = 64;
/// The most nodes.
pub const MAX_NODES: usize = 5_000;
/// The most images.
pub const MAX_IMAGES: usize = 100;
/// The most cells in a row of a table.
pub const MAX_COLUMNS: usize = 64;
/// The most that is kept of what went over the caps.
const MAX_REST: usize = 1024 * 1024;

/// Makes a [`RichText`].
#[derive(Debug)]
pub struct Builder {
    /// The open elements; the first is the root. Never empty.
    open: Vec<Frame>,
    root: Vec<Node>,
    depth: usize,
    text: usize,
    nodes: usize,
    images: usize,
    /// Everything that comes goes to `rest`.
    over: bool,
    /// How many of the open elements go to `rest`.
    skipped: usize,
    rest: Option<String>,
}

#[derive(Debug)]
struct Frame {
    kind: FrameKind,
    children: Vec<Node>,
    columns: usize,
}

#[derive(Debug)]
enum FrameKind {
    /// An element of the tree.
    Element(Tag),
    /// An element that is left out; its contents belong to the one around it.
    Unwrapped,
    /// An element whose text goes to the rest.
    Skipped,
    /// A void element: what is in it is dropped.
    Void,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new()
    }
}

impl Builder {
    /// Starts an empty text.
    pub fn new() -> Self {
        Self {
            open: Vec::new(),
            root: Vec::new(),
            depth: 0,
            text: 0,
            nodes: 0,
            images: 0,
            over: false,
            skipped: 0,
            rest: None,
        }
    }

    /// Opens an element.
    pub fn open(&mut self, tag: Tag) {
        let kind = self.admit(tag);
        match &kind {
            FrameKind::Element(_) => self.depth += 1,
            FrameKind::Skipped => self.skipped += 1,
            FrameKind::Unwrapped | FrameKind::Void => {}
        }
        self.open.push(Frame {
            kind,
            children: Vec::new(),
            columns: 0,
        });
    }

    /// Closes the element opened last. Without one, nothing happens.
    pub fn close(&mut self) {
        let Some(frame) = self.open.pop() else { return };
        match frame.kind {
            FrameKind::Element(tag) => {
                self.depth -= 1;
                if matches!(&tag, Tag::A { href, .. } if href.is_empty()) {
                    self.adopt(frame.children);
                } else {
                    let children = frame.children;
                    self.children()
                        .push(Node::Element(Element { tag, children }));
                }
            }
            FrameKind::Unwrapped => self.adopt(frame.children),
            FrameKind::Skipped => {
                self.skipped -= 1;
                self.rest_break();
            }
            FrameKind::Void => {}
        }
    }

    /// Adds characters.
    pub fn text(&mut self, text: &str) {
        if self.over || self.skipped > 0 {
            self.add_rest(text);
            return;
        }
        let in_void = matches!(
            self.open.last().map(|frame| &frame.kind),
            Some(FrameKind::Void)
        );
        if in_void || text.is_empty() || self.ignores(text) {
            return;
        }
        let room = MAX_TEXT.saturating_sub(self.text);
        let fits = floor_char_boundary(text, room);
        let (kept, rest) = text.split_at_checked(fits).unwrap_or((text, ""));
        if !kept.is_empty() && self.push_text(kept) {
            self.text += kept.len();
        } else if !kept.is_empty() {
            self.over = true;
            self.add_rest(text);
            return;
        }
        if !rest.is_empty() {
            self.over = true;
            self.add_rest(rest);
        }
    }

    /// Adds characters, making links of the web addresses in them (not inside of links and code).
    pub fn linked_text(&mut self, text: &str) {
        let plain = self.open.iter().any(|frame| {
            matches!(
                frame.kind,
                FrameKind::Element(Tag::A { .. } | Tag::Pre | Tag::Code { .. })
            )
        });
        let mut rest = text;
        while let Some((before, address, after)) = link::split(rest).filter(|_| !plain) {
            self.text(before);
            self.open(Tag::A {
                href: address.to_owned(),
                title: None,
            });
            self.text(address);
            self.close();
            rest = after;
        }
        self.text(rest);
    }

    /// Whether nothing more is taken, not even as rest: the source may stop.
    pub fn is_full(&self) -> bool {
        self.rest
            .as_ref()
            .is_some_and(|rest| rest.len() >= MAX_REST)
    }

    /// How many bytes of text and attributes the tree and the rest hold by now.
    #[cfg(feature = "markdown")]
    pub(super) fn weight(&self) -> usize {
        self.text + self.rest.as_ref().map_or(0, String::len)
    }

    /// Closes what is open and hands the text over.
    pub fn finish(mut self) -> RichText {
        while !self.open.is_empty() {
            self.close();
        }
        let rest = self
            .rest
            .map(|rest| rest.trim().to_owned())
            .filter(|rest| !rest.is_empty());
        RichText {
            nodes: self.root,
            rest,
        }
    }

    /// Decides what becomes of an element, and counts it.
    fn admit(&mut self, tag: Tag) -> FrameKind {
        if matches!(
            self.open.last().map(|frame| &frame.kind),
            Some(FrameKind::Void)
        ) {
            return FrameKind::Void;
        }
        if self.over || self.skipped > 0 {
            if tag.is_block() {
                self.rest_break();
            }
            if let Tag::Img { alt, .. } = &tag {
                self.add_rest(alt);
            }
            return if tag.is_void() {
                FrameKind::Void
            } else {
                FrameKind::Skipped
            };
        }
        if matches!(tag, Tag::Th { .. } | Tag::Td { .. }) && !self.next_column() {
            return FrameKind::Skipped;
        }
        if let Tag::Img { alt, .. } = &tag {
            if self.images >= MAX_IMAGES {
                self.text(alt);
                return FrameKind::Void;
            }
            self.images += 1;
        }
        if self.text + tag.weight() > MAX_TEXT || self.nodes >= MAX_NODES {
            self.over = true;
            return self.admit(tag);
        }
        let nested_link = matches!(tag, Tag::A { .. }) && self.is_in_link();
        if !tag.is_void() && (nested_link || self.depth >= MAX_DEPTH) {
            return FrameKind::Unwrapped;
        }
        self.text += tag.weight();
        self.nodes += 1;
        if tag.is_void() {
            self.children().push(Node::Element(Element {
                tag,
                children: Vec::new(),
            }));
            return FrameKind::Void;
        }
        FrameKind::Element(tag)
    }

    fn is_in_link(&self) -> bool {
        self.open
            .iter()
            .any(|frame| matches!(frame.kind, FrameKind::Element(Tag::A { .. })))
    }

    /// Counts a cell in its row; `false`: there are too many.
    fn next_column(&mut self) -> bool {
        self.open.last_mut().is_none_or(|row| {
            row.columns += 1;
            row.columns <= MAX_COLUMNS
        })
    }

    /// The list that new nodes go to.
    fn children(&mut self) -> &mut Vec<Node> {
        match self.open.last_mut() {
            Some(frame) => &mut frame.children,
            None => &mut self.root,
        }
    }

    /// Takes over the contents of an unwrapped element.
    fn adopt(&mut self, nodes: Vec<Node>) {
        for node in nodes {
            match node {
                Node::Text(text) => {
                    // It was counted when it came; it may join the text before it.
                    self.nodes = self.nodes.saturating_sub(1);
                    if !self.ignores(&text) {
                        self.push_text(&text);
                    }
                }
                element @ Node::Element(_) => self.children().push(element),
            }
        }
    }

    /// Whether a text is only blanks between elements that hold no text themselves.
    fn ignores(&self, text: &str) -> bool {
        let holds_none = matches!(
            self.open.last().map(|frame| &frame.kind),
            Some(FrameKind::Element(
                Tag::Ul | Tag::Ol { .. } | Tag::Dl | Tag::Table | Tag::Thead | Tag::Tbody | Tag::Tr,
            ))
        );
        holds_none && text.trim().is_empty()
    }

    /// Joins text to the text before it, or adds a node. `false`: there are too many nodes.
    fn push_text(&mut self, text: &str) -> bool {
        if let Some(Node::Text(before)) = self.children().last_mut() {
            before.push_str(text);
            return true;
        }
        if self.nodes >= MAX_NODES {
            return false;
        }
        self.nodes += 1;
        self.children().push(Node::Text(text.to_owned()));
        true
    }

    fn add_rest(&mut self, text: &str) {
        let rest = self.rest.get_or_insert_default();
        let fits = floor_char_boundary(text, MAX_REST.saturating_sub(rest.len()));
        rest.push_str(text.get(..fits).unwrap_or(""));
        if fits < text.len() && rest.len() < MAX_REST {
            // Less than one character is left: fill it, so that the cap counts as reached.
            rest.extend(std::iter::repeat_n(' ', MAX_REST - rest.len()));
        }
    }

    /// Starts a new line in the rest.
    fn rest_break(&mut self) {
        if self
            .rest
            .as_ref()
            .is_some_and(|rest| !rest.is_empty() && !rest.ends_with('\n'))
        {
            self.add_rest("\n");
        }
    }
}

/// The largest index up to `at` where a character starts.
pub(super) fn floor_char_boundary(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    (0..=at)
        .rev()
        .find(|&index| text.is_char_boundary(index))
        .unwrap_or(0)
}
