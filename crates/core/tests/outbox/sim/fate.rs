//! What becomes of a request.

use baraza_core::{connector::FailureKind, outbox::Guarantee};

use super::chance::Chance;

/// After this time without an answer, a request is given up.
const PATIENCE: i64 = 30_000;
/// So long after the end of a request a server whose comments are read back may still be at it.
pub(super) const LATEST: i64 = 5_000;

/// What becomes of a request. Times are counted from now.
#[derive(Debug)]
pub(super) struct Fate {
    /// When the server does what is asked; `None` if it never does.
    pub(super) arrives: Option<i64>,
    /// When there is an answer, or none to be expected.
    pub(super) ends: i64,
    /// The answer, where it is not what the server says; with the seconds to wait.
    pub(super) failure: Option<(FailureKind, Option<u32>)>,
}

impl Fate {
    /// All goes well.
    pub(super) fn calm(chance: &mut Chance) -> Self {
        let arrives = chance.between(10, 300);
        Self {
            arrives: Some(arrives),
            ends: arrives + chance.between(1, 300),
            failure: None,
        }
    }

    /// There is no network.
    pub(super) fn refused() -> Self {
        Self {
            arrives: None,
            ends: 5,
            failure: Some((FailureKind::Unreachable, None)),
        }
    }

    /// All may go wrong.
    pub(super) fn by_chance(chance: &mut Chance, guarantee: Guarantee) -> Self {
        let calm = Self::calm(chance);
        if chance.of_thousand(450) {
            return calm;
        }
        let (kind, retry_after, arrives) = match chance.below(8) {
            0 => return Self::refused(),
            1 => (FailureKind::Unreachable, None, true),
            2 => (FailureKind::Opaque, None, chance.of_thousand(500)),
            3 => return Self::late(chance, guarantee),
            4 => (FailureKind::Server, None, chance.of_thousand(500)),
            5 => {
                let wait = chance.one(&[None, Some(1), Some(20), Some(400)]);
                // Where nobody can look, a server that says "too much" is believed.
                let arrives = guarantee != Guarantee::None && chance.of_thousand(300);
                (FailureKind::RateLimited, wait, arrives)
            }
            6 => {
                let wait = chance.one(&[Some(1), Some(20), Some(400)]);
                (FailureKind::Server, wait, chance.of_thousand(500))
            }
            _ if chance.of_thousand(700) => (FailureKind::Unreadable, None, true),
            _ => {
                let kind = chance.one(&[
                    FailureKind::SignInRequired,
                    FailureKind::Forbidden,
                    FailureKind::Invalid,
                    FailureKind::Closed,
                ]);
                (kind, None, false)
            }
        };
        Self {
            arrives: calm.arrives.filter(|_| arrives),
            ends: calm.ends,
            failure: Some((kind, retry_after)),
        }
    }

    /// The server takes its time: for longer than anybody waits, or for ever.
    fn late(chance: &mut Chance, guarantee: Guarantee) -> Self {
        let longest = match guarantee {
            Guarantee::ReadBack => LATEST,
            Guarantee::Key | Guarantee::None => 60_000,
        };
        Self {
            arrives: Some(chance.between(300, PATIENCE + longest))
                .filter(|_| chance.of_thousand(700)),
            ends: PATIENCE,
            failure: Some((FailureKind::Unreachable, None)),
        }
    }
}
