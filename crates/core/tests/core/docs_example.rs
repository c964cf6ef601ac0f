//! One heading of the guide to the connector language; see `docs`.

use baraza_core::{
    connector::{
        Capabilities, Connector, DetectStep, Detected, Detection, Live, Need, OAuthClient,
        OAuthRequest, PostQuery, Preset, Problem, Session, SignInKind, Source,
    },
    model::Post,
};
use serde_json::{Map, Value, json};

use crate::{
    docs::{Block, config},
    fixtures::{answer, drive, perform_on, pruned, shown},
    support::{bind, json_of, minimal, ok, over, parse, run},
};

/// What has been read of a heading.
#[derive(Default)]
pub(crate) struct Example {
    pub(crate) heading: String,
    connector: Value,
    params: Map<String, Value>,
    session: Value,
    action: Value,
    item: Value,
    pub(crate) steps: Vec<Vec<Value>>,
}

fn read(block: &Block<'_>) -> Value {
    serde_json::from_str(&block.text).unwrap_or_else(|error| panic!("{error}: {}", block.text))
}

impl Example {
    /// Begins with a heading.
    pub(crate) fn of(heading: &str) -> Self {
        Self {
            heading: heading.to_owned(),
            connector: json!({}),
            ..Self::default()
        }
    }

    /// Takes a block in; how many examples it checked.
    pub(crate) fn take(&mut self, block: &Block<'_>) -> usize {
        match block.words.as_slice() {
            ["json", "connector"] => self.connector = read(block),
            ["json", "params"] => self.params = object(read(block)),
            ["json", "session"] => {
                self.session =
                    json!({ "auth": read(block), "account_id": "1", "account_name": "Ann" });
            }
            ["json", "write"] => self.action = read(block),
            ["json", "item"] => self.item = read(block),
            ["http", "request", beside @ ..] => {
                let pair = json!({ "request": request(&block.text) });
                match self.steps.last_mut().filter(|_| *beside == ["beside"]) {
                    Some(step) => step.push(pair),
                    None => self.steps.push(vec![pair]),
                }
            }
            ["json", "answer"] => self.answered(json!({ "body": read(block) })),
            ["http", "answer"] => self.answered(http_answer(&block.text)),
            ["json", "result", what, words @ ..] => {
                let found = readable(self.result(what, words));
                let expected = read(block);
                assert!(
                    found == expected,
                    "found {found:#}\ninstead of {expected:#}"
                );
                assert!(self.steps.is_empty(), "more answers than requests");
                return 1;
            }
            ["json", "values"] => return self.values(&read(block)),
            ["json", "holds"] => return self.predicates(&read(block)),
            ["json", "config"] => return config(&read(block)),
            ["sh" | "text"] => {}
            other => panic!("a block that is not checked: {other:?}"),
        }
        0
    }

    /// An answer belongs to the first request that has none; if there is none, to any request.
    fn answered(&mut self, answer: Value) {
        let pairs = self.steps.iter_mut().flatten();
        match pairs.into_iter().find(|pair| pair.get("answer").is_none()) {
            Some(pair) => pair["answer"] = answer,
            None => self
                .steps
                .push(vec![json!({ "request": "any", "answer": answer })]),
        }
    }

    fn file(&self) -> Value {
        if self.connector.get("format").is_some() {
            self.connector.clone()
        } else {
            over(minimal(), &self.connector)
        }
    }

    fn source(&self) -> Source {
        let connector = parse(&self.file()).unwrap_or_else(|problems| panic!("{problems:#?}"));
        let known = connector.params().to_vec();
        let mut params = Vec::new();
        for param in &known {
            let given = self.params.get(&param.name).and_then(Value::as_str);
            let usual = (param.is_url && param.default.is_none()).then_some("https://example.org");
            params.extend(given.or(usual).map(|value| (param.name.as_str(), value)));
        }
        bind(connector, &params)
    }

    fn session(&self) -> Session {
        serde_json::from_value(self.session.clone()).unwrap_or_default()
    }

