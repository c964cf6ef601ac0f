//! What accounts that are being signed out leave on this device: texts that are not sent, which only
//! the person may give up, and what goes in any case.

use baraza_core::draft::{Draft, Seen, settle};

use super::{Target, records, records::Keyed, trash};

/// What some accounts of a source have here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Left {
    /// Texts that are not sent, those beside others included.
    pub texts: usize,
    /// Texts in the trash.
    pub thrown: usize,
    /// Whether they may be a guest's as well: the source has no identifier for one of the accounts,
    /// so that its texts cannot be told from those of guests.
    pub is_unsure: bool,
    /// What nobody needs any more.
    rest: Records,
    /// What goes only if the person says so.
    asked: Records,
}

/// Records to be deleted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Records {
    /// By what their keys begin with, up to a revision.
    drafts: Vec<(String, Vec<Seen>)>,
    /// Keys in the trash.
    thrown: Vec<String>,
}

impl Left {
    /// Looks for it. `accounts` are the source's names for them, empty where it has none.
    pub async fn of(source: &str, accounts: &[String]) -> Self {
        let (drafts, thrown) = (records::everything().await, trash::read().await);
        sorted(drafts, thrown, source, accounts)
    }

    /// Whether the person has to be asked.
    pub fn has_to_ask(&self) -> bool {
        self.texts > 0 || !self.asked.thrown.is_empty()
    }

    /// How many texts of the trash go, whether or not the unsent ones do.
    pub fn goes_from_trash(&self, with_unsent: bool) -> usize {
        let asked = if with_unsent {
            self.asked.thrown.len()
        } else {
            0
        };
        self.rest.thrown.len() + asked
    }

    /// Deletes it; the texts that are not sent only if they are meant too. Says whether all went.
    pub async fn delete(self, with_unsent: bool) -> bool {
        let mut meant = self.rest;
        if with_unsent {
            meant.drafts.extend(self.asked.drafts);
            meant.thrown.extend(self.asked.thrown);
        }
        let mut has_gone = trash::remove(&meant.thrown).await.is_ok();
        for (prefix, seen) in &meant.drafts {
            has_gone &= records::remove(prefix, seen).await.is_ok();
        }
        has_gone
    }
}

/// Says what of all records is of the accounts, and what becomes of it.
fn sorted(drafts: Vec<Keyed>, trash: Vec<Keyed>, source: &str, accounts: &[String]) -> Left {
    let is_here = |(key, _): &Keyed| Target::of_key(key).is_some_and(|(other, _)| other == source);
    let mut places: Vec<(String, Vec<Draft>)> = Vec::new();
    for (key, draft) in drafts.into_iter().filter(is_here) {
        let prefix = key.strip_suffix(&draft.writer).unwrap_or(&key);
        match places.iter_mut().find(|(known, _)| known == prefix) {
            Some((_, drafts)) => drafts.push(draft),
            None => places.push((prefix.to_owned(), vec![draft])),
        }
    }
    let trash: Vec<Keyed> = trash.into_iter().filter(is_here).collect();
    let mut left = Left::default();
    for (index, account) in accounts.iter().enumerate() {
        if accounts.iter().take(index).any(|other| other == account) {
            continue;
        }
        for (prefix, drafts) in &places {
            left.add_place(prefix, drafts, account);
        }
        let thrown = trash.iter().filter(|(_, draft)| draft.account == *account);
        let keys: Vec<String> = thrown.map(|(key, _)| key.clone()).collect();
        left.thrown += keys.len();
        left.is_unsure |= account.is_empty();
        left.without_asking(account).thrown.extend(keys);
    }
    left
}

impl Left {
    /// What goes unasked; where it may be a guest's, nothing does.
    fn without_asking(&mut self, account: &str) -> &mut Records {
        if account.is_empty() {
            &mut self.asked
        } else {
            &mut self.rest
        }
    }

    /// Adds what an account has for one target.
    fn add_place(&mut self, prefix: &str, drafts: &[Draft], account: &str) {
        // As the account sees them: a text of another one makes none of these dispensable.
        let is_seen = |draft: &&Draft| {
            account.is_empty() || draft.account.is_empty() || draft.account == account
        };
        let settled = settle(drafts.iter().filter(is_seen).cloned().collect());
        let texts: Vec<Draft> = settled.current.into_iter().chain(settled.copies).collect();
        let is_own = |draft: &&Draft| draft.account == account;
        let unsent: Vec<&Draft> = texts.iter().filter(is_own).collect();
        let others: Vec<&Draft> = texts.iter().filter(|draft| !is_own(draft)).collect();
        let all: Vec<&Draft> = texts.iter().collect();
        let outdone: Vec<&Draft> = settled.outdone.iter().filter(is_own).collect();
        self.texts += unsent.len();
        push(&mut self.asked.drafts, prefix, &unsent, &others);
        let rest = self.without_asking(account);
        push(&mut rest.drafts, prefix, &outdone, &all);
    }
}

