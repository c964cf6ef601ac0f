//! Requests and answers as values: what a host has to send, and what it hands back.

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
    pub body: Option<String>,
    /// Whether the browser shall send and keep cookies.
    pub credentials: bool,
    /// Whether its body holds a secret, so that it must not be sent on to where a redirect leads.
    pub is_secret: bool,
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
