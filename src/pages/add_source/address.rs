//! The address of a site is pasted, and the site is asked what it is.

use baraza_core::connector::{DetectStep, Detected, Detection, Failure, NotAnAddress};
use leptos::{ev, prelude::*, task::spawn_local};

use super::{Adding, Stage};
use crate::{
    html::handler,
    platform::{dom, http},
    route::{Route, encode},
    state::{explain, own, presets},
};

/// How far one knows what is behind the address.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Finding {
    Nothing,
    /// This is being asked.
    Asking(String),
    NoAddress,
    /// Nobody there is known. The address, if it answers in JSON itself.
    Unknown {
        api: Option<String>,
    },
    /// There was no answer at all.
    Silent,
    Failed(String),
}

/// Asks for an address and finds out which preset it is of.
pub(super) fn form(adding: Adding) -> AnyView {
    let typed = RwSignal::new(String::new());
    let finding = RwSignal::new(Finding::Nothing);
    let is_asking = move || finding.with(|finding| matches!(finding, Finding::Asking(_)));
    let submit = move || {
        if untrack(is_asking) {
            return;
        }
        let address = typed.get_untracked();
        finding.set(Finding::Asking(String::new()));
        adding.asked.set(Vec::new());
        spawn_local(async move {
            let found = find_out(&address, finding, adding).await;
            // Who has chosen something meanwhile, keeps it.
            let is_waiting = adding
                .stage
                .try_with_untracked(|stage| matches!(stage, Stage::Choosing));
            if is_waiting != Some(true) {
                return;
            }
            finding.try_set(match found {
                Ok(Detected::Preset { name, params }) => {
                    let host = params.get("site").and_then(|site| own::host(site));
                    adding.choose(name, (host.unwrap_or_default(), params), false);
                    Finding::Nothing
                }
                Ok(Detected::Unknown { json }) => Finding::Unknown {
                    api: json.and_then(|_| own::address(&address)),
                },
                Err(problem) => problem,
            });
        });
    };
    html! {
        <section>
            <form
                class="form"
                on:submit=handler(move |event: ev::SubmitEvent| {
                    event.prevent_default();
                    submit();
                })
            >
                <label class="field">
                    <span>"Address of a site or API"</span>
                    <span class="beside">
                        <input
                            type="text"
                            inputmode="url"
                            autocapitalize="none"
                            autocomplete="off"
                            spellcheck="false"
                            placeholder="example.org"
                            aria-invalid=move || (finding.get() == Finding::NoAddress).then_some("true")
                            prop:value=move || typed.get()
                            on:input=handler(move |event: ev::Event| {
                                typed.set(event_target_value(&event));
                            })
                        />
                        <button
                            type="submit"
                            class="primary"
                            aria-busy=move || is_asking().to_string()
                            disabled=is_asking
                        >
                            "Find"
                        </button>
                    </span>
                </label>
                <div class="finding-out" role="status">
                    <p class="hint">{move || words(&finding.get())}</p>
                    {move || finding.with(describe)}
                </div>
                {move || asked(adding)}
            </form>
        </section>
    }
}

/// The way to describe an API that is none of the known kinds.
fn describe(finding: &Finding) -> Option<AnyView> {
    let Finding::Unknown { api: Some(address) } = finding else {
        return None;
    };
    let href = format!("{}#{}", Route::Describe, encode(address));
    Some(html! { <a class="secondary" href=href>"Describe this API"</a> })
}

/// What was asked on the way.
pub(super) fn asked(adding: Adding) -> Option<AnyView> {
    let asked = adding.asked.get();
    let title = match asked.len() {
        0 => return None,
        1 => "One address was asked".to_owned(),
        count => format!("{count} addresses were asked"),
    };
    let lines = asked
        .into_iter()
        .map(|address| html! { <li><bdi>{address}</bdi></li> })
        .collect_view();
    Some(html! {
        <details class="asked">
            <summary>{title}</summary>
            <ol>{lines}</ol>
        </details>
    })
}

/// What is said about it.
fn words(finding: &Finding) -> String {
    match finding {
        Finding::Nothing => {
            "Baraza asks the site what it runs on. Only this site learns of it.".to_owned()
        }
        Finding::Asking(what) if what.is_empty() => "One moment…".to_owned(),
        Finding::Asking(what) => format!("Asking {what} …"),
        Finding::NoAddress => "This is no address. One looks like https://example.org".to_owned(),
        Finding::Unknown { api: Some(_) } => {
            "Unknown: this answers in JSON, but it is none of the kinds below. You can describe it."
                .to_owned()
        }
        Finding::Silent => {
            "There is no answer. Is the address right, and does the site open in another tab?"
                .to_owned()
        }
        Finding::Unknown { api: None } => {
            "Unknown: the site does not say what it runs on, or it does not let other sites ask. Choose a kind \
             below if you know it."
                .to_owned()
        }
        Finding::Failed(text) => text.clone(),
    }
}

/// Asks until it is known, and says what is being asked.
async fn find_out(
    address: &str,
    finding: RwSignal<Finding>,
    adding: Adding,
) -> Result<Detected, Finding> {
    let failed =
        |failure: Failure| Finding::Failed(explain::reading(&failure, dom::is_online()).text);
    let presets = presets::all().await.map_err(failed)?;
    let mut detection =
        Detection::new(address, presets).map_err(|NotAnAddress| Finding::NoAddress)?;
    let origins = [detection.origin().to_owned()];
    let mut answer = None;
    let mut is_silent = true;
    loop {
        match detection.resume(answer) {
            DetectStep::Done(Detected::Unknown { .. }) if is_silent => return Err(Finding::Silent),
            DetectStep::Done(detected) => return Ok(detected),
            DetectStep::Ask(request) => {
                let (_, shown) = request.url.split_once("://").unwrap_or_default();
                finding.try_set(Finding::Asking(shown.to_owned()));
                adding
                    .asked
                    .try_update(|asked| asked.push(shown.to_owned()));
                let answered = http::send(&request, &origins).await;
                is_silent &= answered.as_ref().is_err_and(|error| !error.withheld);
                answer = Some(answered);
            }
        }
    }
}
