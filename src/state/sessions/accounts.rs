//! What people do with their accounts: sign in to several, choose one, sign out.

use baraza_core::connector::Session;
use leptos::prelude::*;

use super::{Known, Sessions, clients, is_same, keep, kept};
use crate::platform::storage::StorageError;

/// An account of a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Who it is. Without a secret, it has to be signed in to again.
    pub session: Session,
    /// Whether it is the one that speaks.
    pub is_chosen: bool,
}

impl Account {
    /// Its name for people.
    pub fn name(&self) -> String {
        let name = self.session.account_name.as_ref();
        let name = name.or(self.session.account_id.as_ref()).cloned();
        name.unwrap_or_else(|| "Account without a name".to_owned())
    }

    /// Whether its session has ended.
    pub fn has_ended(&self) -> bool {
        !self.session.is_signed_in()
    }
}

/// All that is known of a source's accounts, to be brought back.
#[derive(Clone)]
pub struct Taken {
    chosen: Option<Session>,
    others: Vec<Session>,
    kept: Vec<Session>,
}

/// Whether the browser's cookie is what proves an account: it has one at a time.
fn is_by_cookie(session: &Session) -> bool {
    session.auth.contains_key("cookie")
}

/// Whether a session takes the place of another one.
fn replaces(session: &Session, other: &Session) -> bool {
    is_same(session, other) || is_by_cookie(session) && is_by_cookie(other)
}

impl Sessions {
    /// The accounts of a source, by their names; for whoever lets people choose. Reactive.
    pub fn all(self, source: &str) -> Vec<Account> {
        let Known { chosen, others } = self.known(source);
        let account = |is_chosen| move |session| Account { session, is_chosen };
        let mut all: Vec<Account> = others.get().into_iter().map(account(false)).collect();
        all.extend(chosen.get().map(account(true)));
        all.sort_by_cached_key(Account::name);
        all
    }

    /// Whether somebody can sign in beside who is signed in: not where it is by the browser's
    /// cookie. Reactive.
    pub fn takes_more(self, source: &str) -> bool {
        let chosen = self.known(source).chosen;
        chosen.with(|chosen| !chosen.as_ref().is_some_and(is_by_cookie))
    }

    /// Signs in, and chooses the account. `remember` keeps the secret on this device.
    ///
    /// # Errors
    /// It was to be kept but could not; the person is signed in all the same.
    pub fn sign_in(
        self,
        source: &str,
        session: Session,
        remember: bool,
    ) -> Result<(), StorageError> {
        let mut accounts = kept(source);
        accounts.retain(|kept| !replaces(&session, kept));
        if remember {
            accounts.insert(0, session.clone());
        }
        let kept = keep(source, &accounts);
        let known = self.known(source);
        known.others.update(|others| {
            others.splice(0..0, known.chosen.get_untracked());
            others.retain(|other| !replaces(&session, other));
        });
        known.chosen.set(Some(session));
        kept
    }

    /// Chooses one of the accounts that are signed in. What was read as another one is for the
    /// caller to forget. `false`: it is not among them.
    pub fn choose(self, source: &str, account: &Session) -> bool {
        let known = self.known(source);
        let is_it = |other: &Session| other.is_signed_in() && is_same(other, account);
        let at = known
            .others
            .with_untracked(|others| others.iter().position(is_it));
        let Some(at) = at else { return false };
        let mut next = None;
        known.others.update(|others| {
            next = Some(others.remove(at));
            others.splice(0..0, known.chosen.get_untracked());
        });
        known.chosen.set(next);
        let mut accounts = kept(source);
        if let Some(at) = accounts.iter().position(is_it) {
            let first = accounts.remove(at);
            accounts.insert(0, first);
            // If it cannot be kept, another one is chosen when the app is opened again.
            drop(keep(source, &accounts));
        }
        true
    }

    /// Who is signed in to a source now, without following changes.
    pub fn now(self, source: &str) -> Option<Session> {
        self.of(source).get_untracked()
    }

    /// A session has ended, says the source: its secret is forgotten, and the account waits to be
    /// signed in to again. Nothing happens if that was done meanwhile.
    pub fn end(self, source: &str, session: &Session) {
        let Known { chosen, others } = self.known(source);
        let is_it = |other: &Session| other.auth == session.auth;
        let is_chosen = chosen.with_untracked(|chosen| chosen.as_ref().is_some_and(is_it));
        let is_known = is_chosen || others.with_untracked(|others| others.iter().any(is_it));
        if !session.is_signed_in() || !is_known {
            return;
        }
        let end = |accounts: &mut Vec<Session>| {
            for account in accounts.iter_mut().filter(|other| is_same(other, session)) {
                account.auth.clear();
            }
            // What cannot be told from others cannot be signed in to again.
            accounts.retain(|other| {
                other.is_signed_in() || other.account_id.is_some() || other.account_name.is_some()
            });
        };
        let mut accounts = kept(source);
        end(&mut accounts);
        drop(keep(source, &accounts));
        others.update(|others| {
            if is_chosen {
                others.insert(0, session.clone());
            }
            end(others);
        });
        if is_chosen {
            chosen.set(None);
        }
    }

    /// Forgets an account of a source. If it was the chosen one, the next that is signed in speaks.
    pub fn forget(self, source: &str, account: &Session) {
        let mut accounts = kept(source);
        accounts.retain(|kept| !is_same(kept, account));
        drop(keep(source, &accounts));
        let Known { chosen, others } = self.known(source);
        others.update(|others| others.retain(|other| !is_same(other, account)));
        let is_it = |chosen: &Option<Session>| chosen.as_ref().is_some_and(|c| is_same(c, account));
        if chosen.with_untracked(is_it) {
            let mut next = None;
            others.update(|others| {
                let at = others.iter().position(Session::is_signed_in);
                next = at.map(|at| others.remove(at));
            });
            chosen.set(next.clone());
            // The one who speaks is the first that is kept, if it is kept.
            if let Some(next) = next {
                let is_next = |kept: &Session| is_same(kept, &next);
                if let Some(at) = accounts.iter().position(is_next).filter(|at| *at > 0) {
                    let first = accounts.remove(at);
                    accounts.insert(0, first);
                    drop(keep(source, &accounts));
                }
            }
        }
    }

    /// Takes all accounts of a source away: it is to be another one, or none.
    pub fn take(self, source: &str) -> Taken {
        let Known { chosen, others } = self.known(source);
        let taken = Taken {
            chosen: chosen.get_untracked(),
            others: others.get_untracked(),
            kept: kept(source),
        };
        drop(keep(source, &[]));
        clients::forget(source);
        others.set(Vec::new());
        chosen.set(None);
        taken
    }

    /// Brings back what was taken away.
    ///
    /// # Errors
    /// What was kept on the device is not any more.
    pub fn bring_back(self, source: &str, taken: Taken) -> Result<(), StorageError> {
        let known = self.known(source);
        known.others.set(taken.others);
        known.chosen.set(taken.chosen);
        keep(source, &taken.kept)
    }
}