    fn result(&mut self, what: &str, words: &[&str]) -> Value {
        let said = |name: &str| {
            let prefix = format!("{name}=");
            words.iter().find_map(|word| word.strip_prefix(&prefix))
        };
        let steps = std::mem::take(&mut self.steps);
        match what {
            "problems" => problems(&self.file()),
            "offers" => offers(&self.source()),
            "live" => {
                let post = said("post").map(post);
                live(self.source().live(&self.session(), post.as_ref()))
            }
            "oauth" => oauth(&self.source(), steps),
            "detect" => self.detect(said("address").expect("an address"), steps),
            _ => {
                let mut action = std::mem::take(&mut self.action);
                if what != "write" {
                    action = json!({ "what": what });
                    for name in ["sort", "search", "tag", "then"] {
                        action[name] = json!(said(name));
                    }
                    action["post"] = json!(said("post").map(post));
                    if action["then"] == "more" {
                        action["then"] = json!({ "more": 0 });
                    }
                }
                let case = json!({ "do": action, "exchange": steps, "session": self.session });
                let found = perform_on(&self.source(), &case, &self.heading);
                match what {
                    "posts" | "comments" | "held" => with_items(found),
                    _ => found,
                }
            }
        }
    }

    /// Runs pairs of expressions and values.
    fn values(&self, pairs: &Value) -> usize {
        let pairs = pairs.as_array().expect("a list of pairs");
        for pair in pairs {
            let keys = json!({ "posts": {
                "items": "$.items[*]",
                "map": { "id": { "lit": "1" }, "title": { "lit": "t" } },
                "capture": { "value": pair[0] }
            } });
            let found = self.first(&keys);
            let found = found.and_then(|post| post.capture.get("value").map(json_of));
            assert_eq!(found.unwrap_or_default(), pair[1], "of {}", pair[0]);
        }
        pairs.len()
    }

    /// Runs pairs of predicates and whether they hold.
    fn predicates(&self, pairs: &Value) -> usize {
        let pairs = pairs.as_array().expect("a list of pairs");
        for pair in pairs {
            let keys = json!({ "posts": {
                "items": "$.items[*]", "where": pair[0],
                "map": { "id": { "lit": "1" }, "title": { "lit": "t" } }
            } });
            assert_eq!(
                json!(self.first(&keys).is_some()),
                pair[1],
                "of {}",
                pair[0]
            );
        }
        pairs.len()
    }

    /// The first post that a connector makes of the item.
    fn first(&self, keys: &Value) -> Option<Post> {
        let file = over(over(minimal(), &self.connector), keys);
        let connector = parse(&file).unwrap_or_else(|problems| panic!("{problems:#?}"));
        let source = bind(connector, &[]);
        let mut answer = ok(&json!({ "items": [self.item], "count": 2 }));
        answer.headers = vec![("X-Total".to_owned(), "40".to_owned())];
        let page = run(
            source.posts(&Session::default(), &PostQuery::default()),
            [answer],
        );
        page.expect("a page").items.into_iter().next()
    }

    fn detect(&self, address: &str, steps: Vec<Vec<Value>>) -> Value {
        let mut preset = self.file();
        preset["name"] = json!("this");
        let presets = Preset::index(&json!([preset]).to_string()).expect("an index");
        let problems = Connector::problems_of_detection(&self.file().to_string());
        assert!(problems.is_empty(), "{problems:#?}");
        let mut detection = Detection::new(address, presets).expect("an address");
        let mut steps = steps.into_iter().flatten();
        let mut given = None;
        loop {
            match detection.resume(given) {
                DetectStep::Ask(request) => {
                    let pair = steps.next().unwrap_or_else(|| panic!("asks {request:?}"));
                    let line = format!("{} {}", request.method.as_str(), request.url);
                    assert_eq!(pair["request"]["line"], json!(line));
                    given = Some(answer(&pair["answer"]));
                }
                DetectStep::Done(Detected::Preset { params, .. }) => return json!(params),
                DetectStep::Done(Detected::Unknown { .. }) => return json!("unknown"),
            }
        }
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        other => panic!("an object is wanted, not {other}"),
    }
}

/// A page with its items, also where there are none.
fn with_items(mut found: Value) -> Value {
    if let Some(page) = found
        .as_object_mut()
        .filter(|page| !page.contains_key("failure"))
    {
        page.entry("items").or_insert_with(|| json!([]));
        if let Some(then) = page.get_mut("then") {
            *then = with_items(std::mem::take(then));
        }
    }
    found
}

/// What is known of a post when its comments are asked for.
fn post(id: &str) -> Post {
    Post {
        id: id.into(),
        ..Post::default()
    }
}

/// First line, header fields, and what comes after an empty line.
fn message(text: &str) -> (&str, Value, &str) {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let first = lines.next().unwrap_or("");
    let fields = lines.map(|line| line.split_once(": ").expect("a header field"));
    let fields = fields.map(|(name, value)| (name.to_owned(), json!(value)));
    (first, Value::Object(fields.collect()), body.trim())
}

