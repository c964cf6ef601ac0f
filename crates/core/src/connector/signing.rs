//! Signing in and out, and making an account.

use std::{borrow::Cow, sync::Arc};

use super::{
    Source,
    answer::{accepted, is_accepted, unreadable},
    bound::{Bound, Situation},
    capabilities::{SignIn, SignInKind},
    expression::Expression,
    failure::{Failure, FailureKind},
    oauth::OAuth,
    operation::{Operation, Reply, State},
    plan::{Request, set_header},
    reading::undescribed,
    request::{HttpRequest, HttpResponse},
    scope::{Item, Scope},
    session::{Credentials, Session},
    template::{Address, Fields},
    value::Value,
};

/// What a connector says about signing in.
#[derive(Debug, Default)]
pub(crate) struct Auth {
    /// What a person signs in with.
    pub(crate) sign_in: Option<SignIn>,
    /// Whether a cookie of the browser's is what signs requests. Guests do without: to a backend
    /// that answers every site (`*`), a browser sends no cookies.
    pub(crate) by_cookie: bool,
    /// Header fields of each request, once signed in.
    pub(crate) send_headers: Fields,
    /// Query parameters of each request, once signed in.
    pub(crate) send_query: Fields,
    /// Makes a new session of one that has run out.
    pub(crate) refresh: Option<Entrance>,
}

/// How people get in and out: what is needed only then.
#[derive(Debug, Default)]
pub(crate) struct Doors {
    /// `login`: exchanges name and password. `basic` and pasted tokens: tries them.
    pub(crate) request: Option<Entrance>,
    /// Asks who somebody is, once `login` has let them in.
    pub(crate) check: Option<Entrance>,
    /// Makes an account.
    pub(crate) sign_up: Option<Entrance>,
    /// Ends a session.
    pub(crate) sign_out: Option<Request>,
    /// What proves that a write comes from this page.
    pub(crate) csrf: Option<Csrf>,
    /// Where people sign in on the backend's own site.
    pub(crate) site: Option<Address>,
    /// OAuth 2.
    pub(crate) oauth: Option<OAuth>,
}

/// A word that proves that a write comes from this page.
#[derive(Debug)]
pub(crate) struct Csrf {
    /// Where it is.
    pub(crate) request: Request,
    /// Where in the answer; `None`: it is the answer.
    pub(crate) from: Option<Expression>,
    /// The header field that it is sent in.
    pub(crate) header: Box<str>,
}

/// Proves that a write comes from this page.
pub(super) fn prove(
    situation: &Situation,
    asked: &HttpRequest,
    response: &HttpResponse,
    request: &mut HttpRequest,
) -> Result<(), Failure> {
    let connector = situation.source.connector();
    let Some(csrf) = &connector.doors().csrf else {
        return Ok(());
    };
    let document = accepted(&connector.errors, &situation.session, response)?;
    let word = match &csrf.from {
        None => Some(response.body.trim().to_owned()),
        Some(from) => {
            let document = document.map_err(|error| unreadable(&error, response))?;
            let vars = situation.vars();
            let root = Value::Node(document.root());
            let scope = Scope::new(root.clone(), &response.headers, &vars, &asked.url);
            let word = from.evaluate(&scope, &Item::new(root)).as_text();
            word.map(Cow::into_owned)
        }
    };
    let Some(word) = word.filter(|word| !word.is_empty()) else {
        let message = "the answer has no word to prove where a write comes from";
        return Err(Failure::new(FailureKind::Unreadable, message));
    };
    set_header(&mut request.headers, &csrf.header, &word);
    Ok(())
}

/// Renews a session that has run out and does again what it was needed for; else it fails.
pub(super) fn renew(
    mut situation: Situation,
    failure: Failure,
    again: impl FnOnce(Situation) -> State + 'static,
) -> State {
    let source = Arc::clone(&situation.source);
    let has_run_out = failure.kind == FailureKind::SignInRequired
        && situation.session.is_signed_in()
        && !situation.is_renewed;
    let Some(refresh) = source
        .connector()
        .auth
        .refresh
        .as_ref()
        .filter(|_| has_run_out)
    else {
        return State::Done(Err(failure));
    };
    let Ok(request) = refresh.request.fill_secret(&source, &situation.vars()) else {
        return State::Done(Err(failure));
    };
    State::ask_or(Ok(request), failure.clone(), move |request, response| {
        let session = situation.session.clone();
        let Some(refresh) = situation.source.connector().auth.refresh.as_ref() else {
            return State::Done(Err(failure));
        };
        match read_entrance(&situation, refresh, session, &request, &response) {
            Ok(session) => {
                situation.session = session.clone();
                situation.is_renewed = true;
                State::Renewed(session, Box::new(again(situation)))
            }
            Err(_) => State::Done(Err(failure)),
        }
    })
}

