//! OAuth 2 with a code and PKCE (RFC 6749, RFC 7636), as far as it is no matter of windows.
//!
//! The host makes the random values and the hash, opens the address, and brings the code back. A
//! client's name is written down in the connector, or made by asking, as on Mastodon.

mod response;

pub use response::AuthorizationError;

use std::sync::Arc;

use super::{
    Source,
    answer::{accepted, unreadable},
    bound::Situation,
    expression::Expression,
    failure::{Failure, FailureKind},
    operation::{Operation, Reply, State},
    plan::{Request, check_origin},
    reading::undescribed,
    request::{HttpRequest, HttpResponse, Method, RequestBody},
    scope::{Item, Scope},
    session::Session,
    signing::read_entrance,
    template::{Address, Text, append_query},
    value::Value,
};

/// What a connector says about OAuth 2.
#[derive(Debug)]
pub(crate) struct OAuth {
    /// Where the person agrees.
    pub(crate) authorize: Address,
    /// Where a code becomes a token.
    pub(crate) token: Address,
    /// What the authorization server calls itself in its answers (RFC 9207).
    pub(crate) issuer: Option<Address>,
    /// What is asked for.
    pub(crate) scopes: Option<String>,
    /// Who asks.
    pub(crate) client: Client,
}

/// Who asks.
#[derive(Debug)]
pub(crate) enum Client {
    /// One that was registered by hand.
    Known(Text),
    /// One that is registered by asking (`input.redirect` is known).
    Registered {
        request: Box<Request>,
        id: Expression,
        secret: Option<Expression>,
    },
}

/// A client as the authorization server knows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OAuthClient {
    /// Its name.
    pub id: String,
    /// Its secret, which is none: it is in every copy of the app.
    pub secret: Option<String>,
}

/// Who takes part when somebody signs in, and what is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OAuthParties {
    /// The address where the person agrees.
    pub authorize: String,
    /// The address where a code becomes a token.
    pub token: String,
    /// What is asked for, in the server's terms, blanks between them.
    pub scopes: Option<String>,
    /// Whether the app registers itself with the server before that.
    pub registers: bool,
}

/// What the host makes for one sign-in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OAuthRequest {
    /// Where the person comes back to.
    pub redirect: String,
    /// A random word that comes back with the person.
    pub state: String,
    /// The SHA-256 of a random word (the verifier), base64url without padding.
    pub challenge: String,
}

impl Source {
    /// Who takes part when somebody signs in with OAuth 2; `None`: nobody does here.
    pub fn oauth_parties(&self) -> Option<OAuthParties> {
        let oauth = self.bound.connector().doors().oauth.as_ref()?;
        let situation = Situation::new(&self.bound, &Session::default());
        Some(OAuthParties {
            authorize: oauth.authorize.expand(&situation.vars()),
            token: oauth.token.expand(&situation.vars()),
            scopes: oauth.scopes.clone(),
            registers: matches!(oauth.client, Client::Registered { .. }),
        })
    }

    /// The client to sign in with; `redirect` is where people come back to.
    pub fn oauth_client(&self, redirect: &str) -> Operation<OAuthClient> {
        let mut situation = Situation::new(&self.bound, &Session::default());
        situation.input = vec![("redirect", Value::Text(redirect.to_owned().into()))];
        let state = match self.bound.connector().doors().oauth.as_ref() {
            None => State::Done(Err(undescribed("signing in with OAuth 2"))),
            Some(oauth) => match &oauth.client {
                Client::Known(id) => {
                    let id = id.value(&situation.vars()).spelled().unwrap_or_default();
                    let client = OAuthClient {
                        id: id.into_owned(),
                        secret: None,
                    };
                    State::Done(Ok(Reply::Client(client)))
                }
                Client::Registered { request, .. } => {
                    let request = request.fill(&self.bound, &situation.vars());
                    State::ask(request, move |request, response| {
                        State::Done(registered(&situation, &request, &response).map(Reply::Client))
                    })
                }
            },
        };
        Operation::new(state, |reply| match reply {
            Reply::Client(client) => Ok(client),
            _ => Err(undescribed("this")),
        })
    }

    /// Where the person agrees.
    ///
    /// # Errors
    /// The connector does not describe it, or it is not on the source's origins.
    pub fn oauth_address(
        &self,
        client: &OAuthClient,
        request: &OAuthRequest,
    ) -> Result<String, Failure> {
        let oauth = self.bound.connector().doors().oauth.as_ref();
        let oauth = oauth.ok_or_else(|| undescribed("signing in with OAuth 2"))?;
        let situation = Situation::new(&self.bound, &Session::default());
        let mut address = oauth.authorize.expand(&situation.vars());
        check_origin(&self.bound, &address)?;
        // Nobody is sent away to agree to what cannot be carried out.
        check_origin(&self.bound, &oauth.token.expand(&situation.vars()))?;
        let scope = oauth.scopes.as_deref().unwrap_or("");
        for (name, value) in [
            ("response_type", "code"),
            ("client_id", &client.id),
            ("redirect_uri", &request.redirect),
            ("scope", scope),
            ("state", &request.state),
            ("code_challenge", &request.challenge),
            ("code_challenge_method", "S256"),
        ] {
            if !value.is_empty() {
                append_query(&mut address, name, value);
            }
        }
        Ok(address)
    }

