//! Drafts: no order of events between tabs loses a word in silence.

use std::collections::BTreeMap;

use baraza_core::draft::{Draft, Seen, lineage, settle};

fn draft(writer: &str, revision: u32, seen: &[(&str, u32)], text: &str) -> Draft {
    let seen = seen.iter().map(|(writer, revision)| Seen {
        writer: (*writer).to_owned(),
        revision: *revision,
    });
    Draft {
        writer: writer.to_owned(),
        revision,
        seen: seen.collect(),
        changed: i64::from(revision),
        text: text.to_owned(),
        ..Draft::default()
    }
}

/// The text to go on with, and the copies.
fn texts(records: &[Draft]) -> (Option<String>, Vec<String>) {
    let settled = settle(records.to_vec());
    (
        settled.current.map(|draft| draft.text),
        settled.copies.into_iter().map(|draft| draft.text).collect(),
    )
}

fn alone(text: &str) -> (Option<String>, Vec<String>) {
    (Some(text.to_owned()), Vec::new())
}

#[test]
fn the_newest_revision_of_a_writer_counts_wherever_it_is_kept() {
    let old = draft("a", 1, &[], "Hel");
    let new = draft("a", 3, &[], "Hello");
    assert_eq!(texts(&[old.clone(), new.clone()]), alone("Hello"));
    assert_eq!(texts(&[new.clone(), new, old]), alone("Hello"));
    assert_eq!(texts(&[]), (None, Vec::new()));
}

#[test]
fn who_went_on_from_a_text_outdoes_it() {
    let first = draft("a", 5, &[], "One thing.");
    let second = draft("b", 1, &[("a", 5)], "Another thing altogether.");
    assert_eq!(texts(&[first, second]), alone("Another thing altogether."));
}

#[test]
fn two_who_went_on_apart_are_both_kept() {
    let first = draft("a", 6, &[], "One thing, and more.");
    let second = draft("b", 7, &[("a", 5)], "Another thing.");
    let both = (
        Some("Another thing.".to_owned()),
        vec!["One thing, and more.".to_owned()],
    );
    assert_eq!(texts(&[first, second]), both);
}

#[test]
fn a_text_that_another_begins_with_is_no_copy() {
    let first = draft("a", 2, &[], "He");
    let second = draft("b", 9, &[], "Hello");
    assert_eq!(texts(&[first, second]), alone("Hello"));
}

#[test]
fn an_emptied_box_outdoes_what_it_held_and_nothing_else() {
    let first = draft("a", 5, &[], "One thing.");
    let emptied = draft("b", 9, &[("a", 5)], " ");
    assert_eq!(texts(&[first, emptied.clone()]), (None, Vec::new()));
    let later = draft("a", 6, &[], "One thing more.");
    assert_eq!(texts(&[later, emptied]), alone("One thing more."));
}

#[test]
fn who_begins_has_seen_what_is_there_but_no_copies() {
    let records = vec![
        draft("a", 5, &[("z", 2)], "One thing."),
        draft("b", 7, &[("a", 5)], "Another thing."),
        draft("c", 6, &[], "A third."),
    ];
    let seen: Vec<(String, u32)> = lineage(&settle(records))
        .into_iter()
        .map(|seen| (seen.writer, seen.revision))
        .collect();
    let expected = [("b", 7), ("a", 5), ("z", 2)];
    assert_eq!(
        seen,
        expected.map(|(writer, revision)| (writer.to_owned(), revision))
    );
}

/// Small and repeatable: xorshift.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from(self.0 % u64::from(limit)).unwrap_or(0)
    }
}

/// A box in a tab, as the client has it.
struct Open {
    draft: Draft,
}

/// How records are kept: as they are meant to be, or all under one key, as a control.
#[derive(Clone, Copy, PartialEq)]
enum Keeping {
    PerWriter,
    OneKey,
}

/// Words that are gone although nobody took them out.
fn lost_words(seed: u64, keeping: Keeping) -> usize {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut store: BTreeMap<String, Draft> = BTreeMap::new();
    let mut tabs: Vec<Option<Open>> = Vec::new();
    let count = 2 + dice.below(3);
    for _ in 0..count {
        tabs.push(None);
    }
    let mut typed: Vec<String> = Vec::new();
    let mut writers = 0;
    let key = |draft: &Draft| match keeping {
        Keeping::PerWriter => draft.writer.clone(),
        Keeping::OneKey => String::new(),
    };
    for step in 0..60_usize {
        let tab = usize::try_from(dice.below(count)).unwrap_or(0);
        match (tabs[tab].take(), dice.below(8)) {
            // Opens the box: goes on from what is there.
            (None, _) => {
                let settled = settle(store.values().cloned().collect());
                for draft in settled.outdone.iter().filter(|_| dice.below(2) == 0) {
                    if store.get(&key(draft)) == Some(draft) {
                        store.remove(&key(draft));
                    }
                }
                writers += 1;
                let draft = Draft {
                    writer: format!("w{writers}"),
                    seen: lineage(&settled),
                    ..settled.current.unwrap_or_default()
                };
                let draft = Draft {
                    revision: 0,
                    ..draft
                };
                tabs[tab] = Some(Open { draft });
            }
            // Closes it, or the tab is killed.
            (Some(_), 0) => {}
            // Types a word; clocks are not to be relied upon.
            (Some(mut open), _) => {
                let word = format!("<{step}>");
                open.draft.text.push_str(&word);
                typed.push(word);
                open.draft.revision += 1;
                open.draft.changed = i64::from(dice.below(1000));
                store.insert(key(&open.draft), open.draft.clone());
                tabs[tab] = Some(open);
            }
        }
    }
    let settled = settle(store.into_values().collect());
    let all: Vec<Draft> = settled.current.into_iter().chain(settled.copies).collect();
    let is_lost = |word: &&String| !all.iter().any(|draft| draft.text.contains(word.as_str()));
    typed.iter().filter(is_lost).count()
}

#[test]
fn two_to_four_tabs_on_one_draft_lose_nothing_in_any_order() {
    const RUNS: u64 = 1000;
    let lost = (1..=RUNS).filter(|seed| lost_words(*seed, Keeping::PerWriter) > 0);
    assert_eq!(lost.collect::<Vec<_>>(), Vec::<u64>::new());
    let control = (1..=RUNS).filter(|seed| lost_words(*seed, Keeping::OneKey) > 0);
    let control = control.count();
    assert!(control > 900, "one key for all loses words: {control}");
}
