//! Signing out: nothing of the account stays on this device, but texts that are not sent go only by
//! a word of the person.

use leptos::{prelude::*, task::spawn_local};

use super::Stores;
use crate::{
    components::notice::{Kind, Notice},
    html::handler,
    platform::{dom, timer},
    state::{
        drafts::{Left, trash},
        held,
        outbox::{Outboxes, account_of, use_outboxes},
        place::Place,
        sessions::accounts::Account,
        toasts::{Toasts, use_toasts},
    },
};

/// The way out.
#[derive(Clone)]
pub struct Leave {
    place: Place,
    stores: Stores,
    toasts: Toasts,
    outboxes: Outboxes,
    /// What the person is asked about.
    question: RwSignal<Option<Question>>,
}

/// Accounts that have something here, which the person has to decide about.
#[derive(Debug, Clone)]
struct Question {
    accounts: Vec<Account>,
    left: Left,
}

impl Leave {
    /// The way out of the accounts of a source.
    pub fn of(place: Place) -> Self {
        Self {
            place,
            stores: Stores::from_context(),
            toasts: use_toasts(),
            outboxes: use_outboxes(),
            question: RwSignal::new(None),
        }
    }

    /// Signs out, or asks first what becomes of texts that are not sent.
    pub fn sign_out(&self, accounts: Vec<Account>) {
        let this = self.clone();
        spawn_local(async move {
            let mut left = Left::of(&this.place.id, &ids(&accounts)).await;
            let senders = senders(&accounts);
            left.texts += this.outboxes.open_of(&this.place.id, &senders).await;
            if left.has_to_ask() {
                this.question.try_set(Some(Question { accounts, left }));
                timer::after_paint(|| {
                    dom::focus(".account .notice button");
                });
            } else {
                this.go(Question { accounts, left }, false).await;
            }
        });
    }

    /// Signs out; the secrets go first, whatever becomes of the rest.
    async fn go(self, Question { accounts, left }: Question, with_unsent: bool) {
        let source = &*self.place.id;
        for account in &accounts {
            self.stores.sessions.forget(source, &account.session);
            self.end(account);
        }
        for account in ids(&accounts) {
            held::forget_account(source, &account);
        }
        self.stores.forget(source);
        trash::withdraw_offers(self.toasts);
        let stays = left.texts > 0 && !with_unsent;
        let empties_trash = left.goes_from_trash(with_unsent) > 0;
        let mut has_gone = left.delete(with_unsent).await;
        let kept = if stays {
            " What is not sent is kept on this device."
        } else {
            ""
        };
        for account in senders(&accounts) {
            if !account.is_empty() {
                has_gone &= self.outboxes.forget(source, &account, !stays).await.is_ok();
            }
        }
        let gone = match (has_gone, empties_trash) {
            (false, _) => " But this browser did not delete all of your texts.",
            (true, true) => " What you had thrown away is deleted.",
            (true, false) => "",
        };
        self.toasts.show(format!("Signed out.{kept}{gone}"));
    }

    /// The device has forgotten the secret already; telling the server is a courtesy.
    fn end(&self, account: &Account) {
        let session = account.session.clone();
        if session.is_signed_in() {
            let place = self.place.clone();
            spawn_local(async move {
                drop(place.run(place.source.sign_out(&session)).await);
            });
        }
    }

    fn answer(&self, with_unsent: bool) {
        if let Some(question) = self.question.get_untracked() {
            self.question.set(None);
            spawn_local(self.clone().go(question, with_unsent));
        }
    }

    fn cancel(&self) {
        self.question.set(None);
        dom::focus(".accounts .acts > :last-child");
    }

    /// The question, where there is one.
    pub fn question(&self) -> AnyView {
        let this = self.clone();
        let show = move || {
            let question = this.question.get()?;
            let (title, text) = words(&question.left);
            let them = if question.left.texts == 1 {
                "it"
            } else {
                "them"
            };
            let (keep, delete, cancel) = (this.clone(), this.clone(), this.clone());
            Some(html! {
                <Notice kind=Kind::Held title=title text=text>
                    <button type="button" class="secondary" on:click=handler(move |_| keep.answer(false))>
                        {format!("Keep {them} on this device")}
                    </button>
                    <button type="button" class="secondary" on:click=handler(move |_| delete.answer(true))>
                        {format!("Delete {them} and sign out")}
                    </button>
                    <button type="button" class="link-button" on:click=handler(move |_| cancel.cancel())>
                        "Cancel"
                    </button>
                </Notice>
            })
        };
        html! { {show} }.into_any()
    }
}

/// The source's names for accounts, as texts carry them.
fn ids(accounts: &[Account]) -> Vec<String> {
    let ids = accounts
        .iter()
        .map(|account| account.session.account_id.clone());
    ids.map(Option::unwrap_or_default).collect()
}

/// The names of accounts in the outbox.
fn senders(accounts: &[Account]) -> Vec<String> {
    let names = accounts
        .iter()
        .map(|account| account_of(Some(&account.session)));
    names.collect()
}

/// The question in words.
fn words(left: &Left) -> (String, String) {
    let of_yours = if left.is_unsure { "" } else { " of yours" };
    let title = match left.texts {
        0 => "Texts that were thrown away are here still.".to_owned(),
        1 => format!("1 text{of_yours} here is not sent."),
        count => format!("{count} texts{of_yours} here are not sent."),
    };
    let mut text = String::new();
    if left.is_unsure {
        text.push_str("Yours or a guest’s: this site does not tell them apart. ");
    }
    text.push_str("Whoever uses this browser next can read what is kept.");
    if left.goes_from_trash(false) > 0 {
        text.push_str(" What you had thrown away is deleted in any case.");
    } else if left.goes_from_trash(true) > 0 && left.texts > 0 {
        text.push_str(" What was thrown away is deleted along with it.");
    }
    (title, text)
}
