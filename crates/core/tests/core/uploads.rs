//! Images: how they are sent, and what comes back.

use baraza_core::connector::{Connector, FailureKind, Image, RequestBody, Session, Source, Write};
use serde_json::{Value, json};

use crate::support::{answer, custom, header, minimal, ok, over, parse, request_of, run, text_of};

fn session() -> Session {
    let mut session = Session::default();
    session.auth.insert("token".to_owned(), "t".to_owned());
    session
}

fn image(name: &str, bytes: &[u8]) -> Image {
    Image {
        name: name.to_owned(),
        media_type: "image/png".to_owned(),
        bytes: bytes.into(),
    }
}

fn with_upload(op: &Value) -> Source {
    custom(&json!({ "ops": { "image.upload": op } }))
}

fn raw() -> Source {
    with_upload(&json!({
        "request": {
            "post": "{+base}/media",
            "headers": { "Content-Disposition": "attachment; filename=\"{{input.name}}\"" }
        },
        "url": "$.url",
        "types": ["image/png", "image/webp"],
        "max_bytes": 1000,
        "needs": ["auth"]
    }))
}

fn form() -> Source {
    with_upload(&json!({
        "request": { "post": "{+base}/uploads.json" },
        "multipart": { "file": "files[]", "fields": { "type": "composer", "of": "{{account.id}}" } },
        "url": "$.url"
    }))
}

#[test]
fn a_connector_says_whether_images_are_taken_and_which() {
    let source = raw();
    assert!(source.capabilities().can(Write::ImageUpload));
    let limits = source.image_limits().expect("limits");
    assert_eq!(limits.types, ["image/png", "image/webp"]);
    assert_eq!(limits.max_bytes, Some(1000));

    let source = custom(&json!({}));
    assert!(!source.capabilities().can(Write::ImageUpload));
    assert_eq!(source.image_limits(), None);
    let failure = run(source.upload(&session(), image("a.png", b"x"), ""), []);
    assert_eq!(
        failure.expect_err("a failure").kind,
        FailureKind::Unsupported
    );
}

#[test]
fn an_image_alone_is_sent_as_it_is() {
    let bytes = [0x89, b'P', b'N', b'G', 0, 255];
    let request = request_of(&mut raw().upload(&session(), image("a cat.png", &bytes), "key-1"));
    assert_eq!(request.url, "https://example.org/media");
    assert_eq!(request.body, Some(RequestBody::Bytes(bytes.into())));
    assert_eq!(header(&request, "content-type"), Some("image/png"));
    assert_eq!(
        header(&request, "content-disposition"),
        Some("attachment; filename=\"a-cat.png\"")
    );
    assert!(request.is_secret, "it is sent on to no other address");
}

#[test]
fn in_a_form_it_stands_among_the_other_fields() {
    let request = request_of(&mut form().upload(&session(), image("a.png", b"bytes"), "key-1"));
    assert_eq!(
        header(&request, "content-type"),
        Some("multipart/form-data; boundary=barazakey1")
    );
    assert_eq!(
        text_of(&request),
        Some(
            "--barazakey1\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\ncomposer\r\n\
             --barazakey1\r\nContent-Disposition: form-data; name=\"files[]\"; filename=\"a.png\"\r\n\
             Content-Type: image/png\r\n\r\nbytes\r\n--barazakey1--\r\n"
        )
    );
}

#[test]
fn what_divides_the_parts_is_in_none_of_them() {
    let bytes = b"--barazakey1\r\n--barazakey10--";
    let request = request_of(&mut form().upload(&session(), image("a.png", bytes), "key-1"));
    assert_eq!(
        header(&request, "content-type"),
        Some("multipart/form-data; boundary=barazakey100")
    );
}

#[test]
fn the_name_of_a_file_breaks_out_of_nothing() {
    for (name, expected) in [
        ("a\"; x=\"\r\nEvil: 1.png", "a---x----Evil--1.png"),
        ("../../etc/passwd", "etc-passwd.png"),
        ("фото", "image.png"),
        ("", "image.png"),
    ] {
        let request = request_of(&mut raw().upload(&session(), image(name, b"x"), ""));
        let found = header(&request, "content-disposition").expect("a field");
        assert_eq!(found, format!("attachment; filename=\"{expected}\""));
    }
}

#[test]
fn the_answer_gives_the_address_of_the_image() {
    let found = |body: &Value| run(form().upload(&session(), image("a", b"x"), ""), [ok(body)]);
    for (said, expected) in [
        ("/i/1.png", "https://example.org/i/1.png"),
        ("//cdn.example/1.png", "https://cdn.example/1.png"),
        ("https://other.example/1.png", "https://other.example/1.png"),
        ("upload://1.png", "upload://1.png"),
    ] {
        assert_eq!(found(&json!({ "url": said })).as_deref(), Ok(expected));
    }
    for wrong in [
        json!({}),
        json!({ "url": "" }),
        json!({ "url": "javascript:alert(1)" }),
        json!({ "url": "x://a b" }),
    ] {
        let failure = found(&wrong).expect_err("a failure");
        assert_eq!(failure.kind, FailureKind::Unreadable, "{wrong}");
    }
    let refused = answer(413, &[], "{\"message\":\"too large\"}");
    let failure = run(form().upload(&session(), image("a", b"x"), ""), [refused]);
    assert_eq!(failure.expect_err("a failure").message, "too large");
}

#[test]
fn an_image_that_needs_an_account_is_not_sent_without_one() {
    let upload = raw().upload(&Session::default(), image("a", b"x"), "");
    let failure = run(upload, []).expect_err("a failure");
    assert_eq!(failure.kind, FailureKind::SignInRequired);
}

#[test]
fn what_is_wrong_with_a_file_is_told_with_its_place() {
    let problems = |op: Value| -> Vec<(String, String)> {
        let file = over(minimal(), &json!({ "ops": { "image.upload": op } }));
        let found: Result<Connector, _> = parse(&file);
        let found = found.err().unwrap_or_default().into_iter();
        found
            .map(|problem| (problem.pointer, problem.message))
            .collect()
    };
    for (op, pointer, message) in [
        (
            json!({ "request": { "post": "{+base}/m", "json": {} }, "url": "$.u" }),
            "/ops/image.upload/request/json",
            "the image is the body of this request",
        ),
        (
            json!({ "request": "{+base}/m", "url": "$.u" }),
            "/ops/image.upload/request",
            "an image cannot be sent with `get`",
        ),
        (
            json!({ "request": { "post": "{+base}/m" } }),
            "/ops/image.upload",
            "`url` is missing",
        ),
        (
            json!({ "request": { "post": "{+base}/m" }, "url": "$.u", "types": ["text/html"] }),
            "/ops/image.upload/types/0",
            "`text/html` is no type of an image",
        ),
        (
            json!({ "request": { "post": "{+base}/m" }, "url": "$.u", "multipart": { "fields": {} } }),
            "/ops/image.upload/multipart",
            "`file` is missing",
        ),
        (
            json!({ "request": { "post": "{+base}/m" }, "url": "$.u", "multipart": { "file": "f", "fields": { "a": "{{nobody}}" } } }),
            "/ops/image.upload/multipart/fields/a",
            "there is no variable `nobody` here",
        ),
    ] {
        assert_eq!(problems(op), [(pointer.to_owned(), message.to_owned())]);
    }
}
