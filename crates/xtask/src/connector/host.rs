//! Sends the requests of a source without a browser.
//!
//! As careful as the client's own door to the network: a request leaves only for an origin of the
//! source, a redirect is followed only by a plain request that carries nothing secret, and an
//! answer that is too long or too late is none. Cookies live as long as the host does.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use baraza_core::connector::{
    Failure, HttpRequest, HttpResponse, Method, Operation, Session, Step, Unreachable,
};
use baraza_core::url::{join, origin};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, Body, http};

/// How long an answer may take, as in the client.
const LIMIT: Duration = Duration::from_secs(45);
/// No answer is longer.
const MAX_BODY: u64 = 16 * 1024 * 1024;
/// So many requests are on their way at once; browsers send as many to one host.
const AT_ONCE: usize = 6;
/// No chain of redirects is longer.
const MAX_REDIRECTS: u32 = 5;

/// Sends requests to the origins of one source.
pub struct Host {
    agent: Agent,
    origins: Vec<String>,
    cookies: Mutex<Cookies>,
}

impl Host {
    /// A host that may speak to these origins.
    pub fn new(origins: Vec<String>) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = TlsConfig::builder()
            .unversioned_rustls_crypto_provider(provider)
            .root_certs(RootCerts::PlatformVerifier)
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .timeout_global(Some(LIMIT))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent("baraza")
            // PATCH and DELETE with a body are ordinary requests of connectors.
            .allow_non_standard_methods(true)
            .build();
        Self {
            agent: config.new_agent(),
            origins,
            cookies: Mutex::default(),
        }
    }

    /// Drives an operation to its end. The second value is the session, if it was renewed on the
    /// way.
    pub fn drive<T>(&self, mut operation: Operation<T>) -> (Result<T, Failure>, Option<Session>) {
        let mut answers = Vec::new();
        loop {
            match operation.resume(answers) {
                Step::Send(requests) => answers = self.send_all(&requests),
                Step::Done(result) => return (result, operation.take_renewed()),
            }
        }
    }

    fn send_all(&self, requests: &[HttpRequest]) -> Vec<Result<HttpResponse, Unreachable>> {
        let mut answers = Vec::with_capacity(requests.len());
        for some in requests.chunks(AT_ONCE) {
            thread::scope(|scope| {
                let sent: Vec<_> = some
                    .iter()
                    .map(|request| scope.spawn(|| self.send(request)))
                    .collect();
                answers.extend(sent.into_iter().map(|answer| {
                    answer
                        .join()
                        .unwrap_or_else(|_| Err(unreachable("it could not be sent")))
                }));
            });
        }
        answers
    }

    /// Sends one request.
    ///
    /// # Errors
    /// No answer came, or the address is not one of the source's.
    pub fn send(&self, request: &HttpRequest) -> Result<HttpResponse, Unreachable> {
        let mut url = request.url.clone();
        for _ in 0..=MAX_REDIRECTS {
            let answer = self.send_to(&url, request)?;
            match redirection(&answer) {
                None => return Ok(answer),
                Some(_) if is_private(request) => {
                    return Err(unreachable(
                        "it redirects, which a request with credentials or a body does not follow",
                    ));
                }
                Some(target) => {
                    url = join(&url, target)
                        .ok_or_else(|| unreachable("it redirects to no http(s) address"))?;
                }
            }
        }
        Err(unreachable("it redirects in circles"))
    }

    fn send_to(&self, url: &str, request: &HttpRequest) -> Result<HttpResponse, Unreachable> {
        let origin = origin(url)
            .filter(|origin| self.origins.contains(origin))
            .ok_or_else(|| unreachable("the address is not one of the source's"))?;
        let mut builder = http::Request::builder()
            .method(request.method.as_str())
            .uri(url);
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if request.credentials
            && let Some(cookies) = self.cookies().of(&origin)
        {
            builder = builder.header("cookie", cookies);
        }
        let answer = match &request.body {
            Some(body) => self
                .agent
                .run(builder.body(body.as_bytes()).map_err(refused)?),
            None => self.agent.run(builder.body(()).map_err(refused)?),
        };
        let answer = answer.map_err(refused)?;
        if request.credentials {
            self.cookies().keep(&origin, &answer);
        }
        read(answer)
    }

    fn cookies(&self) -> std::sync::MutexGuard<'_, Cookies> {
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(answer: http::Response<Body>) -> Result<HttpResponse, Unreachable> {
    let (parts, mut body) = answer.into_parts();
    let bytes = body
        .with_config()
        .limit(MAX_BODY)
        .read_to_vec()
        .map_err(refused)?;
    let headers = parts.headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.as_str().to_owned(), value)
    });
    Ok(HttpResponse {
        status: parts.status.as_u16(),
        headers: headers.collect(),
        body: String::from_utf8_lossy(&bytes).into_owned(),
    })
}

fn redirection(answer: &HttpResponse) -> Option<&str> {
    let is_one = matches!(answer.status, 301 | 302 | 303 | 307 | 308);
    let location = answer.headers.iter().find(|(name, _)| name == "location");
    location
        .filter(|_| is_one)
        .map(|(_, target)| target.as_str())
}

/// Whether a request must not be sent to another address than its own.
fn is_private(request: &HttpRequest) -> bool {
    // Only these say nothing about who asks: secrets also go by names that connectors choose.
    let plain = ["accept", "accept-language", "range", "range-unit"];
    let is_plain = |name: &str| plain.iter().any(|known| name.eq_ignore_ascii_case(known));
    request.method != Method::Get
        || request.credentials
        || request.body.is_some()
        || !request.headers.iter().all(|(name, _)| is_plain(name))
}

fn refused(error: impl std::fmt::Display) -> Unreachable {
    unreachable(&error.to_string())
}

fn unreachable(detail: &str) -> Unreachable {
    Unreachable {
        detail: detail.to_owned(),
        withheld: false,
    }
}

/// The cookies of each origin. A cookie goes back to where it came from and nowhere else, on all
/// paths; other than in a browser, it never outlives the run.
#[derive(Default)]
struct Cookies {
    of_origin: BTreeMap<String, BTreeMap<String, String>>,
}

impl Cookies {
    fn of(&self, origin: &str) -> Option<String> {
        let pairs = self.of_origin.get(origin)?.iter();
        let pairs: Vec<String> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        Some(pairs.join("; ")).filter(|text| !text.is_empty())
    }

    fn keep(&mut self, origin: &str, answer: &http::Response<Body>) {
        let fields = answer.headers().get_all("set-cookie");
        for text in fields.iter().filter_map(|field| field.to_str().ok()) {
            self.set(origin, text);
        }
    }

    fn set(&mut self, origin: &str, text: &str) {
        let mut parts = text.split(';').map(str::trim);
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
            return;
        };
        let is_over = parts.any(|attribute| {
            attribute.split_once('=').is_some_and(|(name, seconds)| {
                name.eq_ignore_ascii_case("max-age")
                    && seconds.parse::<i64>().is_ok_and(|seconds| seconds <= 0)
            })
        });
        let cookies = self.of_origin.entry(origin.to_owned()).or_default();
        if is_over || value.is_empty() {
            cookies.remove(name);
        } else {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

#[cfg(test)]
mod tests;
