//! As whom one box speaks: whoever was chosen when it was opened, or is picked in it.
//!
//! It never becomes another account by itself, so that nothing is said under the wrong name. When
//! its sign-in ends, it stays who it is and has to be signed in to again.

use std::sync::Arc;

use baraza_core::connector::Session;
use leptos::prelude::*;

use super::{accounts::Account, is_same};
use crate::state::place::Place;

/// Who is wanted.
#[derive(Debug, Clone, PartialEq)]
pub enum Pick {
    /// Whoever is chosen for the source, once somebody is.
    Chosen,
    /// Nobody in particular.
    Guest,
    /// An account, whether or not it is the chosen one.
    Account(Session),
}

/// As whom a box speaks.
#[derive(Clone)]
pub struct Voice {
    /// The source, with who speaks as its account.
    pub place: Place,
    pick: RwSignal<Pick>,
}

impl Voice {
    /// Whoever is chosen for a source now; for as long as the owner.
    pub fn of(place: &Place) -> Self {
        let now = place.session.get_untracked();
        let pick = RwSignal::new(now.clone().map_or(Pick::Chosen, Pick::Account));
        let own = ArcRwSignal::new(now);
        let (sessions, id, chosen) = (place.sessions, Arc::clone(&place.id), place.session.clone());
        let speaker = own.clone();
        Effect::new(move || {
            let next = match pick.get() {
                Pick::Chosen => chosen.get(),
                Pick::Guest => None,
                Pick::Account(wanted) => {
                    let mut all = sessions.all(&id).into_iter();
                    let found = all.find(|account| is_same(&account.session, &wanted));
                    found.map_or_else(|| chosen.get(), |account| Some(account.session))
                }
            };
            if speaker.with_untracked(|before| *before != next) {
                speaker.set(next);
            }
        });
        let place = Place {
            session: own,
            ..place.clone()
        };
        Self { place, pick }
    }

    /// Who can be picked, by their names; guests where the source takes them. Reactive.
    pub fn choices(&self) -> Vec<(String, Pick)> {
        let accounts = self.place.sessions.all(&self.place.id).into_iter();
        let named = |account: Account| (account.name(), Pick::Account(account.session));
        let mut choices: Vec<_> = accounts.map(named).collect();
        if !choices.is_empty() && self.place.capabilities().guest.is_some() {
            choices.push(("a guest".to_owned(), Pick::Guest));
        }
        choices
    }

    /// Speaks as somebody else from now on.
    pub fn pick(&self, pick: Pick) {
        self.pick.set(pick);
    }

    /// Whether a choice is who speaks. Reactive.
    pub fn is(&self, choice: &Pick) -> bool {
        let session = self.place.session.get();
        match (choice, &session) {
            (Pick::Account(account), Some(session)) => is_same(account, session),
            (Pick::Guest | Pick::Chosen, None) => true,
            _ => false,
        }
    }

    /// Whether the account has to be signed in to again before it can speak.
    pub fn has_ended(&self) -> bool {
        let session = self.place.session.get_untracked();
        session.is_some_and(|session| !session.is_signed_in())
    }
}
