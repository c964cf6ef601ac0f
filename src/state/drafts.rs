//! Texts that are not sent yet, kept on this device from the first key press.
//!
//! Each box that is open writes records of its own (see `baraza_core::draft`): at once to local
//! storage, and to the database as fast as that takes them. A draft goes only after the server has
//! taken the text, or to the trash by a word of the person.

mod author;
mod of_account;
mod records;
mod sent;
mod target;
pub mod trash;
mod unsent;

use baraza_core::draft::{Draft, Seen, lineage, settle};
use leptos::{prelude::*, task::spawn_local};

use super::toasts::Toasts;
use crate::platform::{clock, dom, storage, timer};
pub use of_account::Left;
pub use sent::{bring_back, forget_same};
pub use target::Target;
pub use unsent::{Unsent, everything, take_request};

/// Records that others have outdone stay so long, in milliseconds: who wrote them may be at it.
const GRACE: i64 = 60_000;
/// After so long without a word from the database, in milliseconds, a text counts as not saved.
const PATIENCE: i32 = 700;

/// Whether the text at hand is on the device.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Saved {
    /// Nothing was written yet.
    #[default]
    Untouched,
    /// It is on its way.
    Saving,
    /// It is kept.
    Kept,
    /// It is nowhere but on the screen.
    Lost,
}

/// The text of a box that is open.
#[derive(Clone, Copy)]
pub struct OpenDraft {
    /// The text.
    pub text: RwSignal<String>,
    /// The title, where there is one.
    pub title: RwSignal<String>,
    /// Whether they are on the device.
    pub saved: RwSignal<Saved>,
    /// Other texts for the same place.
    pub copies: RwSignal<Vec<Draft>>,
    inner: StoredValue<Inner>,
}

struct Inner {
    /// What all keys of this place begin with.
    prefix: String,
    /// As whom one writes here: texts of other accounts are not shown.
    account: String,
    record: Draft,
    /// What the box shows of others as long as nothing is typed.
    shown: Option<Draft>,
    /// What that was made from. The record has seen it only once it goes on from there: until then
    /// it says what it said, and outdoes nothing new.
    shown_lineage: Option<Vec<Seen>>,
    /// The newest revision that the database has.
    in_database: u32,
    is_writing: bool,
    /// Sent or thrown away: nothing is kept any more.
    is_over: bool,
}

impl Inner {
    fn key(&self) -> String {
        format!("{}{}", self.prefix, self.record.writer)
    }

    /// The person goes on from what the box shows.
    fn go_on(&mut self) {
        self.shown = None;
        if let Some(seen) = self.shown_lineage.take() {
            self.record.seen = seen;
        }
    }

    fn is_shown(&self, record: &Draft) -> bool {
        [&self.account, ""].contains(&record.account.as_str()) || self.account.is_empty()
    }
}

/// What a box begins with when there is no draft.
#[derive(Debug, Clone, Default)]
pub struct Beginning {
    /// The account, by the source's name for it; empty for a guest.
    pub account: String,
    /// What the text is about, for people.
    pub about: String,
    /// A title.
    pub title: String,
    /// A text.
    pub text: String,
}

impl OpenDraft {
    /// Goes on with what was begun for a target, or begins.
    pub fn open(source: &str, target: &Target, beginning: Beginning) -> Self {
        let inner = Inner {
            prefix: target.prefix(source),
            account: beginning.account.clone(),
            record: Draft {
                writer: clock::uuid(),
                account: beginning.account,
                about: beginning.about,
                ..Draft::default()
            },
            shown: None,
            shown_lineage: None,
            in_database: 0,
            is_writing: false,
            is_over: false,
        };
        let prefix = inner.prefix.clone();
        let this = Self {
            text: RwSignal::new(beginning.text),
            title: RwSignal::new(beginning.title),
            saved: RwSignal::default(),
            copies: RwSignal::default(),
            inner: StoredValue::new(inner),
        };
        this.adopt_old(target.old_keys(source));
        this.look(drafts_of(records::local(&prefix)));
        spawn_local(async move {
            let all = drafts_of(records::all(&prefix).await);
            let oldest = clock::now().0 - GRACE;
            let outdone = settle(all.clone()).outdone.into_iter();
            let old: Vec<Seen> = outdone
                .filter(|draft| draft.changed < oldest)
                .flat_map(|draft| draft.lineage().into_iter().take(1))
                .collect();
            this.look(all);
            drop(records::remove(&prefix, &old).await);
            records::bring_down().await;
        });
        // Another tab has written.
        on_change(Callback::new(move |()| {
            if let Some(prefix) = this.inner.try_with_value(|inner| inner.prefix.clone()) {
                this.look(drafts_of(records::local(&prefix)));
            }
        }));
        this
    }

