//! What is offered under the text, while the word before the caret asks for a name or an emoji.

use leptos::{html, prelude::*};

use super::{
    completion::{self, Offer, Person, Wanted},
    marks::Marked,
};
use crate::{
    components::avatar::{hue, initials},
    platform::{
        choices::{self, Choice},
        dom, text_area,
    },
    state::threads::Around,
};

/// What is offered now.
#[derive(Default)]
struct Shown {
    offers: Vec<Offer>,
    active: usize,
    people: Vec<Person>,
}

/// What is offered under a text area.
#[derive(Clone, Copy)]
pub(super) struct Suggestions {
    area: NodeRef<html::Textarea>,
    around: Option<Around>,
    shown: StoredValue<Shown, LocalStorage>,
}

/// What a key means for the list.
pub(super) enum Meaning {
    /// Nothing: it is the text's.
    None,
    /// It moved in the list or closed it.
    Moved,
    /// It took the one at this place.
    Took(usize),
}

impl Suggestions {
    pub(super) fn new(area: NodeRef<html::Textarea>) -> Self {
        Self {
            area,
            around: use_context(),
            shown: StoredValue::new_local(Shown::default()),
        }
    }

    /// Offers what the word before the caret asks for.
    pub(super) fn look(self) {
        let Some(area) = self.area.try_get_untracked().flatten() else {
            return;
        };
        let (before, selected, _) = text_area::selection(&area);
        let before = if selected.is_empty() { &before } else { "" };
        let wanted = completion::wanted(before);
        self.shown.try_update_value(|shown| {
            let was_open = !shown.offers.is_empty();
            shown.active = 0;
            shown.offers = match wanted {
                None => Vec::new(),
                Some(Wanted::Person(name)) => {
                    // Gathered anew for each name: somebody may have come meanwhile.
                    if !was_open && let Some(Around(discussion)) = self.around {
                        shown.people = discussion.with_untracked(|discussion| {
                            completion::people(
                                discussion.post.as_deref(),
                                &discussion.comments,
                                dom::lowercase,
                            )
                        });
                    }
                    completion::offers(Wanted::Person(&dom::lowercase(name)), &shown.people)
                }
                Some(emoji) => completion::offers(emoji, &[]),
            };
            if !was_open && shown.offers.is_empty() {
                return;
            }
            let letters: Vec<String> = shown.offers.iter().map(|o| initials(&o.name)).collect();
            let shows: Vec<Choice<'_>> = shown
                .offers
                .iter()
                .zip(&letters)
                .map(|(offer, letters)| Choice {
                    sign: if offer.sign.is_empty() {
                        letters
                    } else {
                        offer.sign
                    },
                    hue: offer.sign.is_empty().then(|| hue(&offer.name)),
                    name: &offer.name,
                    note: &offer.note,
                })
                .collect();
            choices::show(&area, &shows, 0);
        });
    }

    /// Offers nothing. The box may be gone by then: it loses the focus with that.
    pub(super) fn close(self) {
        self.shown.try_update_value(|shown| {
            let area = self.area.try_get_untracked().flatten();
            if !std::mem::take(&mut shown.offers).is_empty()
                && let Some(area) = area
            {
                choices::show(&area, &[], 0);
            }
        });
    }

    /// What a key means for the list.
    pub(super) fn on_key(self, key: &str) -> Meaning {
        let (count, active) = self
            .shown
            .with_value(|shown| (shown.offers.len(), shown.active));
        if count == 0 {
            return Meaning::None;
        }
        let next = match key {
            "ArrowDown" => (active + 1) % count,
            "ArrowUp" => (active + count - 1) % count,
            "Enter" | "Tab" => return Meaning::Took(active),
            "Escape" => {
                self.close();
                return Meaning::Moved;
            }
            // The caret leaves the word.
            "ArrowLeft" | "ArrowRight" | "Home" | "End" => {
                self.close();
                return Meaning::None;
            }
            _ => return Meaning::None,
        };
        self.shown.update_value(|shown| shown.active = next);
        if let Some(area) = self.area.get_untracked() {
            choices::choose(&area, next);
        }
        Meaning::Moved
    }

    /// The text with what is offered at a place in it.
    pub(super) fn taken(self, at: usize, before: &str, after: &str) -> Option<Marked> {
        self.shown
            .with_value(|shown| completion::take(shown.offers.get(at)?, before, after))
    }
}
