//! The allow-list, and the tree as JSON.

use baraza_core::rich_text::{Kind, MAX_DEPTH, Node, RichText, Rule, Tag, element_for};

use crate::{
    rich_text::{build, depth},
    support::Random,
};

#[test]
fn the_allow_list_keeps_unwraps_and_drops() {
    for name in [
        "p",
        "a",
        "table",
        "h1",
        "h6",
        "figcaption",
        "details",
        "b",
        "i",
        "div",
        "input",
    ] {
        assert!(matches!(element_for(name), Rule::Keep(_)), "{name}");
    }
    for name in [
        "span",
        "font",
        "custom-element",
        "h7",
        "h",
        "html",
        "body",
        "form",
        "button",
        "",
    ] {
        assert_eq!(element_for(name), Rule::Unwrap, "{name}");
    }
    let dropped = [
        "script",
        "style",
        "svg",
        "math",
        "template",
        "noscript",
        "iframe",
        "object",
        "embed",
        "textarea",
        "select",
        "option",
        "title",
        "head",
        "meta",
        "link",
        "base",
        "xmp",
        "plaintext",
        "noembed",
        "noframes",
        "frame",
        "frameset",
        "audio",
        "video",
        "source",
        "canvas",
        "dialog",
        "slot",
        "map",
        "area",
        "applet",
        "param",
        "track",
    ];
    for name in dropped {
        assert_eq!(element_for(name), Rule::Drop, "{name}");
    }
    assert_eq!(element_for("h3"), Rule::Keep(Kind::Heading(3)));
    assert_eq!(element_for("b"), Rule::Keep(Kind::Strong));
}

#[test]
fn only_the_listed_attributes_are_asked_for() {
    let mut asked = Vec::new();
    for name in [
        "p",
        "a",
        "img",
        "code",
        "ol",
        "td",
        "abbr",
        "div",
        "h2",
        "li",
        "blockquote",
    ] {
        let Rule::Keep(kind) = element_for(name) else {
            panic!("{name} is allowed")
        };
        kind.tag(&mut |attribute| {
            asked.push(format!("{name} {attribute}"));
            Some("v".to_owned())
        });
    }
    let expected = [
        "a href",
        "a title",
        "img src",
        "img alt",
        "code class",
        "ol start",
        "td align",
        "abbr title",
    ];
    assert_eq!(asked, expected);
}

#[test]
fn attributes_are_taken_only_where_they_make_sense() {
    let tag = |kind: Kind, values: &[(&str, &str)]| {
        kind.tag(&mut |name| {
            values
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        })
    };
    let lang = |class: &str| tag(Kind::Code, &[("class", class)]);
    let code = |lang: Option<&str>| {
        Some(Tag::Code {
            lang: lang.map(str::to_owned),
        })
    };
    assert_eq!(lang("hljs language-c++"), code(Some("c++")));
    assert_eq!(lang("lang-rust x"), code(Some("rust")));
    assert_eq!(lang("rust"), code(None));
    assert_eq!(lang("language-a\"b"), code(None));
    assert_eq!(
        tag(Kind::Task, &[("type", "checkbox")]),
        Some(Tag::Task { checked: false })
    );
    assert_eq!(
        tag(Kind::Task, &[("type", "CheckBox"), ("checked", "")]),
        Some(Tag::Task { checked: true })
    );
    assert_eq!(tag(Kind::Task, &[("type", "text")]), None);
    assert_eq!(tag(Kind::Task, &[]), None);
    assert_eq!(tag(Kind::Img, &[("alt", "x")]), None);
    assert_eq!(
        tag(Kind::Ol, &[("start", " 3 ")]),
        Some(Tag::Ol { start: Some(3) })
    );
    assert_eq!(
        tag(Kind::Ol, &[("start", "x")]),
        Some(Tag::Ol { start: None })
    );
    assert_eq!(
        tag(Kind::Td, &[("align", "expression(x)")]),
        Some(Tag::Td { align: None })
    );
}

/// One tag of each kind, some with awkward attributes.
fn any_tag(random: &mut Random) -> Tag {
    const NAMES: &[&str] = &[
        "p",
        "div",
        "br",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "code",
        "em",
        "strong",
        "del",
        "ins",
        "sub",
        "sup",
        "kbd",
        "mark",
        "small",
        "q",
        "cite",
        "abbr",
        "ul",
        "ol",
        "li",
        "input",
        "dl",
        "dt",
        "dd",
        "a",
        "img",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "details",
        "summary",
        "figure",
        "figcaption",
    ];
    let Rule::Keep(kind) = element_for(NAMES[random.below(NAMES.len())]) else {
        panic!("a listed name")
    };
    let tag = kind.tag(&mut |attribute| {
        let value = match attribute {
            "type" => "checkbox",
            "class" => "language-x",
            "start" => "-4",
            "align" => "center",
            _ => random.pick(&["", "\"quoted\\\" \u{1}", "é\n", "https://x.example/?a&b"]),
        };
        (random.below(4) > 0 || attribute == "type" || attribute == "src").then(|| value.to_owned())
    });
    tag.expect("a tag")
}

#[test]
fn any_tree_survives_the_way_through_json() {
    const TEXTS: [&str; 5] = ["text", " ", "\"\\\u{0}\n", "😀", ""];
    for seed in 1..500 {
        let mut random = Random(seed);
        let rich = build(|b| {
            for _ in 0..random.below(60) {
                match random.below(3) {
                    0 => b.open(any_tag(&mut random)),
                    1 => b.close(),
                    _ => b.text(TEXTS[random.below(TEXTS.len())]),
                }
            }
        });
        let json = rich.to_json();
        assert!(
            serde_json::from_str::<serde_json::Value>(&json).is_ok(),
            "seed {seed}: {json}"
        );
        assert_eq!(
            RichText::from_json(&json),
            Some(rich),
            "seed {seed}: {json}"
        );
    }
}

#[test]
fn the_rest_goes_through_json_and_caps_hold_on_arrival() {
    let rich = RichText {
        nodes: vec![Node::Text("a".to_owned())],
        rest: Some("b\"".to_owned()),
    };
    assert_eq!(RichText::from_json(&rich.to_json()), Some(rich));

    let deep = format!("[{}\"x\"]", "[\"blockquote\"],".repeat(100_000));
    let read = RichText::from_json(&deep).expect("a text");
    assert!(depth(&read.nodes) <= MAX_DEPTH);
    for broken in [
        "",
        "{}",
        "[",
        "[[\"script\"]]",
        "[[]]",
        "[[1]]",
        "[7]",
        "[{\"x\":1}]",
    ] {
        let read = RichText::from_json(broken);
        assert_eq!(read, None, "of `{broken}`");
    }
}
