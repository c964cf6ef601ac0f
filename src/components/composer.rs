//! Writes a comment, an answer, or a change of a comment.
//!
//! On a wide screen it stands in its place in the thread; on a phone it is a sheet above the
//! keyboard that can be made small while reading on. Nothing that happens here loses the text: it
//! goes only when the server has taken it.

use baraza_core::{
    connector::{Failure, FailureKind, Intent, Outcome},
    model::Comment,
    outbox::{Entry, State},
};
use leptos::{ev, prelude::*, task::spawn_local};

use super::{
    editor::Editor,
    guest_fields::{GuestFields, missing},
    icon::{Glyph, Icon},
    later::later,
    notice::Failed,
    voice_choice::VoiceChoice,
};
use crate::{
    html::handler,
    platform::{clock, dom},
    state::{
        drafts::{Beginning, OpenDraft, Target},
        explain::{self, Explanation, Remedy},
        guest,
        outbox::{NotKept, Outboxes, use_outboxes},
        place::Place,
        sessions::voice::Voice,
        threads::Discussion,
        toasts::use_toasts,
        uploads::Uploads,
    },
};

/// What stands above the box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// A comment on the post.
    Comment,
    /// An answer to somebody.
    Reply(String),
    /// A change of one's own words.
    Edit,
}

crate::later! {
    later: fn make / arrive(properties: ComposerProps) -> AnyView = Composer(properties).into_any()
}

/// A box to write in, as soon as that part of the app is here.
pub fn composer(properties: ComposerProps) -> AnyView {
    later(|| Box::pin(arrive()), Box::pin(make(properties)))
}

