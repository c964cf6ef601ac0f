//! HTML as plain text, plain text as rich text, excerpts.

use std::fmt::Write as _;

use baraza_core::{
    html,
    rich_text::{
        Element, Node, RichText, Tag, excerpt, needs_markdown, shorten, text, without_marks,
    },
};

/// A tree in a short notation: `<p>text<br></p>`.
pub(crate) fn notation(nodes: &[Node]) -> String {
    let mut out = String::new();
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Element(Element { tag, children }) => {
                let attributes = match tag {
                    Tag::A { href, title: None } => format!(" {href}"),
                    Tag::A {
                        href,
                        title: Some(title),
                    } => format!(" {href} “{title}”"),
                    Tag::Img { src, alt } => format!(" {src} “{alt}”"),
                    Tag::Code { lang: Some(lang) } => format!(" {lang}"),
                    Tag::Ol { start: Some(start) } => format!(" {start}"),
                    Tag::Task { checked: true } => " x".to_owned(),
                    Tag::Th { align: Some(align) } | Tag::Td { align: Some(align) } => {
                        format!(" {}", align.as_str())
                    }
                    _ => String::new(),
                };
                let name = tag.name();
                let _ = write!(out, "<{name}{attributes}>");
                if !tag.is_void() {
                    out.push_str(&notation(children));
                    let _ = write!(out, "</{name}>");
                }
            }
        }
    }
    out
}

#[test]
fn character_references_become_characters() {
    let cases = [
        ("", ""),
        ("A &#8211; B", "A – B"),
        ("&lt;b&gt; &amp;amp; &quot;&apos;", "<b> &amp; \"'"),
        ("&eacute;&Eacute;&nbsp;&yuml;&szlig;", "éÉ\u{a0}ÿß"),
        ("&hellip;&rsquo;&euro;&mdash;", "…’€—"),
        ("&#x1F600;&#X1f600;", "😀😀"),
        ("&#150;", "–"),
        ("&#0;&#xD800;&#x110000;", "\u{fffd}\u{fffd}\u{fffd}"),
        (
            "AT&T; & &; &unknown; &#; &#x; &amp",
            "AT&T; & &; &unknown; &#; &#x; &amp",
        ),
        ("&é;", "&é;"),
        (
            "&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa;",
            "&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa;",
        ),
    ];
    for (input, expected) in cases {
        assert_eq!(html::decode(input), expected, "of `{input}`");
    }
}

#[test]
fn html_becomes_the_text_that_one_would_read() {
    let cases = [
        ("<p>One</p>\n<p>two <b>bold</b></p>", "One\n\ntwo bold"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>x</li><li>y</li></ul>z", "x\ny\n\nz"),
        ("  many   \n blanks ", "many blanks"),
        ("<pre>a\n  b</pre>c", "a\n  b\n\nc"),
        ("<script>alert('</b>')</script>x<style>p{}</style>", "x"),
        ("<SCRIPT>x</sCript >y", "y"),
        ("<!-- <p>no</p> -->yes", "yes"),
        ("<!doctype html><title>t</title>x", "x"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("<a title=\"a>b\">x</a>", "x"),
        ("a<b", "a"),
        ("a<!--", "a"),
        ("<script>never closed", ""),
        ("&lt;p&gt;text", "<p>text"),
        ("<td>a</td><td>b</td>", "a b"),
    ];
    for (input, expected) in cases {
        assert_eq!(html::to_text(input), expected, "of `{input}`");
    }
}

#[test]
fn plain_text_keeps_its_lines_and_gets_its_links() {
    let cases = [
        ("", ""),
        ("one\ntwo\n\n\nthree", "<p>one<br>two</p><p>three</p>"),
        ("a\r\nb\rc", "<p>a<br>b<br>c</p>"),
        ("  indented", "<p>  indented</p>"),
        (
            "see https://example.org/a_b?c=d#e.",
            "<p>see <a https://example.org/a_b?c=d#e>https://example.org/a_b?c=d#e</a>.</p>",
        ),
        (
            "(http://example.org/x_(y)), ok",
            "<p>(<a http://example.org/x_(y)>http://example.org/x_(y)</a>), ok</p>",
        ),
        (
            "<https://a.example>",
            "<p><<a https://a.example>https://a.example</a>></p>",
        ),
        (
            "https:// http://. xhttps://a.example",
            "<p>https:// http://. xhttps://a.example</p>",
        ),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        (
            "http https://é.example/ü",
            "<p>http <a https://é.example/ü>https://é.example/ü</a></p>",
        ),
        ("<b>not bold</b>", "<p><b>not bold</b></p>"),
    ];
    for (input, expected) in cases {
        let RichText { nodes, rest } = text::parse(input);
        assert_eq!(notation(&nodes), expected, "of `{input}`");
        assert_eq!(rest, None);
    }
}

#[test]
fn only_texts_with_marks_need_the_parser() {
    let plain = [
        "",
        "A sentence. Another one, with (brackets) and \"quotes\" - and a dash!",
        "Two\nlines.\n\nAnd a paragraph?",
        "Habari za asubuhi, مرحبا, नमस्ते",
        "It costs 3.50 or 100%",
        "see https://example.org/a/b",
    ];
    for text in plain {
        assert!(!needs_markdown(text), "`{text}`");
    }
    let marked = [
        "*emphasis*",
        "snake_case",
        "`code`",
        "~~gone~~",
        "[a](b)",
        "<https://a.example>",
        "# title",
        "a|b",
        "back\\slash",
        "&amp;",
        "title\n===",
        "title\n---",
        "- item",
        "+ item",
        "  - item",
        "1. item",
        "12) item",
        "> quote",
        "    code",
        "a\ttab",
        "hard break  \nline",
    ];
    for text in marked {
        assert!(needs_markdown(text), "`{text}`");
    }
}

#[test]
fn excerpts_are_cut_at_words_and_never_too_long() {
    let cases = [
        ("short", 10, "short"),
        ("exactly ten", 11, "exactly ten"),
        ("one two three four", 13, "one two…"),
        ("one two three four", 14, "one two three…"),
        ("Donaudampfschifffahrt", 10, "Donaudamp…"),
        ("  blanks \n\n and\tlines ", 30, "blanks and lines"),
        ("日本語のテキスト", 4, "日本語…"),
        ("x", 0, "…"),
        ("", 0, ""),
    ];
    for (input, length, expected) in cases {
        let cut = shorten(input, length);
        assert_eq!(cut, expected, "of `{input}` at {length}");
        assert!(
            length == 0 || cut.chars().count() <= length,
            "`{cut}` at {length}"
        );
    }
    let nodes = text::parse("First line\nsecond line\n\nthird").nodes;
    assert_eq!(excerpt(&nodes, 100), "First line second line third");
}

#[test]
fn marks_are_left_out_of_excerpts() {
    let source = "# Title\n\n> *quoted* **text** with `code`\n\n- [a link](https://x.example) ![pic](y)\n```\nlet x;\n```\n2 \\* 3!";
    let expected = "Title quoted text with code a link pic let x; 2 * 3!";
    assert_eq!(shorten(&without_marks(source), 200), expected);
}
