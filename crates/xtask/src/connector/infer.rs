//! `cargo xtask connector infer`: a connector for an API that nobody has described.
//!
//! What is printed is a beginning: a person reads it, corrects what was not found well, and adds
//! what a list of posts does not tell. Writing is not guessed here.

use std::path::Path;
use std::process::ExitCode;

use baraza_core::connector::{Connector, HttpRequest, Method, Unreachable};
use baraza_core::infer::{Guess, InferError, InferStep, Inference, Lexicon, List};
use baraza_core::url::origin;
use serde_json::{Map, Value, json};

use super::host::Host;
use super::told;
use crate::cli::{InferOptions, Place};
use crate::error::Error;
use crate::files;
use crate::workspace::Workspace;

/// The site of answers that come from files, to be corrected by hand.
const UNKNOWN: &str = "https://example.org";

/// Asks, guesses and prints.
///
/// # Errors
/// There is no answer, or nothing can be guessed from it.
pub fn run(options: &InferOptions) -> Result<ExitCode, Error> {
    let guess = guess(options)?;
    println!("{:#}", shown(&guess)?);
    if options.posts.url().is_none() {
        eprintln!("A file does not say where it is from: correct `base` and `request`.");
    }
    if guess.comments.is_none() {
        eprintln!("No comments were found; `--comments` says where those of a post are.");
    } else if matches!(options.comments, Some(Place::File(_))) {
        eprintln!("The address of the comments is a guess: correct `request` of `comments`.");
    }
    Ok(ExitCode::SUCCESS)
}

fn guess(options: &InferOptions) -> Result<Guess, Error> {
    let places = [Some(&options.posts), options.comments.as_ref()];
    let urls = places.into_iter().flatten().filter_map(Place::url);
    let origins: Vec<String> = urls.filter_map(origin).collect();
    // Comments that have an address have it where the posts are.
    let site = origins.first().map_or(UNKNOWN, String::as_str);
    let address = match options.posts.url() {
        Some(url) => url.to_owned(),
        None => format!("{site}/posts"),
    };
    let host = Host::new(origins);
    let lost = |source: InferError, place: &Place| Error::NoGuess {
        place: place.to_string(),
        advice: advice(&source),
        source,
    };
    let posts = answer(&host, &options.posts)?;
    let mut inference = Inference::new(lexicon()?, &address, &posts)
        .map_err(|error| lost(error, &options.posts))?;
    if let Some(place) = &options.comments {
        let comments = answer(&host, place)?;
        inference
            .take_comments(place.url(), &comments)
            .map_err(|error| lost(error, place))?;
    }
    let mut answered = None;
    loop {
        match inference.resume(answered) {
            InferStep::Done(guess) => return Ok(*guess),
            InferStep::Ask(request) if options.posts.url().is_some() => {
                eprintln!("asking {}", request.url);
                answered = Some(host.send(&request));
            }
            // Whom should a file ask?
            InferStep::Ask(_) => answered = Some(Err(Unreachable::default())),
        }
    }
}

fn lexicon() -> Result<Lexicon, Error> {
    let path = Workspace::find()?.root.join("public/lexicon.json");
    Lexicon::parse(&files::read_text(&path)?)
        .map_err(|error| Error::Unsound(format!("{}: {error}", path.display())))
}

fn answer(host: &Host, place: &Place) -> Result<String, Error> {
    let url = match place {
        Place::File(path) => return files::read_text(path),
        Place::Url(url) => url,
    };
    let unanswered = |detail: String| Error::Unanswered {
        url: url.clone(),
        detail,
    };
    let request = HttpRequest {
        method: Method::Get,
        url: url.clone(),
        headers: vec![("Accept".to_owned(), "application/json".to_owned())],
        body: None,
        credentials: false,
        is_secret: false,
    };
    let answer = host
        .send(&request)
        .map_err(|unreachable| unanswered(unreachable.detail))?;
    if (200..300).contains(&answer.status) {
        Ok(answer.body)
    } else {
        Err(unanswered(format!("the answer is {}", answer.status)))
    }
}

/// What was looked for, in words that help to give the right thing.
fn advice(error: &InferError) -> &'static str {
    match error {
        InferError::NotJson(_) => "Looked for JSON: give the address of the API, not of a page.",
        InferError::NoList => {
            "Looked for an array of objects, or an object whose keys are identifiers, at most six \
             levels deep, whose items have a title or a text."
        }
        InferError::NoAddress => "Looked for an http(s) address.",
        InferError::NoComments => {
            "Looked for an array of objects, at most six levels deep, whose items have a text."
        }
        InferError::Elsewhere => "A connector guessed here asks one site; save them as a file.",
        InferError::NoPost => {
            "Looked for it as a part of the path and as a value of the query, to put the post that \
             is open in its place."
        }
    }
}

/// The connector, with how sure each of its fields is.
fn shown(guess: &Guess) -> Result<Value, Error> {
    if let Err(problems) = Connector::parse(&guess.connector) {
        return Err(Error::Unsound(told(Path::new("the guess"), &problems)));
    }
    let connector: Value = serde_json::from_str(&guess.connector)
        .map_err(|error| Error::Unsound(format!("the guess: {error}")))?;
    let mut confidence = Map::new();
    add("posts", &guess.posts, &connector, &mut confidence);
    if let Some(comments) = &guess.comments {
        add("comments", comments, &connector, &mut confidence);
    }
    Ok(json!({ "connector": connector, "confidence": confidence }))
}

/// Adds the fields of a list that the connector has, by their places in it.
fn add(name: &str, list: &List, connector: &Value, confidence: &mut Map<String, Value>) {
    let rounded = |share: f64| Value::from((share * 100.0).round() / 100.0);
    confidence.insert(format!("{name}.items"), rounded(list.confidence));
    for field in &list.fields {
        for key in ["map", "tree"] {
            let place = format!("{name}.{key}.{}", field.role.name());
            let pointer = format!("/{}", place.replace('.', "/"));
            if connector.pointer(&pointer).is_some() {
                confidence.insert(place, rounded(field.confidence));
            }
        }
    }
}