/// A box to write in and the way to send it.
#[component]
pub fn Composer(
    /// Where it is sent to.
    place: Place,
    /// What is written; names the draft.
    target: Target,
    /// What stands above the box.
    purpose: Purpose,
    /// The text to start from when there is no draft.
    #[prop(optional, into)]
    initial: String,
    /// What it is about, for the list of what is not sent: the title of the post.
    #[prop(into)]
    about: String,
    /// Turns the text into what is wanted of the backend.
    #[prop(into)]
    intent: Callback<(String, Option<baraza_core::connector::Guest>), Intent>,
    /// The thread it belongs to.
    discussion: RwSignal<Discussion>,
    /// The entry of the outbox that is answered, if it is one.
    #[prop(optional_no_strip)]
    answers: Option<String>,
    /// The server has taken it.
    #[prop(into)]
    on_sent: Callback<Outcome>,
    /// The person puts it away; the text is kept.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let source = place.id.to_string();
    let beginning = Beginning {
        account: place.account_id().unwrap_or_default(),
        about,
        text: initial,
        ..Beginning::default()
    };
    let draft = OpenDraft::open(&source, &target, beginning);
    let voice = Voice::of(&place);
    let place = voice.place.clone();
    let whose = place.session.clone();
    Effect::new(move || {
        let id = whose.with(|session| session.as_ref().and_then(|s| s.account_id.clone()));
        draft.write_as(id.unwrap_or_default());
    });
    let text = draft.text;
    let toasts = use_toasts();
    let known_guest = guest::remembered();
    let remember = RwSignal::new(known_guest.is_some());
    let guest = RwSignal::new(known_guest.unwrap_or_default());
    let is_sending = RwSignal::new(false);
    let failure = RwSignal::new(None::<Explanation>);
    let is_minimised = RwSignal::new(false);
    // The key belongs to the text: sending the same text again is the same intent.
    let last_key = StoredValue::new(None::<(String, String)>);
    let uploads = Uploads::of(&place);
    let place = StoredValue::new(place);
    let capabilities = place.with_value(|place| place.capabilities().clone());
    let (format, max_length, asked) = (
        capabilities.write_format,
        capabilities.max_length,
        capabilities.guest,
    );
    let outboxes = use_outboxes();
    let speaker = voice.clone();
    let is_guest = Signal::derive(move || !place.with_value(Place::is_signed_in));
    let is_edit = purpose == Purpose::Edit;

    let send = Callback::new(move |()| {
        let words = text.get_untracked();
        if is_sending.get_untracked() {
            return;
        }
        let waits = uploads.and_then(Uploads::problem);
        if let Some(problem) = waits.or_else(|| problem(&words, max_length)) {
            failure.set(Some(problem));
            return;
        }
        if speaker.has_ended() {
            failure.set(Some(explain::sending(&ended(), true)));
            return;
        }
        let details = (is_guest.get_untracked()).then(|| guest.get_untracked());
        if let (Some(asked), Some(details)) = (&asked, &details)
            && let Some(field) = missing(asked, details)
        {
            failure.set(Some(wanted(field)));
            return;
        }
        if let Some(details) = &details {
            guest::remember(remember.get_untracked().then_some(details));
        }
        let key = last_key
            .get_value()
            .filter(|(sent, _)| sent == &words)
            .map_or_else(clock::uuid, |(_, key)| key);
        last_key.set_value(Some((words.clone(), key.clone())));
        failure.set(None);
        is_sending.set(true);
        let intent = intent.run((words, details.filter(|_| asked.is_some())));
        let place = place.get_value();
        let has_account = !is_guest.get_untracked();
        let entry = discussion.with_untracked(|d| {
            let answers = answers.clone();
            outboxes.entry_for(&place, &intent, answers, key.clone(), &d.comments)
        });
        spawn_local(async move {
            let fate = match entry {
                Some(entry) => hand_over(outboxes, entry, is_sending).await,
                None => Fate::Unknown,
            };
            let result = match fate {
                Fate::Unknown => place.write(intent, key).await,
                Fate::Sent(outcome) => Ok(outcome),
                Fate::Refused(failure) => Err(failure),
                Fate::Waits => {
                    draft.forget();
                    is_sending.try_set(false);
                    on_close.try_run(());
                    return;
                }
            };
            // The page may be gone by now: then the draft is settled all the same.
            is_sending.try_set(false);
            match result {
                Ok(outcome) => {
                    draft.forget();
                    on_sent.try_run(outcome);
                }
                Err(mut problem) => {
                    // Backends give both the same name: a guest is refused, or a secret is stale.
                    let is_ended = matches!(
                        problem.kind,
                        FailureKind::GuestsRefused | FailureKind::SignInRequired
                    );
                    if has_account && is_ended {
                        problem.kind = FailureKind::BadCredentials;
                    }
                    failure.try_set(Some(explain::sending(&problem, dom::is_online())));
                }
            }
        });
    });
    let discard = move |_| {
        draft.discard(toasts);
        on_close.run(());
    };

    let (heading, label, verb) = match &purpose {
        Purpose::Comment => ("Your comment".to_owned(), "Your comment", "Send"),
        Purpose::Reply(name) => (format!("Replying to {name}"), "Your reply", "Send"),
        Purpose::Edit => ("Changing your comment".to_owned(), "Your comment", "Save"),
    };
    let guest_fields = move || {
        asked.filter(|_| is_guest.get()).map(|asked| {
            let to = place.with_value(|place| place.name.to_string());
            html! { <GuestFields asked=asked to=to guest=guest remember=remember /> }
        })
    };
    let source_for_failure = source.clone();

    html! {
        <form
            class="composer sheet"
            data-minimised=move || is_minimised.get().then_some("")
            on:submit=handler(move |event: ev::SubmitEvent| {
                event.prevent_default();
                send.run(());
            })
        >
            <div class="meta">
                <span>
                    <b dir="auto">{heading}</b>
                    {(!is_edit).then(|| html! { <VoiceChoice voice=voice.clone() /> })}
                </span>
                <button
                    type="button"
                    class="icon-button minimise"
                    aria-label=move || if is_minimised.get() { "Make larger" } else { "Make smaller" }
                    on:click=handler(move |_| is_minimised.update(|small| *small = !*small))
                >
                    <Icon glyph=Glyph::Lower />
                </button>
                <button
                    type="button"
                    class="icon-button"
                    aria-label="Close, the text is kept"
                    on:click=handler(move |_| on_close.run(()))
                >
                    <Icon glyph=Glyph::Close />
                </button>
            </div>
                <Editor
                    draft=draft
                    format=format
                    max_length=max_length
                    uploads=uploads
                    label=label
                    placeholder="Write something worth reading"
                    has_focus=true
                    has_quotation=!is_edit
                    on_submit=send
                    on_escape=on_close
                    details=guest_fields
                >
                    {(!is_edit)
                        .then(|| {
                            html! {
                                <button
                                    type="button"
                                    class="link-button discard"
                                    hidden=move || text.with(String::is_empty)
                                    on:click=handler(discard)
                                >
                                    "Discard"
                                </button>
                            }
                        })}
                    <button
                        type="submit"
                        class="primary"
                        aria-busy=move || is_sending.get().to_string()
                        disabled=move || is_sending.get()
                    >
                        {move || if is_sending.get() { "Sending…" } else { verb }}
                    </button>
                </Editor>
                {move || {
                    failure
                        .get()
                        .map(|explanation| {
                            html! {
                                <Failed
                                    explanation=explanation
                                    source=source_for_failure.clone()
                                    on_retry=send
                                />
                            }
                        })
                }}
        </form>
    }
}

