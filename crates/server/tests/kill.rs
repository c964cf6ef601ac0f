//! No answered write is lost: the server is killed at a random moment, again and again.
//!
//! Each round starts the real program on the same data directory, sends 2,000 comments, 64 at
//! a time, each with its own idempotency key, and kills the program with SIGKILL after a random
//! number of answers.
//! After the next start, every comment that was answered with 201 must be there exactly once.
//! Then what was not answered is sent again with the same key, as a client would, and each of
//! these must be there once, too. `BARAZA_KILL_ROUNDS` sets the number of rounds.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "tests may fail by panicking, and so may what they share"
)]

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

const WRITES: usize = 2000;
const AT_ONCE: usize = 64;
/// How many of those without an answer are sent again after a kill; the first of them are the
/// ones that were under way.
const RESENT: usize = 100;
/// 20 rounds take minutes in a debug build, so that many are for the full check alone.
const DEFAULT_ROUNDS: u64 = 3;

/// The program, running on a data directory; killed when dropped.
struct Program {
    child: Child,
    api: String,
}

impl Program {
    fn start(data: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_baraza-server"))
            .args([
                "--port",
                "0",
                "--no-sample",
                "--rate-limit",
                "off",
                "--data",
            ])
            .arg(data)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let origin = line.trim().strip_prefix("listening on ").unwrap();
        let api = format!("{origin}/api/v1");
        Self { child, api }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // SIGKILL on Unix: no handler runs, nothing is flushed.
        let _already_dead = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// One client, with an account.
#[derive(Clone)]
struct Client {
    http: reqwest::Client,
    token: String,
}

/// Comments to send to one post, and the answers so far.
struct Batch {
    post: String,
    texts: Vec<String>,
    next: AtomicUsize,
    /// The ids by text.
    answered: Mutex<HashMap<String, String>>,
}

impl Batch {
    fn new(post: &str, texts: Vec<String>) -> Arc<Self> {
        let (post, next, answered) = (post.to_owned(), AtomicUsize::new(0), Mutex::default());
        Arc::new(Self {
            post,
            texts,
            next,
            answered,
        })
    }

    fn answers(&self) -> usize {
        self.answered.lock().unwrap().len()
    }
}

impl Client {
    async fn new(api: &str) -> Self {
        let http = reqwest::Client::new();
        let body = json!({ "name": "writer", "password": "a long password" });
        let answer = http
            .post(format!("{api}/accounts"))
            .json(&body)
            .send()
            .await
            .unwrap();
        let session: Value = answer.json().await.unwrap();
        let token = session["token"].as_str().unwrap().to_owned();
        Self { http, token }
    }

    async fn new_post(&self, api: &str, title: &str) -> String {
        let body = json!({ "title": title, "body": "text" });
        let call = self
            .http
            .post(format!("{api}/posts"))
            .bearer_auth(&self.token)
            .json(&body);
        let post: Value = call.send().await.unwrap().json().await.unwrap();
        post["id"].as_str().unwrap().to_owned()
    }

    /// Sends a comment; the id that it got, when there was an answer.
    async fn write(&self, api: &str, post: &str, text: &str) -> Option<String> {
        let call = self.http.post(format!("{api}/posts/{post}/comments"));
        let call = call
            .bearer_auth(&self.token)
            .header("idempotency-key", text);
        let answer = call.json(&json!({ "body": text })).send().await.ok()?;
        let status = answer.status();
        let comment: Value = answer.json().await.ok()?;
        assert_eq!(status, 201, "{comment}");
        Some(comment["id"].as_str().unwrap().to_owned())
    }

    /// Sends all comments of a batch, many at a time, until one gets no answer.
    async fn send(&self, api: &str, batch: &Arc<Batch>) {
        let send_some = || {
            let (this, api, batch) = (self.clone(), api.to_owned(), Arc::clone(batch));
            tokio::spawn(async move {
                while let Some(text) = batch.texts.get(batch.next.fetch_add(1, Ordering::Relaxed)) {
                    let Some(id) = this.write(&api, &batch.post, text).await else {
                        return;
                    };
                    batch.answered.lock().unwrap().insert(text.clone(), id);
                }
            })
        };
        for sender in (0..AT_ONCE).map(|_| send_some()).collect::<Vec<_>>() {
            sender.await.unwrap();
        }
    }

    /// Every answered comment is there under its id, and no text is there twice.
    async fn verify(&self, api: &str, batch: &Batch) -> HashMap<String, String> {
        let found = self.read_all(api, &batch.post).await;
        for (text, id) in &*batch.answered.lock().unwrap() {
            assert_eq!(found.get(id), Some(text), "{text} was answered and is lost");
        }
        let texts: HashSet<_> = found.values().collect();
        assert_eq!(texts.len(), found.len(), "something was stored twice");
        found
    }

    /// The text of every comment, by id.
    async fn read_all(&self, api: &str, post: &str) -> HashMap<String, String> {
        let mut found = HashMap::new();
        let mut cursor = String::new();
        loop {
            let url = format!("{api}/posts/{post}/comments?limit=500&cursor={cursor}");
            let page: Value = self
                .http
                .get(url)
                .send()
                .await
                .unwrap()
                .json()
                .await
                .unwrap();
            for item in page["items"].as_array().unwrap() {
                let text = |name: &str| item[name].as_str().unwrap().to_owned();
                assert_eq!(found.insert(text("id"), text("body")), None);
            }
            match page["next"].as_str() {
                Some(next) => next.clone_into(&mut cursor),
                None => return found,
            }
        }
    }
}

/// A number below a limit; a fresh hasher's keys are chance enough.
fn random_below(limit: usize) -> usize {
    let random = RandomState::new().build_hasher().finish();
    usize::try_from(random % u64::try_from(limit).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answered_write_survives_a_kill_and_none_is_there_twice() {
    let rounds = std::env::var("BARAZA_KILL_ROUNDS")
        .map_or(DEFAULT_ROUNDS, |rounds| rounds.parse().unwrap());
    let begin = Instant::now();
    let directory = tempfile::TempDir::new().unwrap();
    let mut program = Program::start(directory.path());
    let client = Client::new(&program.api).await;
    let mut batches: Vec<Arc<Batch>> = Vec::new();
    for round in 0..rounds {
        let post = client
            .new_post(&program.api, &format!("round {round}"))
            .await;
        let texts = (0..WRITES)
            .map(|number| format!("round {round} no {number}"))
            .collect();
        let batch = Batch::new(&post, texts);
        let writing = {
            let (client, api, batch) = (client.clone(), program.api.clone(), Arc::clone(&batch));
            tokio::spawn(async move { client.send(&api, &batch).await })
        };
        let enough = random_below(WRITES - AT_ONCE);
        while batch.answers() < enough && !writing.is_finished() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_micros(
            u64::try_from(random_below(10_000)).unwrap(),
        ))
        .await;
        drop(program);
        writing.await.unwrap();

        program = Program::start(directory.path());
        let found = client.verify(&program.api, &batch).await;
        let answered = batch.answered.lock().unwrap().clone();
        let (count, unheard) = (answered.len(), found.len() - answered.len());
        // The honest client sends again, with the same keys, what it has no answer for.
        let unanswered = batch
            .texts
            .iter()
            .filter(|text| !answered.contains_key(*text));
        let again = Batch::new(&post, unanswered.take(RESENT).cloned().collect());
        client.send(&program.api, &again).await;
        assert_eq!(again.answers(), again.texts.len());
        client.verify(&program.api, &again).await;
        println!("round {round}: killed after {count} answers, {unheard} more were stored");
        batches.extend([batch, again]);
    }
    let mut answers = 0;
    for batch in &batches {
        client.verify(&program.api, batch).await;
        answers += batch.answers();
    }
    println!(
        "{rounds} rounds, {answers} answered writes, {:?}",
        begin.elapsed()
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_signal_to_stop_ends_the_program_in_order() {
    let directory = tempfile::TempDir::new().unwrap();
    let mut program = Program::start(directory.path());
    let client = Client::new(&program.api).await;
    client.new_post(&program.api, "before the stop").await;
    let id = program.child.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(sent.success());
    let begin = Instant::now();
    let status = program.child.wait().unwrap();
    assert!(status.success(), "{status}");
    assert!(begin.elapsed() < Duration::from_secs(5));
    // Closed in order, the database is one file again.
    let files: Vec<_> = std::fs::read_dir(directory.path()).unwrap().collect();
    assert_eq!(files.len(), 1, "{files:?}");
}