/// A request that opens a session, and what its answer says.
#[derive(Debug)]
pub(crate) struct Entrance {
    /// The request.
    pub(crate) request: Request,
    /// The values of `auth.…`.
    pub(crate) set: Vec<(Box<str>, Expression)>,
    /// The account's identifier.
    pub(crate) id: Option<Expression>,
    /// Its name.
    pub(crate) name: Option<Expression>,
    /// What it is.
    pub(crate) roles: Option<Expression>,
}

/// What a session is opened with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// An account that is there.
    SignIn,
    /// A new account.
    SignUp,
}

impl Door {
    fn of(self, doors: &Doors) -> Option<&Entrance> {
        match self {
            Self::SignIn => doors.request.as_ref(),
            Self::SignUp => doors.sign_up.as_ref(),
        }
    }
}

impl Source {
    /// Signs in.
    pub fn sign_in(&self, credentials: &Credentials) -> Operation<Session> {
        Operation::new(enter(&self.bound, Door::SignIn, credentials), session_of)
    }

    /// Makes an account and signs in to it.
    pub fn sign_up(&self, credentials: &Credentials) -> Operation<Session> {
        Operation::new(enter(&self.bound, Door::SignUp, credentials), session_of)
    }

    /// Ends a session on the backend, where the connector describes how.
    pub fn sign_out(&self, session: &Session) -> Operation<()> {
        let state = match &self.bound.connector().doors().sign_out {
            None => State::Done(Ok(Reply::Nothing)),
            Some(template) => {
                let situation = Situation::new(&self.bound, session);
                let request = template.fill_secret(&self.bound, &situation.vars());
                State::ask(request, move |_, response| {
                    State::Done(match is_accepted(&situation, &response) {
                        // A session that is not known any more has ended.
                        Err(failure) if failure.kind != FailureKind::SignInRequired => Err(failure),
                        _ => Ok(Reply::Nothing),
                    })
                })
            }
        };
        Operation::new(state, |_| Ok(()))
    }
}

fn session_of(reply: Reply) -> Result<Session, Failure> {
    match reply {
        Reply::Session(session) => Ok(session),
        _ => Err(undescribed("this")),
    }
}

/// Starts to open a session.
fn enter(source: &Arc<Bound>, door: Door, credentials: &Credentials) -> State {
    let auth = &source.connector().auth;
    let Some(with) = &auth.sign_in else {
        return State::Done(Err(undescribed("signing in")));
    };
    let mut session = Session::default();
    let mut keep = |name: &str, value: &str| {
        session
            .auth
            .insert(name.to_owned(), value.trim().to_owned());
    };
    match with.kind {
        // The browser has the cookie; this only says that there is one.
        SignInKind::Login | SignInKind::Site if auth.by_cookie => keep("cookie", "1"),
        SignInKind::Login | SignInKind::Site => {}
        SignInKind::Basic => {
            keep("user", &credentials.user);
            keep("secret", &credentials.secret);
            session.account_name = Some(credentials.user.trim().to_owned());
        }
        SignInKind::Token => keep("token", &credentials.secret),
        SignInKind::OAuth => return State::Done(Err(undescribed("signing in by name"))),
    }
    let Some(entrance) = door.of(source.connector().doors()) else {
        return State::Done(match door {
            Door::SignIn => Ok(Reply::Session(session)),
            Door::SignUp => Err(undescribed("making an account")),
        });
    };
    let mut situation = Situation::new(source, &session);
    let text = |text: &str| match text {
        "" => Value::Missing,
        _ => Value::Text(Cow::Owned(text.to_owned())),
    };
    situation.input = vec![
        ("user", text(credentials.user.trim())),
        ("name", text(credentials.user.trim())),
        ("secret", text(&credentials.secret)),
        (
            "email",
            text(credentials.email.as_deref().unwrap_or("").trim()),
        ),
    ];
    let request = entrance.request.fill_secret(source, &situation.vars());
    if door == Door::SignUp && entrance.set.is_empty() {
        // The account is made; the session comes from signing in to it.
        let credentials = credentials.clone();
        return State::ask(request, move |_, response| {
            match is_accepted(&situation, &response) {
                Ok(()) => enter(&situation.source, Door::SignIn, &credentials),
                Err(failure) => State::Done(Err(failure)),
            }
        });
    }
    State::ask(request, move |request, response| {
        match read_session(&situation, door, session, &request, &response) {
            Ok(session) => look_up(situation, session),
            Err(failure) => State::Done(Err(failure)),
        }
    })
}

