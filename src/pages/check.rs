//! Looks whether a source works: asks it as a reader would, and says what came of it.

use baraza_core::connector::{
    CommentQuery, Failure, HttpRequest, HttpResponse, Operation, PostQuery, Step, Unreachable,
};
use leptos::{prelude::*, task::spawn_local};

use super::{source::with_place, title::PageTitle};
use crate::{
    components::icon::{Glyph, Icon},
    html::handler,
    platform::{dom, http},
    route::{Listing, Route},
    state::{
        doctor::{self, Facts, Finding, Level},
        place::Place,
        toasts::use_toasts,
    },
};

/// What was found out about a source.
#[component]
pub fn CheckPage(
    /// The source.
    source: String,
) -> impl IntoView {
    PageTitle::from_context().set("Check");
    with_place(Some(source), |place| html! { <Checked place=place /> })
}

#[component]
fn Checked(place: Place) -> impl IntoView {
    let findings = RwSignal::new(Vec::<Finding>::new());
    let is_busy = RwSignal::new(false);
    let name = place.name.to_string();
    let source = place.id.to_string();
    PageTitle::from_context().set(&format!("Check of {name}"));
    let place = StoredValue::new(place);
    let look = move || {
        findings.set(Vec::new());
        is_busy.set(true);
        let place = place.get_value();
        spawn_local(async move {
            ask(&place, &|finding| {
                findings.try_update(|all| all.push(finding));
            })
            .await;
            is_busy.try_set(false);
        });
    };
    look();
    let account = Route::Account {
        source: Some(source.clone()),
    }
    .to_string();
    let home = Route::Feed {
        source,
        listing: Listing::default(),
    };
    html! {
        <div class="page">
            <h1>"Check of "<bdi>{name}</bdi></h1>
            <p class="hint">"The source is asked as a reader would ask it. Nothing is written."</p>
            <ul class="findings" aria-live="polite" aria-busy=move || is_busy.get().to_string()>
                {move || {
                    let shown = |finding| shown(finding, &account);
                    findings.get().into_iter().map(shown).collect_view()
                }}
            </ul>
            {move || is_busy.get().then(|| html! { <p class="hint" role="status">"Asking…"</p> })}
            <div class="form-actions">
                <button type="button" class="secondary" disabled=move || is_busy.get() on:click=handler(move |_| look())>
                    <Icon glyph=Glyph::Refresh />
                    "Check again"
                </button>
                <a class="link-button" href=home.to_string()>"Go to its posts"</a>
            </div>
        </div>
    }
}

fn shown(finding: Finding, account: &str) -> AnyView {
    let toasts = use_toasts();
    let glyph = match finding.level {
        Level::Good => Glyph::Check,
        Level::Note => Glyph::Comment,
        Level::Bad => Glyph::Warning,
    };
    let recipe = finding.recipe.map(|recipe| {
        let text = recipe.clone();
        let copy = move |_| {
            let text = text.clone();
            spawn_local(async move {
                let is_copied = dom::copy(&text).await;
                toasts.show(if is_copied { "Copied." } else { "Select the text to copy it." });
            });
        };
        html! {
            <pre class="recipe" tabindex="0">{recipe}</pre>
            <button type="button" class="secondary" on:click=handler(copy)>"Copy for the owner"</button>
        }
    });
    let account = finding.signs_in.then(|| {
        let href = account.to_owned();
        html! { <a class="secondary" href=href>"Sign in"</a> }
    });
    html! {
        <li class="finding" data-level=finding.level.name()>
            <Icon glyph=glyph />
            <div>
                <strong><span class="visually-hidden">{finding.level.word()}": "</span>{finding.title}</strong>
                <p>{finding.text}</p>
                {recipe}
                {account}
            </div>
        </li>
    }
}

/// Reads as [`Place::run`] does, and keeps what the answers say beside the data.
async fn read<T>(
    place: &Place,
    mut operation: Operation<T>,
    headers: &mut Vec<(String, String)>,
) -> Result<T, Failure> {
    let renewed = place.renewal();
    let mut answers = Vec::new();
    loop {
        let step = operation.resume(answers);
        if let Some(session) = operation.take_renewed() {
            renewed(session);
        }
        match step {
            Step::Done(result) => return result,
            Step::Send(requests) => answers = Box::pin(send(place, &requests, headers)).await,
        }
    }
}

/// Sends requests one after the other.
async fn send(
    place: &Place,
    requests: &[HttpRequest],
    headers: &mut Vec<(String, String)>,
) -> Vec<Result<HttpResponse, Unreachable>> {
    let mut answers = Vec::new();
    for request in requests {
        let answer = http::send(request, place.source.origins()).await;
        if let Ok(response) = &answer {
            headers.clone_from(&response.headers);
        }
        answers.push(answer);
    }
    answers
}

/// Asks what a reader would ask.
async fn ask(place: &Place, tell: &dyn Fn(Finding)) {
    let own_origin = dom::origin();
    let origins = place.source.origins();
    let origin = origins.iter().next().cloned().unwrap_or_default();
    let facts = Facts {
        capabilities: place.capabilities(),
        own_origin: &own_origin,
        origin: &origin,
        is_online: dom::is_online(),
        is_signed_in: place.session_now().is_signed_in(),
    };
    let query = PostQuery {
        sort: place
            .capabilities()
            .post_sorts
            .first()
            .map(|sort| sort.name.clone()),
        ..PostQuery::default()
    };
    let session = place.session_now();
    let mut headers = Vec::new();
    let list = read(place, place.source.posts(&session, &query), &mut headers).await;
    for finding in doctor::of_list(facts, &list) {
        tell(finding);
    }
    tell(doctor::of_writing(facts));
    let Ok(first) = list else { return };
    let next = match &first.next {
        Some(next) => {
            let query = PostQuery {
                page: Some(next.clone()),
                ..query
            };
            let posts = place.source.posts(&session, &query);
            Some(read(place, posts, &mut headers).await)
        }
        None => None,
    };
    tell(doctor::of_next(&first, next.as_ref()));
    let talked_about = first.items.iter().max_by_key(|post| post.comment_count);
    if let Some(post) = talked_about {
        let comments = place
            .source
            .comments(&session, post, &CommentQuery::default());
        let comments = read(place, comments, &mut headers).await;
        for finding in doctor::of_comments(facts, post, &comments) {
            tell(finding);
        }
    }
    doctor::of_limits(&headers).into_iter().for_each(tell);
}
