//! The tables of the format.

mod expressions;
mod lists;
mod writes;

pub(crate) use expressions::EXPRESSION_KINDS;

use self::{
    lists::{OPENING, PAGE, SORTS, TREE},
    writes::{AUTH, OPS},
};
use super::{Field, Shape};

pub(super) const fn must(name: &'static str, shape: &'static Shape) -> Field {
    Field {
        name,
        shape,
        required: true,
    }
}

pub(super) const fn may(name: &'static str, shape: &'static Shape) -> Field {
    Field {
        name,
        shape,
        required: false,
    }
}

pub(super) static TEXTS: Shape = Shape::MapOf(&Shape::Code);
pub(crate) static EXPRESSIONS: Shape = Shape::MapOf(&Shape::Expression);

/// Parts that occur in several places, by the names they have in the schema.
pub(crate) static NAMED: &[(&str, &Shape)] = &[
    ("author", &AUTHOR_MAP),
    ("can", &CAN_MAP),
    ("comment", &COMMENT_MAP),
    ("join", &JOINS),
    ("page", &PAGE),
    ("tree", &TREE),
    ("hydrate", &HYDRATE),
    ("post", &POST_MAP),
    ("request", &REQUEST),
    ("sorts", &SORTS),
];

/// A whole file.
pub(crate) static CONNECTOR: Shape = Shape::Object(&[
    may("$schema", &Shape::Text),
    must("format", &Shape::Integer),
    must("title", &Shape::Text),
    may("about", &Shape::Text),
    may("cors", &Shape::OneOf(&["open", "opt_in", "closed"])),
    may("recipe", &Shape::Text),
    may("adapter", &Shape::OneOf(&[])),
    may("detect", &DETECT),
    may("params", &Shape::MapOf(&PARAM)),
    must("base", &Shape::Code),
    may("origins", &Shape::ListOf(&Shape::Code)),
    may("headers", &TEXTS),
    may("cookies", &Shape::Flag),
    may("posts", &POSTS),
    may("post", &POST),
    may("comments", &COMMENTS),
    may("held", &COMMENTS),
    may("ops", &OPS),
    may("auth", &AUTH),
    may("guest", &GUEST),
    may("write", &WRITE),
    may("errors", &ERRORS),
    may("live", &LIVE),
]);

/// How a pasted address is recognised: by what it looks like, or by asking.
static DETECT: Shape = Shape::ListOf(&Shape::Object(&[
    may("address", &Shape::ListOf(&Shape::Text)),
    may("hint", &Shape::Text),
    may("get", &Shape::Code),
    may("expect", &Shape::Code),
    may("set", &EXPRESSIONS),
    may("rank", &Shape::Integer),
]));

static LIVE: Shape = Shape::Tagged(
    "kind",
    &[
        ("poll", &[must("seconds", &Shape::Integer)]),
        (
            "sse",
            &[
                must("url", &Shape::Code),
                may("events", &Shape::ListOf(&Shape::Text)),
            ],
        ),
        ("ws", &[must("url", &Shape::Code), may("send", &Shape::Any)]),
    ],
);

static PARAM: Shape = Shape::Object(&[
    may("title", &Shape::Text),
    may("kind", &Shape::OneOf(&["text", "url"])),
    may("default", &Shape::Text),
]);

pub(super) static REQUEST: Shape = Shape::Either(&[
    &Shape::Code,
    &Shape::Object(&[
        may("get", &Shape::Code),
        may("post", &Shape::Code),
        may("put", &Shape::Code),
        may("patch", &Shape::Code),
        may("delete", &Shape::Code),
        may("query", &TEXTS),
        may("headers", &TEXTS),
        may("json", &Shape::Any),
        may("form", &TEXTS),
        may("text", &Shape::Code),
    ]),
]);

static POSTS: Shape = Shape::Object(&[
    must("request", &REQUEST),
    may("items", &Shape::Expression),
    may("where", &Shape::Code),
    may("record", &Shape::Expression),
    must("map", &POST_MAP),
    may("capture", &EXPRESSIONS),
    may("join", &JOINS),
    may("page", &PAGE),
    may("hydrate", &HYDRATE),
    may("sorts", &SORTS),
    may("search", &VARIANT),
    may("tag", &VARIANT),
]);

/// What differs when searching or listing by tag; `true` when nothing does.
static VARIANT: Shape = Shape::Either(&[
    &Shape::Flag,
    &Shape::Object(&[
        must("request", &REQUEST),
        may("items", &Shape::Expression),
        may("where", &Shape::Code),
        may("record", &Shape::Expression),
        may("map", &POST_MAP),
        may("capture", &EXPRESSIONS),
        may("join", &JOINS),
        may("page", &PAGE),
        may("hydrate", &HYDRATE),
        may("sorts", &SORTS),
    ]),
]);

static POST: Shape = Shape::Object(&[
    must("request", &REQUEST),
    may("item", &Shape::Expression),
    may("record", &Shape::Expression),
    may("map", &POST_MAP),
    may("capture", &EXPRESSIONS),
    may("join", &JOINS),
]);

