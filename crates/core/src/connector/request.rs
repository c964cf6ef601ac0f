//! Requests and answers as values: what a host has to send, and what it hands back.

use std::sync::Arc;

/// An HTTP method (RFC 9110).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// GET
    #[default]
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// PATCH
    Patch,
    /// DELETE
    Delete,
}

impl Method {
    /// The method as it stands in a request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A request to send. Its origin is one the connector declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// The method.
    pub method: Method,
    /// The absolute address.
    pub url: String,
    /// Header fields, in order.
    pub headers: Vec<(String, String)>,
    /// The body, if any; its media type is among the headers.
    pub body: Option<RequestBody>,
    /// Whether the browser shall send and keep cookies.
    pub credentials: bool,
    /// Whether its body holds a secret, so that it must not be sent on to where a redirect leads.
    pub is_secret: bool,
}

/// What a request carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestBody {
    /// A text, sent as UTF-8.
    Text(String),
    /// Bytes as they are, such as those of an image.
    Bytes(Arc<[u8]>),
}

impl RequestBody {
    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Bytes(_) => None,
        }
    }

    /// What goes over the wire.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }
}

/// An answer that came back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HttpResponse {
    /// The status code.
    pub status: u16,
    /// The header fields that the host can see (in a browser: those CORS exposes).
    pub headers: Vec<(String, String)>,
    /// The body, decoded as UTF-8.
    pub body: String,
}

/// No answer came back, or none that the host may see.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
#[error("no answer: {detail}")]
pub struct Unreachable {
    /// What the host knows about it.
    pub detail: String,
    /// The server is there, but the browser withholds its answer (CORS).
    pub withheld: bool,
}
