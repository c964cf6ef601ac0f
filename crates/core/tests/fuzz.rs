//! Throws damaged connectors and damaged answers at the engine: nothing may panic or hang.
//!
//! Seeds are the released connectors and the answers of the fixtures. Each round changes a seed in
//! a few places (a value of another type, a key twice, a cut, a word of the language where it does
//! not belong), reads it, and drives a list of posts, its next page, the comments of a post and
//! what was left out of them. `BARAZA_FUZZ_ROUNDS` says how many rounds; a round that fails prints
//! its number, which `BARAZA_FUZZ_ONLY` plays again. A long run, which says how far it is:
//!
//! ```text
//! BARAZA_FUZZ_ROUNDS=10000000 cargo test --release --package baraza-core --test fuzz -- --nocapture
//! ```
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use baraza_core::{
    connector::{
        CommentQuery, Connector, HttpResponse, Operation, Page, PostQuery, Preset, Session, Step,
        Unreachable,
    },
    infer::{Inference, Lexicon},
    model::{Comment, Post},
    pattern::Pattern,
    thread::Thread,
};

/// A generator that is the same everywhere (`SplitMix64`).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).unwrap_or(1);
        usize::try_from(self.next() % limit).unwrap_or(0)
    }

    fn of<'t, T: ?Sized>(&mut self, list: &'t [Box<T>]) -> &'t T {
        let at = self.below(list.len());
        list.get(at).expect("a list that is not empty")
    }
}

/// What is put where it does not belong.
const WORDS: [&str; 40] = [
    "null",
    "true",
    "-1",
    "1e999",
    "\"\"",
    "[]",
    "{}",
    "[[]]",
    "\"@\"",
    "\"$\"",
    "\"@.id\"",
    "\"$[*]\"",
    "\"@[?@.a == 'b']\"",
    "\"^['~key']\"",
    "\"%['link']\"",
    "\"&.id\"",
    "\"{+base}/x\"",
    "\"{{post.id}}\"",
    "\"{?page,sort*}\"",
    "{\"lit\": 1}",
    "{\"op\": \"time\", \"in\": \"@.x\"}",
    "{\"op\": \"regex\", \"in\": \"@.x\", \"re\": \"(a*)*b\"}",
    "{\"op\": \"sum\", \"in\": \"@\"}",
    "{\"op\": \"entries\", \"in\": \"$\"}",
    "{\"kind\": \"ids\", \"from\": \"$[*]\"}",
    "{\"kind\": \"nested\", \"children\": \"@\"}",
    "{\"kind\": \"kids\", \"ids\": \"@.id\"}",
    "{\"kind\": \"depth\", \"depth\": \"@.id\"}",
    "{\"kind\": \"flat\", \"parent\": \"@.id\"}",
    "{\"kind\": \"path\", \"path\": \"@.id\"}",
    "{\"kind\": \"keyset\", \"from\": \"@.id\"}",
    "18446744073709551616",
    "\"2024-13-45T99:99:99Z\"",
    "\"\\ud800\"",
    "\"<p>x</p>\"",
    "\"0\"",
    "1714557600.5",
    "\"https://other.example/\"",
    "{\"a\": {\"a\": {\"a\": 1}}}",
    "[1, \"1\", null]",
];

/// Changes a text in a few places; most of what comes out is JSON still.
fn damaged(seed: &str, random: &mut Random) -> String {
    let mut text = seed.to_owned();
    for _ in 0..=random.below(4) {
        let values = places(&text);
        if values.is_empty() {
            break;
        }
        let (start, end) = values
            .get(random.below(values.len()))
            .copied()
            .unwrap_or((0, 0));
        let other = values
            .get(random.below(values.len()))
            .copied()
            .unwrap_or((0, 0));
        let replacement = match random.below(8) {
            0 => text.get(other.0..other.1).unwrap_or("").to_owned(),
            1 => {
                // The same over and over.
                let value = text.get(start..end).unwrap_or("").to_owned();
                format!("[{}]", vec![value; 1 + random.below(5)].join(","))
            }
            2 => format!("{{\"a\":{}}}", text.get(start..end).unwrap_or("null")),
            3 if random.below(10) == 0 => String::new(),
            _ => WORDS
                .get(random.below(WORDS.len()))
                .copied()
                .unwrap_or("")
                .to_owned(),
        };
        if text.is_char_boundary(start) && text.is_char_boundary(end) && text.len() < 200_000 {
            text.replace_range(start..end, &replacement);
        }
    }
    if random.below(50) == 0 {
        let mut at = random.below(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        text.truncate(at);
    }
    text
}

/// Where values begin and end, roughly: strings, and what stands between separators.
fn places(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let start = at;
                at += 1;
                while bytes.get(at).is_some_and(|byte| *byte != b'"') {
                    at += if bytes.get(at) == Some(&b'\\') { 2 } else { 1 };
                }
                at += 1;
                // Keys stay, most of the time.
                let rest = text.get(at..).unwrap_or("").trim_start();
                if !rest.starts_with(':') {
                    found.push((start, at.min(text.len())));
                }
            }
            b'0'..=b'9' | b't' | b'f' | b'n' | b'-' => {
                let start = at;
                while bytes
                    .get(at)
                    .is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-+.".contains(byte))
                {
                    at += 1;
                }
                found.push((start, at));
            }
            _ => at += 1,
        }
    }
    found
}

struct Seeds {
    connectors: Vec<Box<str>>,
    answers: Vec<Box<str>>,
    lexicon: Lexicon,
}

