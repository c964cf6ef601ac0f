//! Chance that is the same for the same seed everywhere.

/// A generator (`SplitMix64`).
#[derive(Debug)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed ^ 0x6a09_e667_f3bc_c908)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from nothing up to, but without, a limit.
    pub(super) fn below(&mut self, limit: i64) -> i64 {
        let limit = u64::try_from(limit.max(1)).expect("no number below nothing");
        i64::try_from(self.next() % limit).expect("below a limit that is one")
    }

    /// A number between two, both included.
    pub(super) fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below(most - least + 1)
    }

    /// True so many times of a thousand.
    pub(super) fn of_thousand(&mut self, times: i64) -> bool {
        self.below(1000) < times
    }

    /// A place in a list.
    pub(super) fn place(&mut self, length: usize) -> usize {
        let length = i64::try_from(length).expect("a list that fits");
        usize::try_from(self.below(length)).expect("no number below nothing")
    }

    /// One of a list.
    pub(super) fn one<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.place(list.len())]
    }
}
