//! A text of somebody, with its markup.

use baraza_core::{
    model::{Body, Format},
    rich_text::{self, RichText},
};
use leptos::prelude::*;

use crate::{
    platform::{markdown, rich_text as nodes},
    state::{markdown::use_markdown, prefs::use_prefs},
};

/// Shows a text. Markdown shows as it was written until its parser is here.
#[component]
pub fn RichTextView(
    /// The text.
    body: Body,
    /// Its language.
    #[prop(optional_no_strip)]
    lang: Option<String>,
) -> impl IntoView {
    let markdown = use_markdown();
    let prefs = use_prefs();
    let needs_module = body.format == Format::Markdown && rich_text::needs_markdown(&body.text);
    move || {
        let is_parsed = !needs_module || markdown.is_here();
        let loads_images = prefs.loads_images();
        let tree = parse(&body, is_parsed);
        html! {
            <div
                class="prose"
                dir="auto"
                lang=lang.clone()
                use:fill=(tree, loads_images)
            ></div>
        }
    }
}

fn parse(body: &Body, with_module: bool) -> RichText {
    match body.format {
        Format::Html => nodes::parse_html(&body.text),
        Format::Markdown if with_module => {
            markdown::parse(&body.text).unwrap_or_else(|| rich_text::text::prose(&body.text))
        }
        Format::Markdown => rich_text::text::prose(&body.text),
        Format::Text => rich_text::text::parse(&body.text),
    }
}

/// Puts the tree into its element, as new nodes.
fn fill(element: nodes::Host, (tree, loads_images): (RichText, bool)) {
    nodes::fill(&element, &tree, loads_images);
}
