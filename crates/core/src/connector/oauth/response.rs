//! The authorization response: what an authorization server sends the person back with (RFC 6749
//! §4.1.2), and whether it may be believed (RFC 9207, RFC 9700).
//!
//! The order matters. First whose attempt it answers, then who answers, and only then what is said:
//! words of a stranger are not shown as the server's.

use std::borrow::Cow;

use super::{OAuth, OAuthRequest};
use crate::{
    connector::{Source, bound::Situation, session::Session, template::Address},
    url,
};

/// Why an authorization response brings no code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthorizationError {
    /// It answers another attempt, or none: its `state` is not the one that was sent.
    #[error("the answer belongs to another attempt to sign in")]
    State,
    /// It is no authorization response: a parameter stands in it twice, or there is no code.
    #[error("the answer is not one of an authorization server")]
    Malformed,
    /// Another server answers than the one that was asked (RFC 9207), or it does not say who it is.
    #[error("the answer comes from another server than the one that was asked")]
    Issuer,
    /// The person, or the server for them, said no.
    #[error("access was denied")]
    Denied,
    /// The server refuses for another reason.
    #[error("{}", .description.as_deref().unwrap_or(.code))]
    Refused {
        /// Its error code, such as `invalid_scope`.
        code: String,
        /// Its own words.
        description: Option<String>,
    },
}

impl Source {
    /// The code in the query of the address that the person came back to.
    ///
    /// # Errors
    /// There is none, or it may not be believed; see [`AuthorizationError`]. After any error but
    /// [`AuthorizationError::State`] the attempt is over.
    pub fn oauth_code(
        &self,
        request: &OAuthRequest,
        query: &str,
    ) -> Result<String, AuthorizationError> {
        let one = |name: &str| sole(query, name);
        let is_ours = |state: &Cow<'_, str>| !state.is_empty() && *state == request.state;
        if !matches!(one("state"), Ok(Some(state)) if is_ours(&state)) {
            return Err(AuthorizationError::State);
        }
        let oauth = self.bound.connector().doors().oauth.as_ref();
        if !oauth.is_some_and(|oauth| self.is_issuer(oauth, one("iss"))) {
            return Err(AuthorizationError::Issuer);
        }
        if let Some(code) = one("error")? {
            return Err(if code == "access_denied" {
                AuthorizationError::Denied
            } else {
                AuthorizationError::Refused {
                    code: code.into_owned(),
                    description: one("error_description")?.map(Cow::into_owned),
                }
            });
        }
        let code = one("code")?.filter(|code| !code.is_empty());
        code.map(Cow::into_owned)
            .ok_or(AuthorizationError::Malformed)
    }

    /// Whether the server that was asked says that it answers. One that has a name in the
    /// connector has to give it; of another one, it has to be of the origin where people agree.
    fn is_issuer(
        &self,
        oauth: &OAuth,
        said: Result<Option<Cow<'_, str>>, AuthorizationError>,
    ) -> bool {
        let situation = Situation::new(&self.bound, &Session::default());
        let expand = |address: &Address| address.expand(&situation.vars());
        match (&oauth.issuer, said) {
            (_, Err(_)) => false,
            (Some(issuer), Ok(said)) => said.as_deref() == Some(&expand(issuer)),
            (None, Ok(None)) => true,
            (None, Ok(Some(said))) => {
                let origin = url::origin(&said);
                origin.is_some() && origin == url::origin(&expand(&oauth.authorize))
            }
        }
    }
}

/// The value of a parameter that may stand in a query once (RFC 6749 §3.1).
fn sole<'a>(query: &'a str, name: &str) -> Result<Option<Cow<'a, str>>, AuthorizationError> {
    let query = query.strip_prefix('?').unwrap_or(query);
    let mut found = None;
    for pair in query.split('&') {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if decode(key) == name && found.replace(decode(value)).is_some() {
            return Err(AuthorizationError::Malformed);
        }
    }
    Ok(found)
}

/// A text of `application/x-www-form-urlencoded`.
fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains(['%', '+']) {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let escaped = (byte == b'%').then(|| after.split_at_checked(2)).flatten();
        let escaped = escaped.and_then(|(digits, after)| {
            let digits = str::from_utf8(digits).ok()?;
            let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
            let byte = u8::from_str_radix(digits, 16).ok()?;
            is_hex.then_some((byte, after))
        });
        match escaped {
            Some((byte, after)) => {
                bytes.push(byte);
                rest = after;
            }
            None => bytes.push(if byte == b'+' { b' ' } else { byte }),
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}
