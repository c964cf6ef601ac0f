//! Images: from bytes to a request, and from its answer to an address.

use std::{borrow::Cow, sync::Arc};

use super::{plan, with_proof};
use crate::{
    connector::{
        Source,
        answer::{accepted, unreadable},
        bound::Situation,
        capabilities::Write,
        expression::Expression,
        failure::{Failure, FailureKind},
        operation::{Operation, Reply, State},
        plan::set_header,
        reading::undescribed,
        request::{HttpRequest, HttpResponse, RequestBody},
        scope::{Item, Scope},
        session::Session,
        signing::renew,
        template::Fields,
        value::Value,
    },
    json::Document,
    url,
};

/// A file has no longer name.
const MAX_NAME: usize = 80;

/// How an image is sent, and what the answer says of it.
#[derive(Debug)]
pub(crate) struct UploadRule {
    /// The form that it is sent in; `None`: it is the body.
    pub(crate) multipart: Option<Multipart>,
    /// Its address.
    pub(crate) url: Expression,
    /// Which images are taken.
    pub(crate) limits: ImageLimits,
}

/// A form with a file (RFC 7578).
#[derive(Debug)]
pub(crate) struct Multipart {
    /// The name of the field that holds the file.
    pub(crate) file: Box<str>,
    /// What goes along.
    pub(crate) fields: Fields,
}

/// Which images a backend takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImageLimits {
    /// Their media types; empty: nothing is said of them.
    pub types: Vec<String>,
    /// The largest one, in bytes.
    pub max_bytes: Option<u32>,
}

/// An image to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// The name of its file.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// What is in the file.
    pub bytes: Arc<[u8]>,
}

impl Source {
    /// Which images are taken; `None`: none at all.
    pub fn image_limits(&self) -> Option<&ImageLimits> {
        let rule = self.bound.connector().write(Write::ImageUpload)?;
        rule.upload.as_ref().map(|upload| &upload.limits)
    }

    /// Sends an image; what comes of it is its address. `key` is unique to the image: its
    /// idempotency key, and what divides the parts of a form.
    pub fn upload(&self, session: &Session, image: Image, key: &str) -> Operation<String> {
        let mut situation = Situation::new(&self.bound, session);
        key.clone_into(&mut situation.key);
        let owned = |text: String| Value::Text(Cow::Owned(text));
        situation.input = vec![
            ("name", owned(file_name(&image))),
            ("type", owned(image.media_type.clone())),
        ];
        Operation::new(ask_upload(situation, image), |reply| match reply {
            Reply::Image(address) => Ok(address),
            _ => Err(undescribed("this")),
        })
    }
}

fn ask_upload(situation: Situation, image: Image) -> State {
    match request_of(&situation, &image) {
        Ok(request) => with_proof(situation, request, |situation, request| {
            State::ask(Ok(request), move |request, response| {
                match address(&situation, &request, &response) {
                    Ok(address) => State::Done(Ok(Reply::Image(address))),
                    Err(failure) => {
                        renew(situation, failure, |situation| ask_upload(situation, image))
                    }
                }
            })
        }),
        Err(failure) => State::Done(Err(failure)),
    }
}

fn rule(situation: &Situation) -> Result<&UploadRule, Failure> {
    let rule = situation.source.connector().write(Write::ImageUpload);
    rule.and_then(|rule| rule.upload.as_ref())
        .ok_or_else(|| undescribed("sending images"))
}

fn request_of(situation: &Situation, image: &Image) -> Result<HttpRequest, Failure> {
    let mut request = plan(situation, Write::ImageUpload)?;
    let (media, body) = match &rule(situation)?.multipart {
        Some(form) => multipart(form, situation, image),
        None => (image.media_type.clone(), Arc::clone(&image.bytes)),
    };
    set_header(&mut request.headers, "Content-Type", &media);
    request.body = Some(RequestBody::Bytes(body));
    Ok(request)
}

/// The media type and the bytes of a form with the image.
fn multipart(form: &Multipart, situation: &Situation, image: &Image) -> (String, Arc<[u8]>) {
    let vars = situation.vars();
    let mut parts = Vec::new();
    form.fields.for_each(&vars, |name, value| {
        let head = format!("name=\"{}\"\r\n\r\n", quoted(name));
        parts.push((head, value.as_bytes().to_vec()));
    });
    let head = format!(
        "name=\"{}\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
        quoted(&form.file),
        file_name(image),
        quoted(&image.media_type),
    );
    parts.push((head, image.bytes.to_vec()));
    // What divides the parts must not be in one of them.
    let plain = situation.key.chars().filter(char::is_ascii_alphanumeric);
    let mut boundary: String = "baraza".chars().chain(plain.take(40)).collect();
    while boundary.len() < 64 && parts.iter().any(|(_, body)| contains(body, &boundary)) {
        boundary.push('0');
    }
    let mut bytes = Vec::new();
    for (head, body) in &parts {
        for text in [
            "--",
            &boundary,
            "\r\nContent-Disposition: form-data; ",
            head,
        ] {
            bytes.extend_from_slice(text.as_bytes());
        }
        bytes.extend_from_slice(body);
        bytes.extend_from_slice(b"\r\n");
    }
    for text in ["--", &boundary, "--\r\n"] {
        bytes.extend_from_slice(text.as_bytes());
    }
    let media = format!("multipart/form-data; boundary={boundary}");
    (media, bytes.into())
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}

/// A text between quotation marks of a header field (as browsers write it).
fn quoted(text: &str) -> String {
    text.replace('"', "%22").replace(['\r', '\n'], "%0A")
}

/// The name of an image's file, in characters that every server and header field takes.
fn file_name(image: &Image) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let name: String = image
        .name
        .chars()
        .map(|c| if is_plain(c) { c } else { '-' })
        .collect();
    let name = name.trim_matches(['.', '-']);
    let at = name.len().saturating_sub(MAX_NAME);
    let name = match name.get(at..) {
        None | Some("") => "image",
        Some(name) => name,
    };
    if name.contains('.') {
        return name.to_owned();
    }
    let kind = image.media_type.rsplit('/').next().unwrap_or_default();
    format!("{name}.{kind}")
}

/// The address of the image that an answer tells of.
fn address(
    situation: &Situation,
    request: &HttpRequest,
    response: &HttpResponse,
) -> Result<String, Failure> {
    let connector = situation.source.connector();
    let document = accepted(&connector.errors, &situation.session, response)?;
    let document = document.map_err(|error| unreadable(&error, response))?;
    let vars = situation.vars();
    let root = Value::Node(Document::root(&document));
    let scope = Scope::new(root.clone(), &response.headers, &vars, &request.url);
    let found = rule(situation)?.url.evaluate(&scope, &Item::new(root));
    let found = found.as_text().unwrap_or_default();
    let found = found.trim();
    // Some backends have a scheme of their own for what stands in their texts: `upload://…`.
    let has_own_scheme = || {
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let is_whole = !found.contains(|c: char| c <= ' ' || "<>\"\\".contains(c));
        let (scheme, rest) = found.split_once("://")?;
        (plain(scheme) && is_whole && !rest.is_empty()).then(|| found.to_owned())
    };
    let address = Some(found)
        .filter(|found| !found.is_empty())
        .and_then(|found| url::join(&request.url, found).or_else(has_own_scheme));
    address.ok_or_else(|| {
        let message = "the answer has no address of the image";
        Failure::new(FailureKind::Unreadable, message)
    })
}
