//! `GET /openapi.json` and `GET /health`: what the API says about itself.
//!
//! The document is kept by hand. The tests hold every answer of every endpoint against it,
//! and every route of `api.rs` against its paths.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde::Serialize;

use crate::app::App;
use crate::error::ApiError;
use crate::extract::private_json;

const DOCUMENT: &str = include_str!("../../openapi.json");

/// `GET /openapi.json`
pub(super) async fn document() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, DOCUMENT)
}

#[derive(Debug, Serialize)]
struct Health {
    status: &'static str,
    version: &'static str,
}

/// `GET /health`: fine when the database answers.
pub(super) async fn health(State(app): State<Arc<App>>) -> Result<impl IntoResponse, ApiError> {
    sqlx::query("SELECT 1")
        .execute(&mut *app.db.read().await?)
        .await?;
    Ok(private_json(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
    }))
}
