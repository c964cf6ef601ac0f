//! The tables of writes and of signing in.

use super::{AUTHOR_MAP, CAN_MAP, EXPRESSIONS, REQUEST, Shape, TEXTS, may, must};

pub(super) static OPS: Shape = Shape::Object(&[
    may("comment.create", &OP),
    may("comment.edit", &OP),
    may("comment.delete", &OP),
    may("comment.vote", &VOTE_OP),
    may("comment.react", &REACT_OP),
    may("comment.approve", &OP),
    may("comment.remove", &OP),
    may("post.create", &OP),
    may("post.edit", &OP),
    may("post.delete", &OP),
    may("post.vote", &VOTE_OP),
    may("post.react", &REACT_OP),
    may("image.upload", &UPLOAD_OP),
]);

static RESULT: Shape = Shape::OneOf(&["item", "merge", "refetch", "ignore"]);
static NEEDS: Shape = Shape::ListOf(&Shape::OneOf(&["auth"]));
/// What an answer's record means. It may lack the identifier where it is merged.
static RESULT_MAP: Shape = Shape::Object(&[
    may("id", &Shape::Expression),
    may("title", &Shape::Expression),
    may("body", &Shape::Expression),
    may("format", &Shape::Expression),
    may("author", &AUTHOR_MAP),
    may("created", &Shape::Expression),
    may("edited", &Shape::Expression),
    may("score", &Shape::Expression),
    may("my_vote", &Shape::Expression),
    may("permalink", &Shape::Expression),
    may("state", &Shape::Expression),
    may("can", &CAN_MAP),
]);

static OP: Shape = Shape::Object(&[
    must("request", &REQUEST),
    may("result", &RESULT),
    may("item", &Shape::Expression),
    may("map", &RESULT_MAP),
    may("capture", &EXPRESSIONS),
    may("idempotency", &Shape::Text),
    may("needs", &NEEDS),
]);

static VOTE_OP: Shape = Shape::Object(&[
    may("request", &REQUEST),
    may("up", &REQUEST),
    may("down", &REQUEST),
    may("clear", &REQUEST),
    may("downvote", &Shape::Flag),
    may("result", &RESULT),
    may("item", &Shape::Expression),
    may("map", &RESULT_MAP),
    may("capture", &EXPRESSIONS),
    may("needs", &NEEDS),
]);

static REACT_OP: Shape = Shape::Object(&[
    must("request", &REQUEST),
    must("reactions", &Shape::ListOf(&Shape::Text)),
    may("result", &RESULT),
    may("item", &Shape::Expression),
    may("map", &RESULT_MAP),
    may("capture", &EXPRESSIONS),
    may("needs", &NEEDS),
]);

/// An image: alone in the body, or among the fields of a form.
static UPLOAD_OP: Shape = Shape::Object(&[
    must("request", &REQUEST),
    may(
        "multipart",
        &Shape::Object(&[must("file", &Shape::Text), may("fields", &TEXTS)]),
    ),
    must("url", &Shape::Expression),
    may("types", &Shape::ListOf(&Shape::Text)),
    may("max_bytes", &Shape::Integer),
    may("idempotency", &Shape::Text),
    may("needs", &NEEDS),
]);

static ENTRANCE: Shape = Shape::Object(&[
    must("request", &REQUEST),
    may("set", &EXPRESSIONS),
    may(
        "account",
        &Shape::Object(&[
            may("id", &Shape::Expression),
            may("name", &Shape::Expression),
            may("roles", &Shape::Expression),
        ]),
    ),
]);

static SEND: Shape = Shape::Object(&[may("headers", &TEXTS), may("query", &TEXTS)]);

pub(super) static AUTH: Shape = Shape::Tagged(
    "kind",
    &[
        ("none", &[]),
        (
            "basic",
            &[
                may("user_title", &Shape::Text),
                may("secret_title", &Shape::Text),
                may("hint", &Shape::Text),
                may("check", &ENTRANCE),
            ],
        ),
        (
            "token",
            &[
                may("secret_title", &Shape::Text),
                may("hint", &Shape::Text),
                must("send", &SEND),
                may("check", &ENTRANCE),
            ],
        ),
        (
            "login",
            &[
                may("user_title", &Shape::Text),
                may("secret_title", &Shape::Text),
                may("hint", &Shape::Text),
                must("login", &ENTRANCE),
                may("check", &ENTRANCE),
                must("send", &SEND),
                may("sign_up", &ENTRANCE),
                may("sign_out", &REQUEST),
                may("refresh", &ENTRANCE),
            ],
        ),
        (
            "cookie",
            &[
                may("user_title", &Shape::Text),
                may("secret_title", &Shape::Text),
                may("hint", &Shape::Text),
                may("site", &Shape::Code),
                may("login", &ENTRANCE),
                may("check", &ENTRANCE),
                may("csrf", &CSRF),
                may("sign_out", &REQUEST),
            ],
        ),
        (
            "oauth2",
            &[
                may("hint", &Shape::Text),
                must("authorize", &Shape::Code),
                must("token", &Shape::Code),
                may("issuer", &Shape::Code),
                may("scopes", &Shape::Text),
                must("client", &CLIENT),
                must("send", &SEND),
                may("check", &ENTRANCE),
                may("refresh", &ENTRANCE),
                may("sign_out", &REQUEST),
            ],
        ),
    ],
);

/// A word that proves that a write comes from this page: where it is, and where it is sent.
static CSRF: Shape = Shape::Object(&[
    must("request", &REQUEST),
    may("from", &Shape::Expression),
    must("header", &Shape::Text),
]);

/// The app's name with an authorization server: written down, or made by asking.
static CLIENT: Shape = Shape::Either(&[
    &Shape::Code,
    &Shape::Object(&[
        must("request", &REQUEST),
        must("id", &Shape::Expression),
        may("secret", &Shape::Expression),
    ]),
]);