fn seeds() -> Seeds {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &Path| {
        std::fs::read_to_string(path)
            .expect("a seed")
            .into_boxed_str()
    };
    let files = |folder: &Path| -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(folder).into_iter().flatten();
        entries
            .map(|entry| entry.expect("an entry").path())
            .collect()
    };
    let is_connector =
        |path: &std::path::PathBuf| !path.ends_with("schema.json") && !path.ends_with("index.json");
    let connectors = files(&root.join("../../public/connectors"));
    let mut answers = Vec::new();
    for system in files(&root.join("tests/fixtures")) {
        for case in files(&system) {
            if case.is_dir() || case.to_string_lossy().ends_with(".expected.json") {
                continue;
            }
            let json: serde_json::Value = serde_json::from_str(&read(&case)).expect("JSON");
            let body = &json["answer"]["body"];
            if body.is_object() || body.is_array() {
                answers.push(body.to_string().into_boxed_str());
            }
        }
    }
    Seeds {
        connectors: connectors
            .iter()
            .filter(|path| is_connector(path))
            .map(|path| read(path))
            .collect(),
        answers,
        lexicon: Lexicon::parse(&read(&root.join("../../public/lexicon.json")))
            .expect("the lexicon"),
    }
}

/// Drives an operation with damaged answers; no operation asks for ever.
fn drive<T>(mut operation: Operation<T>, seeds: &Seeds, random: &mut Random) -> Option<T> {
    let mut answers = Vec::new();
    for _ in 0..40 {
        match operation.resume(answers) {
            Step::Done(result) => return result.ok(),
            Step::Send(requests) => {
                answers = requests.iter().map(|_| answer(seeds, random)).collect();
            }
        }
    }
    None
}

fn answer(seeds: &Seeds, random: &mut Random) -> Result<HttpResponse, Unreachable> {
    if random.below(30) == 0 {
        return Err(Unreachable::default());
    }
    let seed = random.of(&seeds.answers);
    Ok(HttpResponse {
        status: if random.below(8) == 0 { 400 } else { 200 },
        headers: vec![(
            "Link".to_owned(),
            "<https://example.org/x?page=2>; rel=\"next\"".to_owned(),
        )],
        body: damaged(seed, random),
    })
}

fn round(seeds: &Seeds, random: &mut Random) {
    match random.below(12) {
        0 => {
            let text = damaged("\"^https?://([^/]+)(/[a-z]{2,3}\\\\d+)*$\"", random);
            if let Ok(pattern) = Pattern::parse(&text) {
                let _ = pattern.find(random.of(&seeds.answers), 0);
            }
            return;
        }
        1 => {
            let json = answer(seeds, random)
                .map(|answer| answer.body)
                .unwrap_or_default();
            if let Ok(mut inference) = Inference::new(
                seeds.lexicon.clone(),
                "https://example.org/api/posts?page=1",
                &json,
            ) {
                let _ = inference.resume(None);
                let _ = inference.resume(Some(answer(seeds, random)));
            }
            return;
        }
        2 => {
            let _ = Preset::index(&damaged(
                "[{\"name\":\"a\",\"detect\":[{\"hint\":\"^/t/\",\"get\":\"{+site}/x\",\"expect\":\"$.a\",\"set\":{\"a\":\"@.b\"}}]}]",
                random,
            ));
            return;
        }
        _ => {}
    }
    let seed = random.of(&seeds.connectors);
    let json = if random.below(2) == 0 {
        seed.to_owned()
    } else {
        damaged(seed, random)
    };
    let Ok(connector) = Connector::parse(&json) else {
        return;
    };
    let params: BTreeMap<String, String> = connector
        .params()
        .iter()
        .map(|param| {
            let value = if param.is_url {
                "https://example.org"
            } else {
                "x"
            };
            (param.name.clone(), value.to_owned())
        })
        .collect();
    let Ok(source) = Arc::new(connector).bind(&params) else {
        return;
    };
    let session = Session::default();
    let posts: Option<Page<Post>> =
        drive(source.posts(&session, &PostQuery::default()), seeds, random);
    let next = posts.as_ref().and_then(|page| page.next.clone());
    if next.is_some() {
        let query = PostQuery {
            page: next,
            ..PostQuery::default()
        };
        drive(source.posts(&session, &query), seeds, random);
    }
    let post = posts
        .and_then(|page| page.items.into_iter().next())
        .unwrap_or_default();
    let comments: Option<Page<Comment>> = drive(
        source.comments(&session, &post, &CommentQuery::default()),
        seeds,
        random,
    );
    if let Some(page) = comments {
        let _ = Thread::build(&page.items);
        if let Some(stub) = page.stubs.first() {
            drive(
                source.more(&session, &post, page.items.first(), stub),
                seeds,
                random,
            );
        }
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn nothing_that_is_damaged_makes_the_engine_panic() {
    let seeds = seeds();
    if let Some(only) = number("BARAZA_FUZZ_ONLY") {
        return round(&seeds, &mut Random(only));
    }
    let rounds = number("BARAZA_FUZZ_ROUNDS").unwrap_or(3_000);
    let next = AtomicU64::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= rounds {
                        break;
                    }
                    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                        round(&seeds, &mut Random(at));
                    }));
                    assert!(
                        result.is_ok(),
                        "round {at}: play it again with BARAZA_FUZZ_ONLY={at}"
                    );
                    if (at + 1).is_multiple_of(100_000) {
                        println!("{} rounds", at + 1);
                    }
                }
            });
        }
    });
    println!("{rounds} rounds, no panic");
}
