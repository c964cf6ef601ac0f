//! An API that nobody has described, on its way to a connector: asks it, guesses, shows what the
//! guess makes of the answer.

use std::sync::Arc;

use baraza_core::{
    connector::{
        Connector, Failure, FailureKind, HttpRequest, HttpResponse, Method, Operation, PostQuery,
        Session, Step,
    },
    infer::{Guess, InferStep, Inference, Lexicon, Role},
    model::Post,
    url,
};

use super::config::failure;
use crate::platform::http;

/// A guess, and the answer that it was made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Guessed {
    /// Where the answer is from.
    pub address: String,
    /// The answer.
    pub json: String,
    /// What was made of it.
    pub guess: Guess,
}

/// What a field is called on the screen.
pub fn title(role: Role) -> &'static str {
    match role {
        Role::Id => "Identifier",
        Role::Title => "Title",
        Role::Body => "Text",
        Role::Created => "Written",
        Role::Edited => "Changed",
        Role::AuthorName => "Author",
        Role::AuthorAvatar => "Picture of the author",
        Role::AuthorUrl => "Page of the author",
        Role::Score => "Votes",
        Role::CommentCount => "Number of comments",
        Role::Tags => "Topics",
        Role::Permalink => "Page of its own",
        Role::Parent => "Answers to",
        Role::Depth => "How deep it stands",
        Role::Path => "All above it",
    }
}

/// The fields of posts, or of comments, in the order of the screen.
pub fn roles(of_comments: bool) -> Vec<Role> {
    let all = Role::ALL.into_iter().map(|(role, _)| role);
    let is_shown = |role: &Role| {
        if of_comments {
            !matches!(role, Role::Title | Role::Tags | Role::CommentCount)
        } else {
            !matches!(role, Role::Parent | Role::Depth | Role::Path)
        }
    };
    all.filter(is_shown).collect()
}

/// Asks an address and guesses. `asking` hears of each address before it is asked.
///
/// # Errors
/// It does not answer, or nothing can be guessed from what it says; the message says what.
pub async fn guess(address: &str, asking: &dyn Fn(String)) -> Result<Guessed, Failure> {
    let origin = url::origin(address).ok_or_else(|| {
        failure(
            FailureKind::Unsupported,
            "This is not an address like https://example.org/api/posts.".to_owned(),
        )
    })?;
    let origins = [origin];
    let lexicon = lexicon().await?;
    asking(address.to_owned());
    let request = HttpRequest {
        method: Method::Get,
        url: address.to_owned(),
        headers: vec![("Accept".to_owned(), "application/json".to_owned())],
        body: None,
        credentials: false,
        is_secret: false,
    };
    let answer = http::send(&request, &origins).await.map_err(|error| {
        let kind = if error.withheld {
            FailureKind::Opaque
        } else {
            FailureKind::Unreachable
        };
        failure(kind, error.to_string())
    })?;
    if !(200..300).contains(&answer.status) {
        let message = format!("The site answered {}.", answer.status);
        return Err(failure(FailureKind::NotFound, message));
    }
    let mut inference = Inference::new(lexicon, address, &answer.body)
        .map_err(|error| failure(FailureKind::Unreadable, error.to_string()))?;
    let mut answered = None;
    loop {
        match inference.resume(answered) {
            InferStep::Done(guess) => {
                return Ok(Guessed {
                    address: address.to_owned(),
                    json: answer.body,
                    guess: *guess,
                });
            }
            InferStep::Ask(request) => {
                asking(request.url.clone());
                answered = Some(http::send(&request, &origins).await);
            }
        }
    }
}

async fn lexicon() -> Result<Lexicon, Failure> {
    let file = http::own_file("/lexicon.json")
        .await
        .map_err(|error| failure(FailureKind::Unreachable, error.to_string()))?;
    Lexicon::parse(&file.body).map_err(|error| failure(FailureKind::Unsupported, error.to_string()))
}

impl Guessed {
    /// The posts as the connector at hand reads them, without asking anybody; `Err`: why not.
    pub fn preview(&self) -> Result<Vec<Post>, String> {
        let connector = Connector::load_whole(&self.guess.connector).map_err(|problems| {
            let first = problems.first().map(ToString::to_string);
            first.unwrap_or_default()
        })?;
        let source = Arc::new(connector)
            .bind(&std::collections::BTreeMap::new())
            .map_err(|failure| failure.message)?;
        let operation = source.posts(&Session::default(), &PostQuery::default());
        let page = self.answer(operation)?;
        Ok(page.items)
    }

    fn answer<T>(&self, mut operation: Operation<T>) -> Result<T, String> {
        let mut step = operation.resume(Vec::new());
        loop {
            match step {
                Step::Done(result) => return result.map_err(|failure| failure.message),
                Step::Send(requests) => {
                    let answer = || {
                        Ok(HttpResponse {
                            status: 200,
                            headers: Vec::new(),
                            body: self.json.clone(),
                        })
                    };
                    step = operation.resume(requests.iter().map(|_| answer()).collect());
                }
            }
        }
    }
}
