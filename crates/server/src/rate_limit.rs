//! Token buckets: how often one account or one address may write.
//!
//! A bucket starts full, loses one token per request and fills evenly. Buckets live in
//! memory; a restart forgives.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::id::AccountId;

/// Full buckets are forgotten when there are more than this.
const BUCKETS: usize = 10_000;

/// Whose requests are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Party {
    /// An account, wherever it is used from.
    Account(AccountId),
    /// An address; for IPv6 the network that one customer usually has.
    Address(IpAddr),
}

impl Party {
    /// The party of an address.
    pub(crate) fn address(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(v6) => {
                let network = u128::from(v6) & !u128::from(u64::MAX);
                Self::Address(IpAddr::V6(network.into()))
            }
            v4 @ IpAddr::V4(_) => Self::Address(v4),
        }
    }
}

/// How long it takes until a bucket is full again, as a point in time.
type FullAt = Instant;

/// A limit on the requests of each party.
#[derive(Debug)]
pub(crate) struct Limiter {
    /// The time in which one token flows in, and how many a bucket holds; `None` is no limit.
    rate: Option<(Duration, u32)>,
    buckets: Mutex<HashMap<Party, FullAt>>,
}

impl Limiter {
    /// No limit.
    pub(crate) fn off() -> Self {
        Self {
            rate: None,
            buckets: Mutex::default(),
        }
    }

    /// So many requests a minute, all of which may come at once.
    pub(crate) fn per_minute(number: u32) -> Self {
        let number = number.max(1);
        let rate = Some((Duration::from_mins(1) / number, number));
        Self {
            rate,
            buckets: Mutex::default(),
        }
    }

    /// Takes a token, or says after how many seconds there is one.
    pub(crate) fn take(&self, party: Party, now: Instant) -> Result<(), u64> {
        let Some((interval, capacity)) = self.rate else {
            return Ok(());
        };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > BUCKETS {
            buckets.retain(|_, full_at| *full_at > now);
        }
        // The bucket is full `missing` tokens after now; it must not be missing all of them.
        let full_at = buckets.entry(party).or_insert(now);
        let begin = (*full_at).max(now);
        let room = interval * capacity;
        let after = begin + interval;
        if after > now + room {
            let wait = after - (now + room);
            return Err(wait.as_secs() + u64::from(wait.subsec_nanos() > 0));
        }
        *full_at = after;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_allowed_and_then_one_request_per_interval() {
        let limiter = Limiter::per_minute(6);
        let party = Party::Account(AccountId(1));
        let start = Instant::now();
        for _ in 0..6 {
            assert_eq!(limiter.take(party, start), Ok(()));
        }
        assert_eq!(limiter.take(party, start), Err(10));
        let soon = start + Duration::from_millis(9_500);
        assert_eq!(limiter.take(party, soon), Err(1));
        let later = start + Duration::from_secs(10);
        assert_eq!(limiter.take(party, later), Ok(()));
        assert_eq!(limiter.take(party, later), Err(10));
        assert_eq!(limiter.take(Party::Account(AccountId(2)), start), Ok(()));
    }

    #[test]
    fn addresses_of_one_ipv6_network_share_a_bucket() {
        let party = |text: &str| Party::address(text.parse().unwrap());
        assert_eq!(party("2001:db8::1"), party("2001:db8::ffff"));
        assert_ne!(party("2001:db8:0:1::1"), party("2001:db8:0:2::1"));
        assert_eq!(party("::ffff:192.0.2.1"), party("192.0.2.1"));
        assert_ne!(party("192.0.2.1"), party("192.0.2.2"));
    }
}