/// Asks who somebody is that has just signed in, where the answer to that did not say it.
fn look_up(mut situation: Situation, session: Session) -> State {
    let source = Arc::clone(&situation.source);
    let Some(check) = &source.connector().doors().check else {
        return State::Done(Ok(Reply::Session(session)));
    };
    situation.session = session;
    let request = check.request.fill(&source, &situation.vars());
    State::ask(request, move |request, response| {
        let session = situation.session.clone();
        let Some(check) = &situation.source.connector().doors().check else {
            return State::Done(Ok(Reply::Session(session)));
        };
        let session = read_entrance(&situation, check, session, &request, &response);
        State::Done(session.map(Reply::Session))
    })
}

/// Reads the session that an answer holds.
fn read_session(
    situation: &Situation,
    door: Door,
    session: Session,
    request: &HttpRequest,
    response: &HttpResponse,
) -> Result<Session, Failure> {
    let doors = situation.source.connector().doors();
    let entrance = door.of(doors).ok_or_else(|| undescribed("signing in"))?;
    read_entrance(situation, entrance, session, request, response)
}

/// Completes a session by what an answer holds.
pub(super) fn read_entrance(
    situation: &Situation,
    entrance: &Entrance,
    mut session: Session,
    request: &HttpRequest,
    response: &HttpResponse,
) -> Result<Session, Failure> {
    let connector = situation.source.connector();
    let document =
        accepted(&connector.errors, &Session::default(), response).map_err(|mut failure| {
            // Here, being asked to sign in means that this did not work.
            let refused = [
                FailureKind::SignInRequired,
                FailureKind::Forbidden,
                FailureKind::GuestsRefused,
            ];
            if refused.contains(&failure.kind) {
                failure.kind = FailureKind::BadCredentials;
            }
            failure
        })?;
    let document = document.map_err(|error| unreadable(&error, response))?;
    let vars = situation.vars();
    let root = Value::Node(document.root());
    let scope = Scope::new(root.clone(), &response.headers, &vars, &request.url);
    let whole = Item::new(root);
    for (name, expression) in &entrance.set {
        let value = expression
            .evaluate(&scope, &whole)
            .as_text()
            .filter(|text| !text.is_empty());
        let Some(value) = value else {
            let message = format!("the answer has no `{name}`");
            return Err(Failure::new(FailureKind::Unreadable, message));
        };
        session.auth.insert(name.to_string(), value.into_owned());
    }
    let text = |expression: &Option<Expression>| -> Option<String> {
        let value = expression.as_ref()?.evaluate(&scope, &whole);
        value.as_text().map(Cow::into_owned)
    };
    session.account_id = text(&entrance.id).or(session.account_id);
    session.account_name = text(&entrance.name).or(session.account_name);
    if let Some(roles) = &entrance.roles {
        let roles = roles.evaluate(&scope, &whole).into_items();
        session.roles = roles
            .iter()
            .filter_map(Value::as_text)
            .map(Cow::into_owned)
            .collect();
    }
    Ok(session)
}

impl Source {
    /// Where people sign in on the backend's own site, for [`SignInKind::Site`].
    pub fn sign_in_address(&self) -> Option<String> {
        let situation = Situation::new(&self.bound, &Session::default());
        let site = self.bound.connector().doors().site.as_ref()?;
        let address = site.expand(&situation.vars());
        crate::url::origin(&address).map(|_| address)
    }
}