    /// Takes what there is into account: goes on from it, or stands beside it.
    fn look(self, found: Vec<Draft>) {
        let settled = self.inner.try_update_value(|inner| {
            let mut found: Vec<Draft> = found
                .into_iter()
                .filter(|one| inner.is_shown(one))
                .collect();
            if inner.is_over {
                return None;
            }
            if inner.record.revision > 0 {
                found.push(inner.record.clone());
            }
            let settled = settle(found);
            let own = &inner.record;
            let is_untouched = own.revision == 0
                || settled.outdone.iter().any(|one| {
                    one.writer == own.writer && one.revision == own.revision && !one.is_empty()
                });
            if is_untouched {
                inner.shown.clone_from(&settled.current);
                let others = lineage(&settled).into_iter();
                let is_other = |seen: &Seen| seen.writer != inner.record.writer;
                inner.shown_lineage = Some(others.filter(is_other).collect());
            }
            Some((settled, is_untouched, inner.record.writer.clone()))
        });
        let Some(Some((settled, is_untouched, writer))) = settled else {
            return;
        };
        let others = settled.copies.into_iter();
        if is_untouched {
            if let Some(current) = settled.current {
                self.text.try_set(current.text);
                self.title.try_set(current.title);
                self.saved.try_set(Saved::Kept);
            }
            self.copies.try_set(others.collect());
        } else {
            let beside = settled.current.into_iter().chain(others);
            self.copies
                .try_set(beside.filter(|one| one.writer != writer).collect());
        }
    }

    /// Takes over what the first format had.
    fn adopt_old(self, keys: [String; 2]) {
        let [text, title] = keys.each_ref().map(|key| storage::get(key));
        if text.is_none() && title.is_none() {
            return;
        }
        let begun = self
            .inner
            .with_value(|inner| (inner.prefix.clone(), inner.record.about.clone()));
        let old = Draft {
            writer: clock::uuid(),
            revision: 1,
            text: text.unwrap_or_default(),
            title: title.unwrap_or_default(),
            about: begun.1,
            ..Draft::default()
        };
        let key = format!("{}{}", begun.0, old.writer);
        if records::keep_local(&key, &records::written(&old)).is_ok() {
            for key in &keys {
                storage::remove(key);
            }
        }
    }

    /// The text has changed.
    pub fn write(self, text: String) {
        self.text.set(text);
        self.keep();
    }

    /// The title has changed.
    pub fn write_title(self, title: String) {
        self.title.set(title);
        self.keep();
    }

    fn keep(self) {
        let (text, title) = (self.text.get_untracked(), self.title.get_untracked());
        let kept = self.inner.try_update_value(|inner| {
            inner.go_on();
            let record = &mut inner.record;
            (record.text, record.title) = (text, title);
            record.revision += 1;
            record.changed = clock::now().0;
            records::keep_local(&inner.key(), &records::written(&inner.record)).is_ok()
        });
        let is_empty = self.text.with_untracked(String::is_empty)
            && self.title.with_untracked(String::is_empty);
        self.saved.set(match kept {
            _ if is_empty => Saved::Untouched,
            Some(true) => Saved::Kept,
            _ => Saved::Saving,
        });
        self.write_down();
    }

