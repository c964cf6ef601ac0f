//! The browser's side of rich text: HTML in, nodes out, no string in between.
//!
//! HTML is parsed by the browser into a document that runs nothing, and walked with core's
//! allow-list into core's tree. The tree becomes new nodes in the page, the same way for every
//! markup. Addresses are checked here, on the parsed URL, right before they are set.

use baraza_core::rich_text::{
    Align, Builder, Element as Branch, Node, RichText, Rule, Tag, element_for,
};
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{Document, Element, Url};

/// The element that a text is put into.
pub type Host = Element;

/// The namespace of HTML elements; others (SVG, `MathML`) are dropped.
const HTML: &str = "http://www.w3.org/1999/xhtml";

/// Elements nested deeper are not looked into. The browser's own parser stops at 512.
const DEPTH: u32 = 600;

/// Reads HTML into the tree of what is allowed.
pub fn parse_html(html: &str) -> RichText {
    let mut builder = Builder::new();
    let body = super::boot::parse_inert(html)
        .ok()
        .and_then(|document| document.body());
    if let Some(body) = body {
        walk(&body, &mut builder, 0);
    } else {
        builder.text(&baraza_core::html::to_text(html));
    }
    builder.finish()
}

fn walk(parent: &web_sys::Node, builder: &mut Builder, depth: u32) {
    if depth > DEPTH {
        return;
    }
    let mut next = parent.first_child();
    while let Some(node) = next {
        next = node.next_sibling();
        match node.node_type() {
            web_sys::Node::TEXT_NODE => {
                builder.text(&node.node_value().unwrap_or_default());
            }
            // The node is of another realm, where a checked cast says no to everything.
            web_sys::Node::ELEMENT_NODE => enter(node.unchecked_ref(), builder, depth),
            _ => {}
        }
    }
}

fn enter(element: &Element, builder: &mut Builder, depth: u32) {
    if element.namespace_uri().as_deref() != Some(HTML) {
        return;
    }
    match element_for(&element.local_name()) {
        Rule::Keep(kind) => {
            if let Some(tag) = kind.tag(&mut |name| element.get_attribute(name)) {
                builder.open(tag);
                walk(element, builder, depth + 1);
                builder.close();
            }
        }
        Rule::Unwrap => walk(element, builder, depth + 1),
        Rule::Drop => {}
    }
}

/// Replaces the content of an element by a text.
pub fn fill(host: &Host, text: &RichText, loads_images: bool) {
    host.set_text_content(None);
    let Some(document) = host.owner_document() else {
        return;
    };
    let page = Page {
        document,
        loads_images,
    };
    for node in &text.nodes {
        page.append(host, node);
    }
    if let Some(rest) = &text.rest {
        page.append_rest(host, rest);
    }
}

/// The document to make nodes in, and what the reader wants of it.
#[derive(Clone)]
struct Page {
    document: Document,
    loads_images: bool,
}

impl Page {
    fn append(&self, parent: &Element, node: &Node) {
        match node {
            Node::Text(text) => {
                let _ = parent.append_child(&self.document.create_text_node(text));
            }
            Node::Element(branch) => {
                if let Some(element) = self.element(branch) {
                    let _ = parent.append_child(&element);
                }
            }
        }
    }

    fn element(&self, branch: &Branch) -> Option<Element> {
        let element = match &branch.tag {
            Tag::A { href, title } => self.link(href, title.as_deref())?,
            Tag::Img { src, alt } => return self.image(src, alt),
            Tag::Heading(level) => {
                // The page has its own headings; those of a text stand below them.
                let element = self.create("p")?;
                set(&element, "role", "heading");
                set(&element, "aria-level", &(u32::from(*level) + 2).to_string());
                element
            }
            Tag::Table => {
                let scroller = self.create("div")?;
                set(&scroller, "class", "table-scroll");
                set(&scroller, "tabindex", "0");
                set(&scroller, "role", "group");
                set(&scroller, "aria-label", "Table");
                let table = self.create("table")?;
                self.append_all(&table, &branch.children);
                let _ = scroller.append_child(&table);
                return Some(scroller);
            }
            Tag::Pre => {
                let element = self.create("pre")?;
                set(&element, "tabindex", "0");
                element
            }
            Tag::Task { checked } => {
                let element = self.create("span")?;
                set(&element, "class", "task");
                set(&element, "role", "img");
                set(
                    &element,
                    "aria-label",
                    if *checked { "done" } else { "to do" },
                );
                element.set_text_content(Some(if *checked { "☑" } else { "☐" }));
                return Some(element);
            }
            tag => {
                let element = self.create(tag.name())?;
                set_attributes(&element, tag);
                element
            }
        };
        self.append_all(&element, &branch.children);
        Some(element)
    }