/// What has become of a text that was handed to the outbox.
enum Fate {
    /// The server has it.
    Sent(Outcome),
    /// The server does not take it; it is in the box alone.
    Refused(Failure),
    /// It stays in the outbox and goes when it can.
    Waits,
    /// The outbox does not take it.
    Unknown,
}

/// Puts a text into the outbox, and waits as long as it is on its way right now.
async fn hand_over(outboxes: Outboxes, entry: Entry, is_sending: RwSignal<bool>) -> Fate {
    let id = entry.id.clone();
    if outboxes.add(entry).await.is_err() {
        return Fate::Unknown;
    }
    let Some(entry) = outboxes.first_word(&id).await else {
        return Fate::Sent(Outcome::Refetch);
    };
    match (entry.state, &entry.trouble) {
        (State::Sent, _) => {
            let comment = entry.comment.clone();
            Fate::Sent(comment.map_or(Outcome::Refetch, Outcome::Comment))
        }
        // Who has gone elsewhere finds it in the outbox; who is here can change it in its box.
        (State::Asking, Some(trouble)) if !entry.is_doubtful && !is_sending.is_disposed() => {
            let failure = Failure::from(trouble);
            match outboxes.withdraw(&id).await {
                Ok(()) => Fate::Refused(failure),
                Err(NotKept) => Fate::Waits,
            }
        }
        _ => Fate::Waits,
    }
}

/// Why a text cannot be sent as it is.
fn problem(text: &str, max_length: Option<u32>) -> Option<Explanation> {
    if text.trim().is_empty() {
        return Some(wanted("a few words"));
    }
    let max = usize::try_from(max_length?).ok()?;
    let length = text.chars().count();
    (length > max).then(|| Explanation {
        title: "Too long",
        text: format!("This site takes {max} characters; yours has {length}. Nothing was cut."),
        remedy: Remedy::None,
    })
}

/// The account of the box is not signed in any more.
fn ended() -> Failure {
    Failure::new(FailureKind::BadCredentials, "signed out")
}

fn wanted(what: &str) -> Explanation {
    Explanation {
        title: "Something is missing",
        text: format!("Please add {what}."),
        remedy: Remedy::None,
    }
}

/// The comment that an outcome brought, if it brought one.
pub fn sent_comment(outcome: Outcome) -> Option<Comment> {
    match outcome {
        Outcome::Comment(comment) => Some(*comment),
        Outcome::Post(_) | Outcome::Refetch => None,
    }
}
