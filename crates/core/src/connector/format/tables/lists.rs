//! How lists are ordered, divided into pages and made into trees.

use super::{super::Shape, may, must};

pub(super) static SORTS: Shape = Shape::ListOf(&Shape::Object(&[
    must("name", &Shape::Text),
    may("title", &Shape::Text),
    may("set", &Shape::MapOf(&Shape::Any)),
]));

pub(super) static TREE: Shape = Shape::Tagged(
    "kind",
    &[
        (
            "flat",
            &[
                must("parent", &Shape::Expression),
                may("key", &Shape::Expression),
                may("roots", &Shape::ListOf(&Shape::Any)),
            ],
        ),
        ("nested", &[must("children", &Shape::Expression)]),
        (
            "two_level",
            &[
                must("children", &Shape::Expression),
                may("edge", &Shape::Expression),
            ],
        ),
        (
            "path",
            &[
                must("path", &Shape::Expression),
                may("separator", &Shape::Text),
                may("drop", &Shape::Integer),
            ],
        ),
        ("depth", &[must("depth", &Shape::Expression)]),
        (
            "kids",
            &[
                must("ids", &Shape::Expression),
                may("budget", &Shape::Integer),
            ],
        ),
    ],
);

pub(super) static OPENING: Shape = Shape::Either(&[
    &Shape::OneOf(&["first"]),
    &Shape::Object(&[must("where", &Shape::Code)]),
]);

static SHORT: Shape = Shape::OneOf(&["end", "go_on"]);
static CODES: Shape = Shape::ListOf(&Shape::Text);

pub(super) static PAGE: Shape = Shape::Tagged(
    "kind",
    &[
        ("none", &[]),
        (
            "page",
            &[
                may("param", &Shape::Text),
                may("start", &Shape::Integer),
                may("size_param", &Shape::Text),
                may("size", &Shape::Integer),
                may("total_pages", &Shape::Expression),
                may("total", &Shape::Expression),
                may("short_page", &SHORT),
                may("past_end", &CODES),
            ],
        ),
        (
            "offset",
            &[
                may("param", &Shape::Text),
                may("size_param", &Shape::Text),
                may("size", &Shape::Integer),
                may("total", &Shape::Expression),
                may("short_page", &SHORT),
                may("past_end", &CODES),
            ],
        ),
        (
            "cursor",
            &[
                must("from", &Shape::Expression),
                may("param", &Shape::Text),
                may("size_param", &Shape::Text),
                may("size", &Shape::Integer),
            ],
        ),
        (
            "next_url",
            &[must("from", &Shape::Expression), may("fallback", &PAGE)],
        ),
        ("link_header", &[may("fallback", &PAGE)]),
        (
            "header_url",
            &[must("name", &Shape::Text), may("fallback", &PAGE)],
        ),
        (
            "keyset",
            &[
                must("from", &Shape::Expression),
                may("param", &Shape::Text),
                may("size_param", &Shape::Text),
                may("size", &Shape::Integer),
                may("short_page", &SHORT),
            ],
        ),
        (
            "range",
            &[
                must("size", &Shape::Integer),
                may("short_page", &SHORT),
                may("past_end", &CODES),
            ],
        ),
        (
            "ids",
            &[
                must("from", &Shape::Expression),
                may("key", &Shape::Expression),
                may("size", &Shape::Integer),
            ],
        ),
        (
            "has_more",
            &[
                must("from", &Shape::Expression),
                may("param", &Shape::Text),
                may("start", &Shape::Integer),
                may("size_param", &Shape::Text),
                may("size", &Shape::Integer),
            ],
        ),
    ],
);
