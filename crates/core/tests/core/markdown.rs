//! Markdown: what it becomes, and what it must not become.

use std::time::Instant;

use baraza_core::rich_text::{Node, RichText, markdown, needs_markdown, text};

use crate::{plain_text::notation, support::Random};

fn read(source: &str) -> String {
    notation(&markdown::parse(source).nodes)
}

#[test]
fn marks_become_elements() {
    let cases = [
        ("", ""),
        ("plain", "<p>plain</p>"),
        (
            "*a* **b** ~~c~~ `d`",
            "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>",
        ),
        ("one\ntwo", "<p>one\ntwo</p>"),
        ("one  \ntwo", "<p>one<br>two</p>"),
        ("one\\\ntwo", "<p>one<br>two</p>"),
        ("# One\n###### Six", "<h1>One</h1><h6>Six</h6>"),
        (
            "> quoted\n\nafter",
            "<blockquote><p>quoted</p></blockquote><p>after</p>",
        ),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("7) a", "<ol 7><li>a</li></ol>"),
        (
            "- [x] done\n- [ ] open",
            "<ul><li><input x>done</li><li><input>open</li></ul>",
        ),
        (
            "```rust\nlet a = 1;\n```",
            "<pre><code rust>let a = 1;\n</code></pre>",
        ),
        ("    indented", "<pre><code>indented</code></pre>"),
        ("---", "<hr>"),
        (
            "[a](https://x.example \"t\")",
            "<p><a https://x.example “t”>a</a></p>",
        ),
        (
            "[a]\n\n[a]: https://x.example",
            "<p><a https://x.example>a</a></p>",
        ),
        (
            "<https://x.example>",
            "<p><a https://x.example>https://x.example</a></p>",
        ),
        (
            "![an *image*](https://x.example/i.png)",
            "<p><img https://x.example/i.png “an image”></p>",
        ),
        (
            "|a|b|\n|-|:-:|\n|c|d|\n|e|f|",
            "<table><thead><tr><th>a</th><th center>b</th></tr></thead><tbody><tr><td>c</td>\
             <td center>d</td></tr><tr><td>e</td><td center>f</td></tr></tbody></table>",
        ),
        (
            "|a|\n|-|",
            "<table><thead><tr><th>a</th></tr></thead></table>",
        ),
    ];
    for (source, expected) in cases {
        assert_eq!(read(source), expected, "of `{source}`");
    }
}

#[test]
fn bare_addresses_are_links_but_not_in_code_or_links() {
    let cases = [
        (
            "see https://x.example/a_b_c.",
            "<p>see <a https://x.example/a_b_c>https://x.example/a_b_c</a>.</p>",
        ),
        (
            "`https://x.example`",
            "<p><code>https://x.example</code></p>",
        ),
        (
            "[https://a.example](https://b.example)",
            "<p><a https://b.example>https://a.example</a></p>",
        ),
        (
            "    https://x.example",
            "<pre><code>https://x.example</code></pre>",
        ),
        (
            "https://x.example/?a=1&b=2",
            "<p><a https://x.example/?a=1&b=2>https://x.example/?a=1&b=2</a></p>",
        ),
    ];
    for (source, expected) in cases {
        assert_eq!(read(source), expected, "of `{source}`");
    }
}

#[test]
fn html_in_markdown_is_text() {
    let cases = [
        ("<b>x</b>", "<p><b>x</b></p>"),
        (
            "<script>alert(1)</script>",
            "<p><script>alert(1)</script></p>",
        ),
        (
            "a <img src=x onerror=alert(1)> b",
            "<p>a <img src=x onerror=alert(1)> b</p>",
        ),
        ("&lt;b&gt;", "<p><b></p>"),
    ];
    for (source, expected) in cases {
        let rich = markdown::parse(source);
        assert_eq!(notation(&rich.nodes).trim(), expected, "of `{source}`");
        let Some(Node::Element(paragraph)) = rich.nodes.first() else {
            panic!("a paragraph")
        };
        let only_text = paragraph
            .children
            .iter()
            .all(|node| matches!(node, Node::Text(_)));
        assert!(only_text, "`{source}` has an element in it");
    }
}

#[test]
fn what_needs_no_parser_reads_the_same_without_it() {
    const PIECES: &[&str] = &[
        "word",
        "two words",
        " ",
        "\n",
        "\n\n",
        ". ",
        "- ",
        "1. ",
        "*",
        "_",
        "https://x.example/a",
        "  ",
        "    ",
        "\t",
        "é",
        "!",
        ")",
        "(",
        "\"",
        "'",
        ",",
        "2.5",
        "\r\n",
        "a: b",
        "...",
        "--",
        "\u{a0}",
        "\u{2003}",
        "http://",
        "x.example",
        "^",
        "$",
        "%",
        "/",
        "@",
        "{",
        "}",
    ];
    let mut compared = 0;
    for seed in 1..4000 {
        let mut random = Random(seed * 7919);
        let source: String = (0..random.below(14))
            .map(|_| *random.pick(PIECES))
            .collect();
        if needs_markdown(&source) {
            continue;
        }
        compared += 1;
        let (fast, full) = (text::prose(&source), markdown::parse(&source));
        assert_eq!(
            notation(&fast.nodes),
            notation(&full.nodes),
            "of {source:?}"
        );
    }
    assert!(compared > 300, "only {compared} texts were compared");
}

#[test]
fn texts_that_grow_or_are_too_long_are_shown_as_plain_text() {
    let long = "*a* ".repeat(20_000);
    assert_eq!(markdown::parse(&long), text::parse(&long));

    let definition = format!("[a]: https://x.example/{}\n\n", "y".repeat(2000));
    let growing = format!("{definition}{}", "[a] ".repeat(8000));
    let RichText { nodes, rest } = markdown::parse(&growing);
    let size = notation(&nodes).len() + rest.map_or(0, |rest| rest.len());
    assert!(
        size < growing.len() * 11 + 70_000,
        "{} became {size}",
        growing.len()
    );
}

#[test]
fn hostile_markdown_takes_no_time_and_no_stack() {
    let cases = [
        ">".repeat(60_000),
        "*".repeat(60_000),
        "[".repeat(60_000),
        "![".repeat(30_000),
        "- ".repeat(30_000),
        "`".repeat(60_000),
        "<".repeat(60_000),
        "a**b".repeat(15_000),
        "_a __b ".repeat(8_000),
        "[a](".repeat(15_000),
        "|a".repeat(30_000) + "\n" + &"|-".repeat(30_000),
        "&#".repeat(30_000),
        "\n> - ".repeat(10_000),
    ];
    for source in cases {
        let start = Instant::now();
        let rich = markdown::parse(&source);
        let took = start.elapsed();
        let beginning: String = source.chars().take(12).collect();
        assert!(took.as_secs() < 10, "`{beginning}…` took {took:?}");
        assert!(!rich.nodes.is_empty(), "`{beginning}…` shows nothing");
    }
}
