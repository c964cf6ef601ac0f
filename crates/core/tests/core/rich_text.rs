//! The builder: a tree of what is opened and closed, within the caps.

use baraza_core::rich_text::{
    Builder, MAX_COLUMNS, MAX_DEPTH, MAX_IMAGES, MAX_NODES, MAX_TEXT, Node, RichText, Tag,
};

use crate::plain_text::notation;

pub(crate) fn build(steps: impl FnOnce(&mut Builder)) -> RichText {
    let mut builder = Builder::new();
    steps(&mut builder);
    builder.finish()
}

fn count(nodes: &[Node]) -> usize {
    nodes
        .iter()
        .map(|node| match node {
            Node::Text(_) => 1,
            Node::Element(element) => 1 + count(&element.children),
        })
        .sum()
}

pub(crate) fn depth(nodes: &[Node]) -> usize {
    nodes
        .iter()
        .map(|node| match node {
            Node::Text(_) => 0,
            Node::Element(element) => 1 + depth(&element.children),
        })
        .max()
        .unwrap_or(0)
}

fn link(href: &str) -> Tag {
    Tag::A {
        href: href.to_owned(),
        title: None,
    }
}

#[test]
fn opening_and_closing_builds_a_tree() {
    let rich = build(|b| {
        b.open(Tag::P);
        b.text("a");
        b.text("b");
        b.open(Tag::Em);
        b.text("c");
        b.close();
        b.open(Tag::Br);
        b.text("nothing is in a void element");
        b.open(Tag::Em);
        b.close();
        b.close();
        b.text("d");
        b.close();
        b.close();
        b.close();
        b.text("after too many closes");
        b.open(Tag::P);
        b.text("left open");
    });
    let expected = "<p>ab<em>c</em><br>d</p>after too many closes<p>left open</p>";
    assert_eq!(notation(&rich.nodes), expected);
    assert!(!rich.is_truncated());
}

#[test]
fn a_link_in_a_link_is_unwrapped_and_a_link_without_address_is_none() {
    let rich = build(|b| {
        b.open(link("x"));
        b.text("a");
        b.open(link("y"));
        b.text("b");
        b.close();
        b.close();
        b.open(link(""));
        b.text("c");
        b.close();
        b.text("d");
    });
    assert_eq!(notation(&rich.nodes), "<a x>ab</a>cd");
}

#[test]
fn blanks_between_rows_and_items_are_no_nodes() {
    let rich = build(|b| {
        b.open(Tag::Ul);
        b.text("\n  ");
        b.open(Tag::Li);
        b.text(" a ");
        b.close();
        b.text("\n");
        b.close();
    });
    assert_eq!(notation(&rich.nodes), "<ul><li> a </li></ul>");
}

#[test]
fn too_much_text_goes_to_the_rest() {
    let rich = build(|b| {
        b.open(Tag::P);
        b.text(&"é".repeat(MAX_TEXT / 2 - 1));
        b.text("ab");
        b.text("cé");
        b.close();
        b.open(Tag::P);
        b.text("later");
        b.close();
    });
    assert_eq!(rich.rest.as_deref(), Some("cé\nlater"));
    let kept = notation(&rich.nodes);
    assert!(
        kept.ends_with("ab</p>") && kept.len() <= MAX_TEXT + 7,
        "{}",
        kept.len()
    );
}

#[test]
fn a_character_is_never_cut_in_two() {
    let rich = build(|b| {
        b.text(&"a".repeat(MAX_TEXT - 1));
        b.text("日本");
    });
    assert_eq!(rich.rest.as_deref(), Some("日本"));
}

#[test]
fn too_many_nodes_go_to_the_rest() {
    let rich = build(|b| {
        for at in 0..MAX_NODES {
            b.open(Tag::P);
            b.text(&at.to_string());
            b.close();
        }
    });
    assert_eq!(count(&rich.nodes), MAX_NODES);
    assert!(rich.rest.expect("a rest").ends_with("4998\n4999"));
}

#[test]
fn too_deep_elements_are_unwrapped_and_lose_nothing() {
    let rich = build(|b| {
        for _ in 0..5000 {
            b.open(Tag::Blockquote);
        }
        b.text("deep");
        for _ in 0..5000 {
            b.close();
        }
        b.text("after");
    });
    assert_eq!(depth(&rich.nodes), MAX_DEPTH);
    assert!(notation(&rich.nodes).contains("deep</blockquote>"));
    assert!(notation(&rich.nodes).ends_with("</blockquote>after"));
    assert!(!rich.is_truncated());
}

#[test]
fn too_many_images_become_their_text() {
    let rich = build(|b| {
        for _ in 0..=MAX_IMAGES {
            b.open(Tag::Img {
                src: "s".to_owned(),
                alt: "alt".to_owned(),
            });
            b.close();
        }
    });
    assert_eq!(notation(&rich.nodes).matches("<img").count(), MAX_IMAGES);
    assert!(notation(&rich.nodes).ends_with("alt"));
}

#[test]
fn too_many_columns_go_to_the_rest() {
    let rich = build(|b| {
        b.open(Tag::Table);
        for row in ["a", "b"] {
            b.open(Tag::Tr);
            for _ in 0..MAX_COLUMNS {
                b.open(Tag::Td { align: None });
                b.text(row);
                b.close();
            }
            b.open(Tag::Td { align: None });
            b.open(Tag::P);
            b.text("too far right");
            b.close();
            b.close();
            b.close();
        }
        b.close();
        b.text("after");
    });
    assert_eq!(
        notation(&rich.nodes).matches("<td>").count(),
        2 * MAX_COLUMNS
    );
    assert!(notation(&rich.nodes).ends_with("</table>after"));
    assert_eq!(rich.rest.as_deref(), Some("too far right\ntoo far right"));
}

#[test]
fn attributes_count_as_text_and_the_rest_has_an_end() {
    let mut builder = Builder::new();
    builder.open(link(&"x".repeat(MAX_TEXT + 1)));
    builder.text("the text of the link");
    builder.close();
    let mut steps = 0;
    while !builder.is_full() {
        builder.text(&"yé".repeat(10_000));
        steps += 1;
        assert!(steps < 1000, "it is never full");
    }
    let rich = builder.finish();
    assert!(rich.nodes.is_empty());
    let rest = rich.rest.expect("a rest");
    assert!(rest.starts_with("the text of the link") && rest.len() <= 1024 * 1024);
}
