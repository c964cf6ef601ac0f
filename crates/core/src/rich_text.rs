//! What others wrote, as a tree of the few elements that are allowed.
//!
//! HTML (parsed inert by the browser and walked by the client), Markdown and plain text all become
//! this tree through one [`Builder`], which keeps the caps; one renderer in the client turns it
//! into nodes. No HTML string is ever made from it.
//!
//! Addresses in the tree (`href`, `src`) are *unchecked* strings. The renderer parses each with the
//! browser and lets http, https and mailto through.

mod allowed;
mod builder;
mod excerpt;
mod link;
#[cfg(feature = "markdown")]
pub mod markdown;
mod marks;
mod tag;
pub mod text;
mod wire;

pub use allowed::{Kind, Rule, element_for};
pub use builder::{Builder, MAX_COLUMNS, MAX_DEPTH, MAX_IMAGES, MAX_NODES, MAX_TEXT};
pub use excerpt::{excerpt, shorten};
pub use marks::{needs_markdown, without_marks};
pub use tag::{Align, Tag};

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// Characters, to be shown as they are.
    Text(String),
    /// An element and what is in it.
    Element(Element),
}

/// An allowed element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    /// What it is, with its allowed attributes.
    pub tag: Tag,
    /// What is in it. Never deeper than [`MAX_DEPTH`], so walking it may recurse.
    pub children: Vec<Node>,
}

/// A text that is safe to render, and what was too much of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RichText {
    /// The text.
    pub nodes: Vec<Node>,
    /// What went over the caps, as plain text, to be shown on request.
    pub rest: Option<String>,
}

impl RichText {
    /// Whether something went over the caps.
    pub fn is_truncated(&self) -> bool {
        self.rest.is_some()
    }
}