    fn append_all(&self, parent: &Element, nodes: &[Node]) {
        for node in nodes {
            self.append(parent, node);
        }
    }

    /// A link, or a plain span when its address is not one to follow.
    fn link(&self, href: &str, title: Option<&str>) -> Option<Element> {
        let Some(href) = safe_address(href, &["http:", "https:", "mailto:"]) else {
            return self.create("span");
        };
        let element = self.create("a")?;
        set(&element, "href", &href);
        set(&element, "rel", "nofollow ugc noopener noreferrer");
        set(&element, "target", "_blank");
        if let Some(title) = title {
            set(&element, "title", title);
        }
        Some(element)
    }

    /// An image, or a button that loads it: a reader decides what a slow link is spent on.
    fn image(&self, src: &str, alt: &str) -> Option<Element> {
        let Some(src) = image_address(src) else {
            let element = self.create("span")?;
            element.set_text_content(Some(alt));
            return Some(element);
        };
        if self.loads_images {
            return self.loaded_image(&src, alt);
        }
        let button = self.create("button")?;
        set(&button, "type", "button");
        set(&button, "class", "image-placeholder");
        let label = if alt.is_empty() { "Show image" } else { alt };
        button.set_text_content(Some(label));
        set(&button, "aria-label", &format!("Show image: {label}"));
        let (page, target, alt) = (self.clone(), button.clone(), alt.to_owned());
        let load = Closure::once_into_js(move || {
            if let Some(image) = page.loaded_image(&src, &alt) {
                let _ = target.replace_with_with_node_1(&image);
            }
        });
        let _ = button.add_event_listener_with_callback("click", load.unchecked_ref());
        Some(button)
    }

    fn loaded_image(&self, src: &str, alt: &str) -> Option<Element> {
        let image = self.create("img")?;
        set(&image, "loading", "lazy");
        set(&image, "decoding", "async");
        set(&image, "referrerpolicy", "no-referrer");
        set(&image, "alt", alt);
        set(&image, "src", src);
        Some(image)
    }

    /// What was too much for the caps: folded, as plain text.
    fn append_rest(&self, host: &Element, rest: &str) {
        let (Some(details), Some(summary), Some(text)) = (
            self.create("details"),
            self.create("summary"),
            self.create("pre"),
        ) else {
            return;
        };
        summary.set_text_content(Some("Show the rest as plain text"));
        text.set_text_content(Some(rest));
        let _ = details.append_child(&summary);
        let _ = details.append_child(&text);
        let _ = host.append_child(&details);
    }

    fn create(&self, name: &str) -> Option<Element> {
        self.document.create_element(name).ok()
    }
}

fn set_attributes(element: &Element, tag: &Tag) {
    match tag {
        Tag::Ol { start: Some(start) } => set(element, "start", &start.to_string()),
        Tag::Abbr { title: Some(title) } => set(element, "title", title),
        Tag::Th { align: Some(align) } | Tag::Td { align: Some(align) } => {
            let name = match align {
                Align::Left => "left",
                Align::Center => "center",
                Align::Right => "right",
            };
            set(element, "data-align", name);
        }
        _ => {}
    }
}

fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

/// An image is asked for over https, whatever the address says: the page allows nothing else, but
/// for a server on this very device.
fn image_address(src: &str) -> Option<String> {
    let url = Url::new(&safe_address(src, &["http:", "https:"])?).ok()?;
    if !matches!(url.hostname().as_str(), "127.0.0.1" | "localhost" | "[::1]") {
        url.set_protocol("https:");
    }
    Some(url.href())
}

/// The address as the browser understands it, if it is absolute and of an allowed scheme.
fn safe_address(address: &str, schemes: &[&str]) -> Option<String> {
    let url = Url::new(address.trim()).ok()?;
    schemes
        .contains(&url.protocol().as_str())
        .then(|| url.href())
}