static COMMENTS: Shape = Shape::Object(&[
    must("request", &REQUEST),
    may("items", &Shape::Expression),
    may("where", &Shape::Code),
    may("record", &Shape::Expression),
    may("map", &COMMENT_MAP),
    may("capture", &EXPRESSIONS),
    may("join", &JOINS),
    may("page", &PAGE),
    may("hydrate", &HYDRATE),
    may("sorts", &SORTS),
    may("tree", &TREE),
    may("opening_post", &OPENING),
    may("stub", &STUB),
    may("more", &MORE),
]);

/// Completes what a list names only, or in part.
static HYDRATE: Shape = Shape::Object(&[
    must("request", &REQUEST),
    may("when", &Shape::Code),
    may("batch", &Shape::Integer),
    may("item", &Shape::Expression),
]);

/// An item that stands for others.
static STUB: Shape = Shape::Object(&[
    must("when", &Shape::Code),
    may("count", &Shape::Expression),
    may("ids", &Shape::Expression),
    must("request", &REQUEST),
    may("items", &Shape::Expression),
    may("tree", &TREE),
]);

/// Answers of a record that are not here yet.
static MORE: Shape = Shape::Object(&[
    may("when", &Shape::Code),
    must("count", &Shape::Expression),
    must("request", &REQUEST),
    may("items", &Shape::Expression),
    may("tree", &TREE),
]);

/// Keys of a map that hold objects of expressions.
pub(crate) const NAMES_OF_MAPPED_OBJECTS: [&str; 2] = ["author", "can"];

pub(super) static AUTHOR_MAP: Shape = Shape::Object(&[
    may("id", &Shape::Expression),
    may("name", &Shape::Expression),
    may("handle", &Shape::Expression),
    may("avatar", &Shape::Expression),
    may("url", &Shape::Expression),
    may("roles", &Shape::Expression),
]);

pub(super) static CAN_MAP: Shape = Shape::Object(&[
    may("edit", &Shape::Expression),
    may("delete", &Shape::Expression),
    may("reply", &Shape::Expression),
    may("vote", &Shape::Expression),
    may("moderate", &Shape::Expression),
]);

static POST_MAP: Shape = Shape::Object(&[
    must("id", &Shape::Expression),
    may("title", &Shape::Expression),
    may("body", &Shape::Expression),
    may("format", &Shape::Expression),
    may("excerpt", &Shape::Expression),
    may("author", &AUTHOR_MAP),
    may("created", &Shape::Expression),
    may("edited", &Shape::Expression),
    may("score", &Shape::Expression),
    may("my_vote", &Shape::Expression),
    may("comment_count", &Shape::Expression),
    may("tags", &Shape::Expression),
    may("url", &Shape::Expression),
    may("permalink", &Shape::Expression),
    may("lang", &Shape::Expression),
    may("state", &Shape::Expression),
    may("locked", &Shape::Expression),
    may("pinned", &Shape::Expression),
    may("can", &CAN_MAP),
]);

static COMMENT_MAP: Shape = Shape::Object(&[
    must("id", &Shape::Expression),
    must("body", &Shape::Expression),
    may("format", &Shape::Expression),
    may("author", &AUTHOR_MAP),
    may("created", &Shape::Expression),
    may("edited", &Shape::Expression),
    may("score", &Shape::Expression),
    may("my_vote", &Shape::Expression),
    may("permalink", &Shape::Expression),
    may("lang", &Shape::Expression),
    may("state", &Shape::Expression),
    may("can", &CAN_MAP),
]);

static JOINS: Shape = Shape::ListOf(&Shape::Object(&[
    must("into", &Shape::Text),
    must("from", &Shape::Expression),
    must("on", &Shape::ListOf(&Shape::ListOf(&Shape::Expression))),
]));

static NEED: Shape = Shape::OneOf(&["no", "optional", "required"]);
static GUEST: Shape = Shape::Object(&[may("name", &NEED), may("email", &NEED), may("url", &NEED)]);

static WRITE: Shape = Shape::Object(&[
    may("format", &Shape::OneOf(&["text", "markdown", "html"])),
    may("escape", &Shape::OneOf(&["html", "paragraphs"])),
    may("max_length", &Shape::Integer),
]);

static ERRORS: Shape = Shape::Object(&[
    may("fail_when", &Shape::Code),
    may("message", &Shape::Expression),
    may("code", &Shape::Expression),
    may("class", &Shape::MapOf(&CLASS)),
    may("retry_after", &Shape::Expression),
    may("fields", &Shape::Expression),
]);

static CLASS: Shape = Shape::OneOf(&[
    "sign_in_required",
    "bad_credentials",
    "forbidden",
    "guests_refused",
    "not_found",
    "invalid",
    "duplicate",
    "rate_limited",
    "closed",
    "conflict",
    "captcha",
    "server",
]);
