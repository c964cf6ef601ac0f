//! The API under `/api/v1`: which address is answered by whom, and what holds for all.
//!
//! Every answer that is not a success is a problem document, whatever went wrong: see
//! [`crate::error`]. `openapi.json` beside the sources describes all of it; a test keeps the
//! two together.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post, put};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::app::App;
use crate::error::ApiError;
use crate::{assets, events};

mod accounts;
mod comments;
mod images;
mod moderation;
mod oauth;
mod openapi;
mod posts;
mod tags;
mod view;
mod votes;

pub(crate) use oauth::{OAuth, is_usable as is_redirect_uri};

/// Where the API lives.
const PREFIX: &str = "/api/v1";
/// How long a request may take, its body included, which may come over a slow link.
const PATIENCE: Duration = Duration::from_mins(1);
/// The longest time that a browser remembers what CORS allows.
const CORS_MAX_AGE: Duration = Duration::from_hours(24);

/// Everything the server answers.
pub(crate) fn router(app: Arc<App>) -> Router {
    let cors = cors(&app.config.cors);
    let routes = Router::new()
        .nest(PREFIX, endpoints())
        .merge(oauth::well_known())
        .fallback(assets::serve)
        .with_state(app);
    let routes = guard(routes)
        .layer(CompressionLayer::new())
        .layer(middleware::map_response(forbid_sniffing));
    match cors {
        Some(cors) => routes.layer(cors),
        None => routes,
    }
}

fn endpoints() -> Router<Arc<App>> {
    Router::new()
        .route("/posts", get(posts::list).post(posts::create))
        .route(
            "/posts/{id}",
            get(posts::show).patch(posts::edit).delete(posts::delete),
        )
        .route("/posts/{id}/vote", put(votes::on_post))
        .route(
            "/posts/{id}/comments",
            get(comments::list).post(comments::create),
        )
        .route("/posts/{id}/remove", post(moderation::remove_post))
        .route("/posts/{id}/lock", post(moderation::lock_post))
        .route("/posts/{id}/pin", post(moderation::pin_post))
        .route(
            "/comments/{id}",
            get(comments::show)
                .patch(comments::edit)
                .delete(comments::delete),
        )
        .route("/comments/{id}/vote", put(votes::on_comment))
        .route("/comments/{id}/approve", post(moderation::approve_comment))
        .route("/comments/{id}/remove", post(moderation::remove_comment))
        .route("/images", post(images::create))
        .route("/images/{id}", get(images::show).delete(images::delete))
        .route("/moderation", get(moderation::held))
        .route("/accounts", post(accounts::sign_up))
        .route("/sessions", post(accounts::sign_in))
        .route(
            "/sessions/current",
            axum::routing::delete(accounts::sign_out),
        )
        .route("/me", get(accounts::me))
        .route("/oauth/providers", get(oauth::providers))
        .route("/oauth/authorize", get(oauth::authorize))
        .route("/oauth/callback/{id}", get(oauth::callback))
        .route("/oauth/token", post(oauth::token))
        .route("/tags", get(tags::list))
        .route("/events", get(events::stream))
        .route("/health", get(openapi::health))
        .route("/openapi.json", get(openapi::document))
        .fallback(async || ApiError::NotFound("there is nothing at this address"))
        .method_not_allowed_fallback(async || ApiError::MethodNotAllowed)
        .layer(middleware::map_response(disarm))
}

/// Turns what takes too long and what panics into problem documents.
fn guard(routes: Router) -> Router {
    routes
        .layer(middleware::from_fn(limit_time))
        .layer(CatchPanicLayer::custom(report_panic))
}

async fn limit_time(request: Request, next: Next) -> Result<Response, ApiError> {
    tokio::time::timeout(PATIENCE, next.run(request))
        .await
        .map_err(|_elapsed| ApiError::Timeout)
}

fn report_panic(panic: Box<dyn Any + Send>) -> Response {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!("a request panicked: {message}");
    ApiError::Internal.into_response()
}

/// Marks every answer: its type is what it says.
async fn forbid_sniffing(mut response: Response) -> Response {
    let nosniff = HeaderValue::from_static("nosniff");
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
    response
}

/// Marks the answers of the API: opened as a page, they do nothing, unless they are one. Files of the client get
/// no such policy, because a service worker lives under the one that its script came with.
async fn disarm(mut response: Response) -> Response {
    let policy = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
    let headers = response.headers_mut();
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(policy);
    response
}

/// Whether the text is an origin as browsers send it, or `*`.
pub(crate) fn is_origin(text: &str) -> bool {
    text == "*"
        || url::Url::parse(text).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text
        })
}

fn cors(origins: &[String]) -> Option<CorsLayer> {
    let allowed = if origins.iter().any(|origin| origin == "*") {
        AllowOrigin::any()
    } else {
        AllowOrigin::list(
            origins
                .iter()
                .filter_map(|origin| HeaderValue::try_from(origin).ok()),
        )
    };
    let layer = CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_MATCH,
            HeaderName::from_static("idempotency-key"),
        ])
        .expose_headers([
            header::ETAG,
            header::LINK,
            header::LOCATION,
            header::RETRY_AFTER,
            HeaderName::from_static("idempotency-replayed"),
        ])
        .max_age(CORS_MAX_AGE);
    (!origins.is_empty()).then_some(layer)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::StatusCode;
    use tower::ServiceExt as _;

    use super::*;

    /// What the guarded routes answer to `GET /`.
    async fn answer(routes: Router) -> (StatusCode, HeaderValue) {
        let request = Request::get("/").body(Body::empty()).unwrap();
        let response = guard(routes).oneshot(request).await.unwrap();
        (
            response.status(),
            response.headers()[header::CONTENT_TYPE].clone(),
        )
    }

    #[tokio::test]
    async fn a_panic_is_a_problem_document() {
        let routes = Router::new().route("/", get(async || -> &str { panic!("a bug") }));
        let (status, content_type) = answer(routes).await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(content_type, "application/problem+json");
    }

    #[tokio::test(start_paused = true)]
    async fn what_takes_too_long_is_a_problem_document() {
        let routes = Router::new().route("/", get(std::future::pending::<&str>));
        let (status, content_type) = answer(routes).await;
        assert_eq!(status, StatusCode::REQUEST_TIMEOUT);
        assert_eq!(content_type, "application/problem+json");
    }

    #[test]
    fn an_origin_is_scheme_host_and_port_and_nothing_else() {
        for text in ["*", "https://example.org", "http://localhost:3000"] {
            assert!(is_origin(text), "{text}");
        }
        for text in [
            "",
            "example.org",
            "https://example.org/",
            "ftp://example.org",
            "null",
        ] {
            assert!(!is_origin(text), "{text}");
        }
    }
}