    /// Makes a session of the code that the person came back with.
    pub fn oauth_session(
        &self,
        client: &OAuthClient,
        redirect: &str,
        code: &str,
        verifier: &str,
    ) -> Operation<Session> {
        let situation = Situation::new(&self.bound, &Session::default());
        let request = token_request(&situation, client, redirect, code, verifier);
        let client = client.clone();
        let state = State::ask(request, move |_, response| {
            exchanged(situation, &client, &response)
        });
        Operation::new(state, |reply| match reply {
            Reply::Session(session) => Ok(session),
            _ => Err(undescribed("this")),
        })
    }
}

fn token_request(
    situation: &Situation,
    client: &OAuthClient,
    redirect: &str,
    code: &str,
    verifier: &str,
) -> Result<HttpRequest, Failure> {
    let oauth = situation.source.connector().doors().oauth.as_ref();
    let oauth = oauth.ok_or_else(|| undescribed("signing in with OAuth 2"))?;
    let url = oauth.token.expand(&situation.vars());
    check_origin(&situation.source, &url)?;
    let mut form = String::from("?");
    for (name, value) in [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", redirect),
        ("client_id", &client.id),
        ("client_secret", client.secret.as_deref().unwrap_or("")),
        ("code_verifier", verifier),
    ] {
        if !value.is_empty() {
            append_query(&mut form, name, value);
        }
    }
    let media = "application/x-www-form-urlencoded";
    Ok(HttpRequest {
        method: Method::Post,
        url,
        headers: vec![
            ("Accept".to_owned(), "application/json".to_owned()),
            ("Content-Type".to_owned(), media.to_owned()),
        ],
        body: form
            .strip_prefix('?')
            .map(|form| RequestBody::Text(form.to_owned())),
        credentials: false,
        is_secret: true,
    })
}

/// The session of a token; where the connector says how, with the account that it is of.
fn exchanged(mut situation: Situation, client: &OAuthClient, response: &HttpResponse) -> State {
    match token(&situation, client, response) {
        Err(failure) => State::Done(Err(failure)),
        Ok(session) => {
            situation.session = session.clone();
            let source = Arc::clone(&situation.source);
            let Some(check) = &source.connector().doors().request else {
                return State::Done(Ok(Reply::Session(session)));
            };
            let request = check.request.fill(&source, &situation.vars());
            State::ask(request, move |request, response| {
                let doors = situation.source.connector().doors();
                let Some(check) = &doors.request else {
                    return State::Done(Ok(Reply::Session(session)));
                };
                let session = read_entrance(&situation, check, session, &request, &response);
                State::Done(session.map(Reply::Session))
            })
        }
    }
}

fn token(
    situation: &Situation,
    client: &OAuthClient,
    response: &HttpResponse,
) -> Result<Session, Failure> {
    let rules = &situation.source.connector().errors;
    let document = accepted(rules, &Session::default(), response)?
        .map_err(|error| unreadable(&error, response))?;
    let root = Value::Node(document.root());
    let text = |name: &str| {
        root.member(name)
            .as_text()
            .map(std::borrow::Cow::into_owned)
    };
    let Some(token) = text("access_token").filter(|token| !token.is_empty()) else {
        let message = "the answer has no `access_token`";
        return Err(Failure::new(FailureKind::Unreadable, message));
    };
    // A token that has to be used in a way that is not known must not be used (RFC 6749 §7.1).
    if let Some(kind) = text("token_type").filter(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        let message = format!("the token is of the type {kind}, which is not known here");
        return Err(Failure::new(FailureKind::Unsupported, message));
    }
    let mut session = Session::default();
    session.auth.insert("token".to_owned(), token);
    // What a new token is asked for with.
    let kept = [
        ("refresh", text("refresh_token")),
        ("client_id", Some(client.id.clone())),
        ("client_secret", client.secret.clone()),
    ];
    for (name, value) in kept {
        if let Some(value) = value {
            session.auth.insert(name.to_owned(), value);
        }
    }
    Ok(session)
}

fn registered(
    situation: &Situation,
    request: &HttpRequest,
    response: &HttpResponse,
) -> Result<OAuthClient, Failure> {
    let connector = situation.source.connector();
    let oauth = connector.doors().oauth.as_ref();
    let Some(Client::Registered { id, secret, .. }) = oauth.map(|oauth| &oauth.client) else {
        return Err(undescribed("signing in with OAuth 2"));
    };
    let document = accepted(&connector.errors, &Session::default(), response)?
        .map_err(|error| unreadable(&error, response))?;
    let vars = situation.vars();
    let root = Value::Node(document.root());
    let scope = Scope::new(root.clone(), &response.headers, &vars, &request.url);
    let item = Item::new(root);
    let text = |expression: &Expression| {
        let value = expression.evaluate(&scope, &item).as_text();
        value.map(std::borrow::Cow::into_owned)
    };
    let Some(id) = text(id) else {
        let message = "the answer does not name the client";
        return Err(Failure::new(FailureKind::Unreadable, message));
    };
    Ok(OAuthClient {
        id,
        secret: secret.as_ref().and_then(text),
    })
}