    /// Brings the newest revision into the database; what is typed meanwhile goes next, at once.
    fn write_down(self) {
        let is_busy = self
            .inner
            .try_update_value(|inner| std::mem::replace(&mut inner.is_writing, true));
        if is_busy != Some(false) {
            return;
        }
        spawn_local(async move {
            let mut works = true;
            while works {
                let next = self.inner.try_with_value(|inner| {
                    let is_due = inner.record.revision > inner.in_database && !inner.is_over;
                    is_due.then(|| {
                        (
                            inner.key(),
                            inner.record.revision,
                            records::written(&inner.record),
                        )
                    })
                });
                let Some(Some((key, revision, text))) = next else {
                    break;
                };
                works = records::keep(&key, &text).await.is_ok();
                self.inner.try_update_value(|inner| {
                    // What failed is not tried again before the next key press.
                    inner.in_database = revision;
                });
                if works && self.saved.try_get_untracked() == Some(Saved::Saving) {
                    self.saved.try_set(Saved::Kept);
                }
            }
            self.inner
                .try_update_value(|inner| inner.is_writing = false);
            if !works && self.saved.try_get_untracked() == Some(Saved::Saving) {
                self.saved.try_set(Saved::Lost);
            }
        });
        // A database may also say nothing at all.
        spawn_local(async move {
            timer::sleep(PATIENCE).await;
            if self.saved.try_get_untracked() == Some(Saved::Saving) {
                self.saved.try_set(Saved::Lost);
            }
        });
    }

    /// The text is where it belongs: nothing of it is kept here.
    pub fn forget(self) {
        if let Some((prefix, record)) = self.end() {
            spawn_local(async move { drop(records::remove(&prefix, &record.lineage()).await) });
        }
    }

    /// Throws the text away, with a way back.
    pub fn discard(self, toasts: Toasts) {
        let (text, title) = (self.text.get_untracked(), self.title.get_untracked());
        if let Some((prefix, record)) = self.end() {
            let record = Draft {
                text,
                title,
                ..record
            };
            trash::throw(prefix, record, toasts, None);
        }
        self.text.try_set(String::new());
        self.title.try_set(String::new());
    }

    /// Ends the box's own writing.
    fn end(self) -> Option<(String, Draft)> {
        self.saved.try_set(Saved::Untouched);
        self.inner.try_update_value(|inner| {
            inner.go_on();
            inner.is_over = true;
            (inner.prefix.clone(), inner.record.clone())
        })
    }

    /// Goes on with another text; the one at hand stays beside it.
    pub fn swap(self, copy: &Draft) {
        let was = self.inner.try_update_value(|inner| {
            let seen = copy.lineage();
            let next = Draft {
                writer: clock::uuid(),
                seen,
                revision: 0,
                // The one who goes on with it, as if they had found it in the box.
                account: inner.account.clone(),
                ..copy.clone()
            };
            inner.in_database = 0;
            inner.shown_lineage = None;
            let was = std::mem::replace(&mut inner.record, next);
            inner.shown.take().unwrap_or(was)
        });
        self.text.set(copy.text.clone());
        self.title.set(copy.title.clone());
        self.keep();
        self.copies.update(|copies| {
            copies.retain(|one| one.writer != copy.writer);
            copies.extend(was.filter(|was| !was.is_empty()));
        });
    }

    /// Throws another text away, with a way back.
    pub fn discard_copy(self, copy: &Draft, toasts: Toasts) {
        self.copies
            .update(|copies| copies.retain(|one| one.writer != copy.writer));
        let prefix = self.inner.with_value(|inner| inner.prefix.clone());
        trash::throw(prefix, copy.clone(), toasts, None);
    }
}

/// Runs something when another tab has written.
pub fn on_change(act: Callback<()>) {
    let changes = other_tabs_changes();
    Effect::new(move |before: Option<u32>| {
        let now = changes.get();
        if before.is_some_and(|before| before != now) {
            act.run(());
        }
        now
    });
}

/// Counts what other tabs change in local storage. Reactive.
fn other_tabs_changes() -> ArcRwSignal<u32> {
    thread_local! {
        static CHANGES: ArcRwSignal<u32> = {
            let changes = ArcRwSignal::new(0);
            let count = changes.clone();
            dom::on_window("storage", move || count.update(|count: &mut u32| *count = count.wrapping_add(1)));
            changes
        };
    }
    CHANGES.with(Clone::clone)
}

fn drafts_of(records: Vec<records::Keyed>) -> Vec<Draft> {
    records.into_iter().map(|(_, draft)| draft).collect()
}
