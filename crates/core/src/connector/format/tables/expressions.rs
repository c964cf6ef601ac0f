//! The table of expressions that are objects.

use super::{EXPRESSIONS, Field, Shape, may, must};

static IN: [Field; 1] = [must("in", &Shape::Expression)];

/// Expressions that are objects: a literal, or a transform.
pub(crate) static EXPRESSION_KINDS: &[(&str, &[Field])] = &[
    (
        "time",
        &[must("in", &Shape::Expression), may("zone", &Shape::Text)],
    ),
    ("html_decode", &IN),
    ("html_to_text", &IN),
    (
        "replace",
        &[
            must("in", &Shape::Expression),
            must("from", &Shape::Text),
            must("to", &Shape::Text),
        ],
    ),
    (
        "regex",
        &[
            must("in", &Shape::Expression),
            must("re", &Shape::Text),
            may("group", &Shape::Integer),
        ],
    ),
    (
        "prefix",
        &[must("in", &Shape::Expression), must("with", &Shape::Text)],
    ),
    (
        "strip_prefix",
        &[must("in", &Shape::Expression), must("with", &Shape::Text)],
    ),
    (
        "split",
        &[
            must("in", &Shape::Expression),
            must("separator", &Shape::Text),
        ],
    ),
    (
        "join",
        &[
            must("in", &Shape::Expression),
            may("separator", &Shape::Text),
        ],
    ),
    (
        "template",
        &[
            may("url", &Shape::Code),
            may("text", &Shape::Code),
            may("with", &EXPRESSIONS),
        ],
    ),
    (
        "absolute",
        &[
            must("in", &Shape::Expression),
            may("base", &Shape::Expression),
        ],
    ),
    (
        "map",
        &[
            must("in", &Shape::Expression),
            must("enum", &Shape::MapOf(&Shape::Any)),
            may("default", &Shape::Expression),
        ],
    ),
    (
        "eq",
        &[
            must("in", &Shape::Expression),
            must("to", &Shape::Expression),
        ],
    ),
    ("not", &IN),
    ("exists", &IN),
    (
        "add",
        &[must("in", &Shape::Expression), must("n", &Shape::Integer)],
    ),
    (
        "sub",
        &[
            must("in", &Shape::Expression),
            must("minus", &Shape::Expression),
        ],
    ),
    ("sum", &IN),
    ("len", &IN),
    ("int", &IN),
    ("str", &IN),
    ("list", &IN),
    ("entries", &IN),
    (
        "zip",
        &[
            must("columns", &Shape::Expression),
            must("rows", &Shape::Expression),
        ],
    ),
    ("json", &IN),
];
