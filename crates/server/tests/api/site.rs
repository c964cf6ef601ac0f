//! A server of one's own for each test, and short words to talk to it.

use std::path::PathBuf;

use baraza_server::{Config, Server};
use clap::Parser as _;
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::document;

/// The name of the moderator of a site that was started by [`Site::start`].
pub(crate) const MODERATOR: &str = "mod";
pub(crate) const PASSWORD: &str = "a long password";

/// A running server.
pub(crate) struct Site {
    pub(crate) origin: String,
    pub(crate) http: reqwest::Client,
    pub(crate) directory: TempDir,
    arguments: Vec<String>,
    stop: Option<oneshot::Sender<()>>,
    task: Option<JoinHandle<()>>,
}

impl Site {
    /// An empty site without limits.
    pub(crate) async fn start() -> Self {
        Self::with(&[
            "--no-sample",
            "--rate-limit",
            "off",
            "--moderator",
            MODERATOR,
        ])
        .await
    }

    /// A site with these arguments.
    pub(crate) async fn with(arguments: &[&str]) -> Self {
        let mut site = Self {
            origin: String::new(),
            http: reqwest::Client::new(),
            directory: TempDir::new().unwrap(),
            arguments: arguments
                .iter()
                .map(|argument| (*argument).to_owned())
                .collect(),
            stop: None,
            task: None,
        };
        site.run().await;
        site
    }

    /// Where the files of the client are expected.
    pub(crate) fn dist(&self) -> PathBuf {
        self.directory.path().join("dist")
    }

    async fn run(&mut self) {
        let data = self.directory.path().join("data");
        let dist = self.dist();
        let config = ["baraza-server", "--port", "0"]
            .map(String::from)
            .into_iter()
            .chain([
                "--data".to_owned(),
                data.display().to_string(),
                "--dist".to_owned(),
                dist.display().to_string(),
            ]);
        let config = Config::parse_from(config.chain(self.arguments.clone()));
        let server = Server::bind(config).await.unwrap();
        self.origin = format!("http://{}", server.address());
        let (stop, stopped) = oneshot::channel::<()>();
        self.stop = Some(stop);
        self.task = Some(tokio::spawn(async move {
            let signal = async move {
                let _signal_or_dropped = stopped.await;
            };
            server.run(signal).await.unwrap();
        }));
    }

    /// Tells the server to stop and waits until it has.
    pub(crate) async fn stop(&mut self) {
        drop(self.stop.take());
        self.task.take().unwrap().await.unwrap();
    }

    /// Stops the server and starts it again on the same database.
    pub(crate) async fn restart(&mut self) {
        self.stop().await;
        self.run().await;
    }

    pub(crate) fn call(&self, method: Method, path: &str) -> Call {
        let request = self
            .http
            .request(method.clone(), format!("{}/api/v1{path}", self.origin));
        Call {
            method,
            path: path.to_owned(),
            request,
        }
    }

    pub(crate) fn get(&self, path: &str) -> Call {
        self.call(Method::GET, path)
    }

    pub(crate) fn post(&self, path: &str, body: Value) -> Call {
        self.call(Method::POST, path).json(body)
    }

    pub(crate) fn put(&self, path: &str, body: Value) -> Call {
        self.call(Method::PUT, path).json(body)
    }

    pub(crate) fn patch(&self, path: &str, body: Value) -> Call {
        self.call(Method::PATCH, path).json(body)
    }

    pub(crate) fn delete(&self, path: &str) -> Call {
        self.call(Method::DELETE, path)
    }

    /// Makes an account and returns its token.
    pub(crate) async fn sign_up(&self, name: &str) -> String {
        let body = json!({ "name": name, "password": PASSWORD });
        let session = self.post("/accounts", body).send().await.expect(201);
        session["token"].as_str().unwrap().to_owned()
    }

    /// Writes a post and returns its id.
    pub(crate) async fn new_post(&self, token: &str, title: &str) -> String {
        let body = json!({ "title": title, "body": "text" });
        id(&self.post("/posts", body).by(token).send().await.expect(201))
    }

    /// Writes a comment and returns its id.
    pub(crate) async fn new_comment(&self, token: &str, post: &str, body: &str) -> String {
        let call = self.post(&format!("/posts/{post}/comments"), json!({ "body": body }));
        id(&call.by(token).send().await.expect(201))
    }

    /// What comes back for these bytes.
    pub(crate) async fn raw(&self, request: &[u8]) -> String {
        let address = self.origin.strip_prefix("http://").unwrap();
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        stream.write_all(request).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}

pub(crate) fn id(item: &Value) -> String {
    item["id"].as_str().unwrap().to_owned()
}

/// The ids of a page's items.
pub(crate) fn ids(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(id).collect()
}

/// A request under construction.
pub(crate) struct Call {
    method: Method,
    path: String,
    request: reqwest::RequestBuilder,
}

impl Call {
    pub(crate) fn by(self, token: &str) -> Self {
        Self {
            request: self.request.bearer_auth(token),
            ..self
        }
    }

    pub(crate) fn header(self, name: &str, value: &str) -> Self {
        Self {
            request: self.request.header(name, value),
            ..self
        }
    }

    pub(crate) fn json(self, body: Value) -> Self {
        Self {
            request: self.request.json(&body),
            ..self
        }
    }

    /// A body of these bytes, said to be JSON.
    pub(crate) fn bytes(self, body: impl Into<Vec<u8>>) -> Self {
        let request = self
            .request
            .header("content-type", "application/json")
            .body(body.into());
        Self { request, ..self }
    }

    pub(crate) async fn send(self) -> Answer {
        let response = self.request.send().await.unwrap();
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let text = response.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        let answer = Answer {
            status,
            headers,
            body,
            text,
        };
        document::check(&self.method, &self.path, &answer);
        answer
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
    pub(crate) text: String,
}

impl Answer {
    /// The body, which must come with this status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.body
    }

    /// The problem, which must be of this status and code.
    #[track_caller]
    pub(crate) fn problem(self, status: u16, code: &str) -> Value {
        assert_eq!(
            (self.status, self.body["code"].as_str()),
            (status, Some(code)),
            "{}",
            self.text
        );
        self.body
    }

    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self
            .headers
            .get(name)
            .unwrap_or_else(|| panic!("no {name}: {self:?}"));
        value.to_str().unwrap()
    }
}