fn request(text: &str) -> Value {
    let (line, headers, body) = message(text);
    let mut request = json!({ "line": line, "headers": headers });
    match serde_json::from_str::<Value>(body) {
        Ok(json) if !json.is_number() => request["json"] = json,
        _ if !body.is_empty() => request["body"] = json!(body),
        _ => {}
    }
    request
}

fn http_answer(text: &str) -> Value {
    let (line, headers, body) = message(text);
    match line.split(' ').nth(1) {
        Some(status) => json!({
            "status": status.parse::<u16>().expect("a status"), "headers": headers, "body": body
        }),
        None => json!(line.trim()),
    }
}

/// A result as the guide shows it.
fn readable(mut found: Value) -> Value {
    if let Some(members) = found.as_object_mut() {
        if let Some(next) = members.get_mut("next").filter(|next| next.is_string()) {
            *next = json!(true);
        }
        for name in ["locked", "pinned"] {
            if members.get(name) == Some(&json!(false)) {
                members.remove(name);
            }
        }
        for value in members.values_mut() {
            *value = readable(std::mem::take(value));
        }
    } else if let Some(items) = found.as_array_mut() {
        for item in items {
            *item = readable(std::mem::take(item));
        }
    }
    found
}

fn problems(file: &Value) -> Value {
    let found = parse(file).err().unwrap_or_default();
    let of = |problem: &Problem| json!([problem.pointer, problem.message, problem.hint]);
    found.iter().map(of).collect()
}

/// What the interface offers.
fn offers(source: &Source) -> Value {
    let Capabilities {
        post_sorts,
        comment_sorts,
        writes,
        idempotent,
        guest,
        sign_in,
        ..
    } = source.capabilities();
    let all = source.capabilities();
    let need = |need: Need| match need {
        Need::No => Value::Null,
        need => json!(need),
    };
    let mut found = pruned(&json!({
        "post_sorts": post_sorts,
        "comment_sorts": comment_sorts,
        "writes": writes,
        "idempotent": idempotent,
        "search": all.search.then_some(true),
        "tags": all.tags.then_some(true),
        "held": all.held.then_some(true),
        "downvote": all.downvote.then_some(true),
        "reactions": all.reactions,
        "guest": guest.map(|guest| json!({
            "name": need(guest.name), "email": need(guest.email), "url": need(guest.url)
        })),
        "sign_in": sign_in.as_ref().map(|with| json!({
            "kind": match with.kind {
                SignInKind::Login => "name and password",
                SignInKind::Basic => "name and password for this app",
                SignInKind::Token => "a pasted token",
                SignInKind::Site => "on the site itself",
                SignInKind::OAuth => "on the site itself, which sends one back",
            },
            "user_title": with.user_title,
            "secret_title": with.secret_title,
            "hint": with.hint,
        })),
        "sign_in_address": source.sign_in_address(),
        "sign_up": all.sign_up.then_some(true),
        "write_format": all.write_format,
        "max_length": all.max_length,
        "cors": all.cors,
        "recipe": all.recipe,
    }));
    // What every backend has that says nothing.
    if let Some(found) = found.as_object_mut() {
        found.retain(|name, value| match name.as_str() {
            "write_format" => value != "text",
            "cors" => value != "open",
            _ => true,
        });
    }
    found
}

fn live(live: Option<Live>) -> Value {
    match live {
        None => Value::Null,
        Some(Live::Poll(seconds)) => json!({ "poll": seconds }),
        Some(Live::Events { url, names }) => json!({ "events": url, "names": names }),
        Some(Live::Socket { url, greeting }) => json!({
            "socket": url,
            "greeting": greeting.map(|text| serde_json::from_str::<Value>(&text).expect("JSON"))
        }),
    }
}

/// The whole way: the client, where the person agrees, the session of the code.
pub(crate) fn oauth(source: &Source, steps: Vec<Vec<Value>>) -> Value {
    let redirect = "https://app.example/signed-in";
    let mut steps = steps.into_iter();
    let client: OAuthClient = drive(&mut steps, source.oauth_client(redirect)).expect("a client");
    let asked = OAuthRequest {
        redirect: redirect.to_owned(),
        state: "s1".to_owned(),
        challenge: "c1".to_owned(),
    };
    let address = source.oauth_address(&client, &asked).expect("an address");
    let session = source.oauth_session(&client, redirect, "code1", "v1");
    let session = shown(drive(&mut steps, session), |session| pruned(&session));
    json!({ "address": address, "session": session })
}
