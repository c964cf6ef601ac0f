//! Drafts: texts that were begun and not sent.
//!
//! Whoever writes (one box, in one tab) has a record of their own and overwrites no other, so two
//! tabs cannot lose each other's words by any order of events. A record says which records its
//! text was made from; that is enough to tell afterwards what is outdone and what stands beside it.
//! The record of an emptied box stays until it is outdone, or its predecessors would come back.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

/// One record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// Who wrote it: unique to one box in one tab.
    pub writer: String,
    /// Grows with every change by that writer, from 1.
    pub revision: u32,
    /// What the writer had before them when they began.
    pub seen: Vec<Seen>,
    /// The account it was written as, by the source's name for it; empty for a guest.
    pub account: String,
    /// When it was changed last, in milliseconds since 1970.
    pub changed: i64,
    /// A title, where there is one.
    pub title: String,
    /// The text.
    pub text: String,
    /// What it is about, for people: the title of the post, or whom it answers.
    pub about: String,
}

/// A record up to a revision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Seen {
    /// Its writer.
    pub writer: String,
    /// The last revision that was seen.
    pub revision: u32,
}

/// What the records of one place come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settled {
    /// What is to be gone on with.
    pub current: Option<Draft>,
    /// Other texts for the same place, newest first: two tabs went on from one text, and neither
    /// saw the other.
    pub copies: Vec<Draft>,
    /// Records that others have outdone.
    pub outdone: Vec<Draft>,
}

impl Draft {
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.title.trim().is_empty() && self.text.trim().is_empty()
    }

    /// This record and all that it has seen: what a text that goes on from here is made from.
    pub fn lineage(&self) -> Vec<Seen> {
        let own = Seen {
            writer: self.writer.clone(),
            revision: self.revision,
        };
        let others = self.seen.iter().filter(|seen| seen.writer != self.writer);
        std::iter::once(own).chain(others.cloned()).collect()
    }

    /// Whether this one was made from another, as that one is.
    pub fn outdoes(&self, other: &Self) -> bool {
        let is_newer_of_same = self.writer == other.writer && self.revision > other.revision;
        let has_seen = |seen: &Seen| seen.writer == other.writer && seen.revision >= other.revision;
        is_newer_of_same || (self.writer != other.writer && self.seen.iter().any(has_seen))
    }

    /// Whether every word of another is in this one, so that nothing is lost without it.
    fn contains(&self, other: &Self) -> bool {
        self.title.starts_with(&other.title) && self.text.starts_with(&other.text)
    }

    /// Newer first. Clocks may be wrong; then both texts are there all the same.
    fn age(&self) -> (Reverse<i64>, Reverse<u32>, &str) {
        (Reverse(self.changed), Reverse(self.revision), &self.writer)
    }
}

/// Says what the records of one place come to. The same record may be there twice, from two
/// stores, at different revisions.
pub fn settle(records: Vec<Draft>) -> Settled {
    let mut standing: Vec<Draft> = Vec::new();
    let mut outdone = Vec::new();
    for (index, record) in records.iter().enumerate() {
        let is_outdone = records.iter().any(|other| other.outdoes(record));
        let is_twin = records
            .iter()
            .take(index)
            .any(|other| other.writer == record.writer && other.revision == record.revision);
        if is_outdone {
            outdone.push(record.clone());
        } else if !is_twin {
            standing.push(record.clone());
        }
    }
    standing.sort_by(|one, other| one.age().cmp(&other.age()));
    // An emptied box is no reason to hide what another tab has.
    let (full, empty): (Vec<Draft>, Vec<Draft>) =
        standing.into_iter().partition(|draft| !draft.is_empty());
    let mut texts: Vec<Draft> = Vec::new();
    for draft in full {
        if texts.iter().any(|text| text.contains(&draft)) {
            outdone.push(draft);
        } else {
            texts.push(draft);
        }
    }
    // Last, because it outdoes what it has seen only as long as it is there.
    outdone.extend(empty);
    let mut texts = texts.into_iter();
    Settled {
        current: texts.next(),
        copies: texts.collect(),
        outdone,
    }
}

/// What a new writer has seen who goes on from here.
pub fn lineage(settled: &Settled) -> Vec<Seen> {
    let mut seen: Vec<Seen> = Vec::new();
    let before = settled.current.iter().chain(&settled.outdone);
    for one in before.flat_map(Draft::lineage) {
        match seen.iter_mut().find(|known| known.writer == one.writer) {
            Some(known) => known.revision = known.revision.max(one.revision),
            None => seen.push(one),
        }
    }
    seen
}
