//! Sends requests and brings answers back.
//!
//! The one door to the network. A request of a source leaves only for an origin that its
//! connector declared, carries no cookie unless asked to and no referrer, and does not follow a
//! redirect when it carries credentials.

use baraza_core::connector::{HttpRequest, HttpResponse, Method, RequestBody, Unreachable};
use gloo_net::http::{RequestBuilder, Response};
use js_sys::Uint8Array;
use web_sys::{
    AbortController, ReferrerPolicy, RequestCache, RequestCredentials, RequestMode,
    RequestRedirect, Url, window,
};

use super::timer;

/// How long an answer may take, in milliseconds. Slow links are served; dead ones end.
const TIMEOUT: i32 = 45_000;

/// The slowest link that is waited for, in bytes per millisecond.
const BYTES_PER_MS: usize = 10;

/// How long to wait for a sign of life from a server whose answer did not come, in milliseconds.
const PATIENCE: i32 = 5_000;

/// Whether a cache may answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caching {
    /// As the server has told.
    AsTold,
    /// No: what counts is what the server has now.
    Fresh,
}

/// Sends a request of a source.
///
/// # Errors
/// No answer came, the browser withheld it, or the address is not one of `origins`.
pub async fn send(request: &HttpRequest, origins: &[String]) -> Result<HttpResponse, Unreachable> {
    send_with(request, origins, Caching::AsTold).await
}

/// The same, with a word on caches.
///
/// # Errors
/// As [`send`].
pub async fn send_with(
    request: &HttpRequest,
    origins: &[String],
    caching: Caching,
) -> Result<HttpResponse, Unreachable> {
    let origin = Url::new(&request.url)
        .map(|url| url.origin())
        .unwrap_or_default();
    if !origins.contains(&origin) {
        return Err(unreachable("the address is not one of the source's"));
    }
    let has_secret = request.is_secret
        || request
            .headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    let mut builder = RequestBuilder::new(&request.url)
        .method(method(request.method))
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .credentials(if request.credentials {
            RequestCredentials::Include
        } else {
            RequestCredentials::Omit
        });
    if caching == Caching::Fresh {
        builder = builder.cache(RequestCache::NoStore);
    }
    if has_secret {
        builder = builder.redirect(RequestRedirect::Error);
    }
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    match exchange(builder, request.body.as_ref()).await {
        Err(error) => Err(Unreachable {
            withheld: is_there(&origin).await,
            ..error
        }),
        answer => answer,
    }
}

/// Whether a server is there at all. Its answer to this is not for us to read, but that there is one
/// tells a browser that withholds answers (CORS) from a network that has none.
async fn is_there(origin: &str) -> bool {
    let own = window().and_then(|window| window.location().origin().ok());
    if own.as_deref() == Some(origin) {
        return false;
    }
    let builder = RequestBuilder::new(origin)
        .mode(RequestMode::NoCors)
        .credentials(RequestCredentials::Omit)
        .referrer_policy(ReferrerPolicy::NoReferrer);
    let asked = async { builder.build().ok()?.send().await.ok() };
    let timeout = timer::sleep(PATIENCE);
    futures_util::pin_mut!(asked, timeout);
    matches!(
        futures_util::future::select(asked, timeout).await,
        futures_util::future::Either::Left((Some(_), _))
    )
}

/// Fetches one of the app's own files.
///
/// # Errors
/// No answer came.
pub async fn own_file(path: &str) -> Result<HttpResponse, Unreachable> {
    exchange(
        RequestBuilder::new(path).credentials(RequestCredentials::SameOrigin),
        None,
    )
    .await
}

async fn exchange(
    builder: RequestBuilder,
    body: Option<&RequestBody>,
) -> Result<HttpResponse, Unreachable> {
    let abort = AbortController::new().ok();
    let builder = builder.abort_signal(abort.as_ref().map(AbortController::signal).as_ref());
    let answer = async {
        let request = match body {
            Some(RequestBody::Text(text)) => builder.body(text.as_str()),
            Some(RequestBody::Bytes(bytes)) => builder.body(Uint8Array::from(&**bytes)),
            None => builder.build(),
        };
        let response = request.map_err(refused)?.send().await.map_err(refused)?;
        read(response).await
    };
    // What is large takes its time over a slow link.
    let size = body.map_or(0, |body| body.as_bytes().len());
    let timeout = timer::sleep(TIMEOUT + i32::try_from(size / BYTES_PER_MS).unwrap_or(TIMEOUT));
    futures_util::pin_mut!(answer, timeout);
    match futures_util::future::select(answer, timeout).await {
        futures_util::future::Either::Left((answer, _)) => answer,
        futures_util::future::Either::Right(_) => {
            if let Some(abort) = abort {
                abort.abort();
            }
            Err(unreachable("it took too long"))
        }
    }
}

async fn read(response: Response) -> Result<HttpResponse, Unreachable> {
    Ok(HttpResponse {
        status: response.status(),
        headers: response.headers().entries().collect(),
        body: response.text().await.map_err(refused)?,
    })
}

/// The address that `reference` stands for on this page, if it is one.
pub fn resolve(reference: &str) -> Option<String> {
    let base = window()?.location().href().ok()?;
    Url::new_with_base(reference, &base)
        .ok()
        .map(|url| url.href())
}

fn refused(error: gloo_net::Error) -> Unreachable {
    // Spelling the third kind, which is about JSON, would link a second JSON library.
    match error {
        gloo_net::Error::JsError(error) => unreachable(&error.message),
        gloo_net::Error::GlooError(message) => unreachable(&message),
        gloo_net::Error::SerdeError(_) => unreachable("it cannot be read"),
    }
}

fn unreachable(detail: &str) -> Unreachable {
    Unreachable {
        detail: detail.to_owned(),
        withheld: false,
    }
}

fn method(method: Method) -> gloo_net::http::Method {
    match method {
        Method::Get => gloo_net::http::Method::GET,
        Method::Post => gloo_net::http::Method::POST,
        Method::Put => gloo_net::http::Method::PUT,
        Method::Patch => gloo_net::http::Method::PATCH,
        Method::Delete => gloo_net::http::Method::DELETE,
    }
}
