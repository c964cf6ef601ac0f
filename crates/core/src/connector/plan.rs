//! Plans a request: fills a request's templates and keeps it on the source's origins.

use super::{
    bound::Bound,
    failure::{Failure, FailureKind},
    request::{HttpRequest, Method, RequestBody},
    template::{Address, Body, Fields, Text, Vars, append_query},
};
use crate::url;

/// A request with holes.
#[derive(Debug, Default)]
pub(crate) struct Request {
    /// Its method.
    pub(crate) method: Method,
    /// Its address.
    pub(crate) url: Address,
    /// Parameters added to the address.
    pub(crate) query: Fields,
    /// Header fields.
    pub(crate) headers: Fields,
    /// What is sent along.
    pub(crate) content: Content,
}

/// The body of a request.
#[derive(Debug, Default)]
pub(crate) enum Content {
    /// None.
    #[default]
    Empty,
    /// JSON.
    Json(Body),
    /// `application/x-www-form-urlencoded`.
    Form(Fields),
    /// Any text; its type is among the header fields.
    Text(Text),
}

impl Request {
    /// Fills the holes of a request whose body holds a secret.
    ///
    /// # Errors
    /// The address is not on the origins of the source.
    pub(crate) fn fill_secret(
        &self,
        source: &Bound,
        vars: &Vars<'_>,
    ) -> Result<HttpRequest, Failure> {
        let request = self.fill(source, vars)?;
        Ok(HttpRequest {
            is_secret: true,
            ..request
        })
    }

    /// Fills the holes.
    ///
    /// # Errors
    /// The address is not on the origins of the source.
    pub(crate) fn fill(&self, source: &Bound, vars: &Vars<'_>) -> Result<HttpRequest, Failure> {
        let is_signed_in = !vars.root("auth").is_empty();
        let by_cookie = source.connector().auth.by_cookie;
        let mut request = HttpRequest {
            method: self.method,
            url: self.url.expand(vars),
            headers: vec![("Accept".to_owned(), "application/json".to_owned())],
            body: None,
            credentials: source.connector().cookies || by_cookie && is_signed_in,
            // Wherever it stands: in a field, in the address, in the body. Browsers keep cookies
            // to where they belong by themselves.
            is_secret: is_signed_in && !by_cookie,
        };
        self.query.for_each(vars, |name, value| {
            append_query(&mut request.url, name, value);
        });
        match &self.content {
            Content::Empty => {}
            Content::Json(body) => {
                let mut json = String::new();
                body.write(vars, &mut json);
                set_header(&mut request.headers, "Content-Type", "application/json");
                request.body = Some(RequestBody::Text(json));
            }
            Content::Form(fields) => {
                let mut form = String::from("?");
                fields.for_each(vars, |name, value| append_query(&mut form, name, value));
                let media = "application/x-www-form-urlencoded";
                set_header(&mut request.headers, "Content-Type", media);
                let form = form.strip_prefix('?').map(str::to_owned);
                request.body = form.map(RequestBody::Text);
            }
            Content::Text(text) => {
                let text = text.value(vars).spelled().unwrap_or_default().into_owned();
                request.body = Some(RequestBody::Text(text));
            }
        }
        let connector = source.connector();
        for fields in [
            &connector.headers,
            &self.headers,
            &connector.auth.send_headers,
        ] {
            fields.for_each(vars, |name, value| {
                set_header(&mut request.headers, name, value);
            });
        }
        source.authorize(vars, &mut request);
        check_origin(source, &request.url)?;
        Ok(request)
    }
}

/// Whether a request may go to an address.
pub(crate) fn check_origin(source: &Bound, address: &str) -> Result<(), Failure> {
    match url::origin(address) {
        Some(origin) if source.origins().contains(&origin) => Ok(()),
        Some(origin) => Err(Failure::new(
            FailureKind::Unsupported,
            format!("the connector would send a request to {origin}, which is not its own"),
        )),
        None => Err(Failure::new(
            FailureKind::Unsupported,
            format!("the connector makes an address that is none: {address}"),
        )),
    }
}

/// Sets a header field, in place of one of the same name. A value cannot start another line.
pub(crate) fn set_header(headers: &mut Vec<(String, String)>, name: &str, value: &str) {
    let value: String = value.chars().filter(|c| !c.is_control()).collect();
    let value = value.trim();
    match headers
        .iter_mut()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
    {
        Some((_, known)) => value.clone_into(known),
        None => headers.push((name.to_owned(), value.to_owned())),
    }
}