/// Adds records with those that they were made from, which would come back without them; but none
/// of a writer whose text stays: one of the two stores may be behind.
fn push(to: &mut Vec<(String, Vec<Seen>)>, prefix: &str, records: &[&Draft], staying: &[&Draft]) {
    let stays = |seen: &Seen| staying.iter().any(|draft| draft.writer == seen.writer);
    let seen = records.iter().flat_map(|draft| draft.lineage());
    let seen: Vec<Seen> = seen.filter(|seen| !stays(seen)).collect();
    if !seen.is_empty() {
        to.push((prefix.to_owned(), seen));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(account: &str, writer: &str, text: &str, seen: &[(&str, u32)]) -> Draft {
        let seen = seen.iter().map(|(writer, revision)| Seen {
            writer: (*writer).to_owned(),
            revision: *revision,
        });
        Draft {
            writer: writer.to_owned(),
            revision: 2,
            seen: seen.collect(),
            account: account.to_owned(),
            text: text.to_owned(),
            ..Draft::default()
        }
    }

    fn at(source: &str, draft: &Draft) -> Keyed {
        let prefix = Target::Post("1".into()).prefix(source);
        (format!("{prefix}{}", draft.writer), draft.clone())
    }

    fn of(drafts: &[Keyed], trash: &[Keyed], accounts: &[&str]) -> Left {
        let accounts: Vec<String> = accounts.iter().map(|&account| account.to_owned()).collect();
        sorted(drafts.to_vec(), trash.to_vec(), "a", &accounts)
    }

    fn writers(records: &Records) -> Vec<String> {
        let seen = records.drafts.iter().flat_map(|(_, seen)| seen);
        let mut writers: Vec<String> = seen.map(|seen| seen.writer.clone()).collect();
        writers.sort();
        writers.dedup();
        writers
    }

    #[test]
    fn texts_of_the_account_are_asked_about_and_those_of_others_are_left_alone() {
        let drafts = [
            at("a", &record("ann", "1", "One.", &[])),
            at("a", &record("ann", "2", "Two.", &[])),
            at("a", &record("bob", "3", "Three.", &[])),
            at("a", &record("", "4", "Four.", &[])),
            at("b", &record("ann", "5", "Five.", &[])),
        ];
        let trash = [
            at("a", &record("ann", "6", "Six.", &[])),
            at("a", &record("bob", "7", "Seven.", &[])),
            at("b", &record("ann", "8", "Eight.", &[])),
        ];
        let left = of(&drafts, &trash, &["ann"]);
        assert_eq!((left.texts, left.thrown, left.is_unsure), (2, 1, false));
        assert!(left.has_to_ask());
        assert_eq!(writers(&left.asked), ["1", "2"]);
        assert_eq!(left.asked.thrown, Vec::<String>::new());
        assert_eq!(writers(&left.rest), Vec::<String>::new());
        assert_eq!(left.rest.thrown, [trash[0].0.clone()]);
        let both = of(&drafts, &trash, &["ann", "bob", "ann"]);
        assert_eq!((both.texts, both.thrown), (3, 2));
    }

    #[test]
    fn what_is_outdone_or_emptied_goes_unasked_with_what_it_was_made_from() {
        let drafts = [
            at("a", &record("", "guest", "Begun", &[])),
            at(
                "a",
                &record("ann", "1", "Begun as a guest.", &[("guest", 2)]),
            ),
            at("a", &record("ann", "2", " ", &[("1", 2), ("guest", 2)])),
        ];
        let left = of(&drafts, &[], &["ann"]);
        assert!(!left.has_to_ask());
        assert_eq!(writers(&left.rest), ["1", "2", "guest"]);
    }

    #[test]
    fn a_text_that_stays_loses_neither_of_its_two_places() {
        let newer = record("ann", "1", "Both places.", &[]);
        let behind = Draft {
            revision: 1,
            ..newer.clone()
        };
        let drafts = [at("a", &newer), at("a", &behind)];
        let left = of(&drafts, &[], &["ann"]);
        assert_eq!(left.texts, 1);
        assert_eq!(writers(&left.rest), Vec::<String>::new());
        assert_eq!(writers(&left.asked), ["1"]);
    }

    #[test]
    fn a_longer_text_of_another_account_stands_for_none_of_this_one() {
        let drafts = [
            at("a", &record("ann", "1", "Hello", &[])),
            at("a", &record("bob", "2", "Hello everybody", &[])),
        ];
        let left = of(&drafts, &[], &["ann"]);
        assert_eq!(
            (left.texts, writers(&left.asked)),
            (1, vec!["1".to_owned()])
        );
    }

    #[test]
    fn nothing_of_guests_goes_unasked_where_accounts_cannot_be_told_from_them() {
        let drafts = [
            at("a", &record("", "1", "Begun", &[])),
            at("a", &record("", "2", "Begun, and gone on.", &[("1", 2)])),
            at("a", &record("ann", "3", "Three.", &[])),
        ];
        let trash = [at("a", &record("", "4", "Four.", &[]))];
        let left = of(&drafts, &trash, &[""]);
        assert_eq!((left.texts, left.thrown, left.is_unsure), (1, 1, true));
        assert_eq!(left.rest, Records::default());
        assert_eq!(writers(&left.asked), ["1", "2"]);
        assert!(of(&[], &trash, &[""]).has_to_ask());
        assert!(!of(&[], &[], &[""]).has_to_ask());
    }
}
