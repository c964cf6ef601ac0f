//! How long it takes to decode a large discussion, beside the browser's own `JSON.parse`.
//!
//! `cargo xtask bench` runs it in a browser, compiled as the client is. On the host there is no
//! `JSON.parse`; there it says how long decoding takes, for whoever makes it faster:
//!
//! ```text
//! cargo test --release --package baraza-bench --test decode -- --ignored --nocapture
//! ```
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::{collections::BTreeMap, fmt::Write as _, sync::Arc};

use baraza_core::{
    connector::{CommentQuery, Connector, HttpResponse, Session, Source, Step},
    model::Post,
};

/// How many comments the discussion has.
const COMMENTS: usize = 10_000;
/// Rounds that are measured, of which the median counts.
const ROUNDS: usize = 21;

/// What people write: a word, a paragraph with a break and a quotation, and not only in English.
const BODIES: [&str; 5] = [
    "Thanks, that did it.",
    "I read it twice and still do not see why the second list is needed.\\n\\n> the order is kept\\n\\nBy whom? \
     If the server sorts them, then the client has nothing to do but to show what it gets.",
    "The measurements are in the *appendix*: twelve runs on the same machine, with the cache warm, and the median \
     of each. The fifth is off by a third, and nobody has found out why. See [the table](https://example.org/table).",
    "„Schöne Grüße“, schrieb sie, und das war’s. 😀",
    "She said \\\"never again\\\", and then did it again the week after; so much for plans. What I would like to \
     know is whether anybody has tried it without the index, because that is where the time seems to go.",
];

/// An answer of the server that comes with this client.
fn answer() -> String {
    let mut json = String::from("{\"items\":[");
    for at in 0..COMMENTS {
        let comma = if at == 0 { "" } else { "," };
        let parent = match at % 4 {
            0 => "null".to_owned(),
            step => format!("\"01JNV{:021}\"", at - step),
        };
        let body = BODIES.iter().cycle().nth(at % 7).expect("a body");
        let avatar = if at % 3 == 0 {
            "null".to_owned()
        } else {
            format!("\"https://example.org/avatars/{}.png\"", at % 97)
        };
        write!(
            json,
            "{comma}{{\"id\":\"01JNV{at:021}\",\"post_id\":\"01JNV{:021}\",\"parent_id\":{parent},\
             \"body\":\"{body}\",\"format\":\"markdown\",\"author\":{{\"id\":\"01JNA{:021}\",\
             \"name\":\"Person {}\",\"url\":null,\"avatar\":{avatar},\"roles\":[]}},\
             \"created_at\":\"2026-03-{:02}T{:02}:{:02}:00.250Z\",\"edited_at\":null,\"score\":{},\
             \"my_vote\":null,\"lang\":null,\"state\":\"published\",\"can\":{{\"edit\":false,\
             \"delete\":false,\"vote\":true,\"reply\":true,\"moderate\":false}},\"version\":1}}",
            0,
            at % 97,
            at % 97,
            1 + at % 28,
            at % 24,
            at % 60,
            at % 40,
        )
        .expect("a string takes everything");
    }
    json.push_str("],\"next\":null}");
    json
}

fn source() -> Source {
    let file = include_str!("../../../public/connectors/baraza.json");
    let connector = Connector::parse(file).expect("a connector without problems");
    let params = BTreeMap::from([("site".to_owned(), "https://example.org".to_owned())]);
    Arc::new(connector)
        .bind(&params)
        .expect("parameters that fit")
}

/// Decodes an answer; `clock` says what time it is in milliseconds.
fn decode(source: &Source, body: &str, clock: &dyn Fn() -> f64) -> f64 {
    let mut operation = source.comments(
        &Session::default(),
        &Post {
            id: "1".into(),
            ..Post::default()
        },
        &CommentQuery::default(),
    );
    assert!(matches!(operation.resume(Vec::new()), Step::Send(_)));
    let response = HttpResponse {
        status: 200,
        headers: Vec::new(),
        body: body.to_owned(),
    };
    let start = clock();
    let step = operation.resume(vec![Ok(response)]);
    let time = clock() - start;
    let Step::Done(Ok(page)) = step else {
        panic!("not a page");
    };
    assert_eq!(page.items.len(), COMMENTS);
    assert_eq!(page.issues, []);
    time
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
#[ignore = "it measures"]
fn ten_thousand_comments_on_the_host() {
    let (source, body) = (source(), answer());
    let began = std::time::Instant::now();
    let clock = || began.elapsed().as_secs_f64() * 1e3;
    let times = (0..ROUNDS).map(|_| decode(&source, &body, &clock));
    let time = median(times.collect());
    println!(
        "decode {COMMENTS} comments, {} bytes: {time:.1} ms",
        body.len()
    );
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use js_sys::{Function, JsString};
    use wasm_bindgen::JsValue;
    use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

    use super::{COMMENTS, ROUNDS, answer, decode, median, source};

    wasm_bindgen_test_configure!(run_in_browser);

    /// How many times as long as `JSON.parse` decoding may take.
    const LIMIT: f64 = 3.0;
    /// Rounds before the measured ones: engines compile what runs often once more, for speed.
    const WARM_UP: usize = 10;

    #[wasm_bindgen_test]
    fn ten_thousand_comments_take_three_times_json_parse_at_most() {
        let (source, body) = (source(), answer());
        let now = Function::new_no_args("return performance.now()");
        let clock = || {
            let time = now.call0(&JsValue::NULL).expect("a time");
            time.as_f64().expect("a number")
        };
        // The text is handed over before the clock starts, for both of them.
        let parse = Function::new_with_args(
            "text",
            "const start = performance.now(); const { items } = JSON.parse(text); \
             const time = performance.now() - start; return items.length ? time : NaN",
        );
        let text = JsString::from(body.as_str());
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..WARM_UP + ROUNDS {
            ours.push(decode(&source, &body, &clock));
            let time = parse.call1(&JsValue::NULL, &text).expect("a time");
            theirs.push(time.as_f64().expect("a number"));
        }
        let ours = median(ours.split_off(WARM_UP));
        let theirs = median(theirs.split_off(WARM_UP));
        let ratio = ours / theirs;
        console_log!(
            "decode {COMMENTS} comments: {ours:.1} ms, JSON.parse {theirs:.1} ms, ratio {ratio:.2} of {LIMIT:.2} allowed"
        );
        assert!(ratio <= LIMIT, "decoding takes {ratio:.2} times JSON.parse");
    }
}
