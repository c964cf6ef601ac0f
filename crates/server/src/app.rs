//! What every request can reach: the database, the settings, the limits.

use std::sync::Arc;

use tokio::sync::{Semaphore, broadcast, watch};

use crate::api::OAuth;
use crate::assets::Assets;
use crate::auth::Passwords;
use crate::config::{Config, RateLimit, Switch};
use crate::db::Database;
use crate::events::Event;
use crate::rate_limit::Limiter;

/// How many events a slow stream may fall behind before it is told to come back.
const EVENT_BUFFER: usize = 256;
/// How many streams of events may be open at once.
const EVENT_STREAMS: usize = 1000;

/// The state of a running server.
#[derive(Debug)]
pub(crate) struct App {
    /// The command line.
    pub(crate) config: Config,
    /// The database.
    pub(crate) db: Database,
    /// The files of the client.
    pub(crate) assets: Assets,
    /// Where events go as they happen.
    pub(crate) events: broadcast::Sender<Event>,
    /// Permits for streams of events.
    pub(crate) streams: Arc<Semaphore>,
    /// Hashes and checks passwords.
    pub(crate) passwords: Passwords,
    /// Limits writes.
    pub(crate) writes: Limiter,
    /// Limits sign-ins and sign-ups.
    pub(crate) sign_ins: Limiter,
    /// Signing in with other sites.
    pub(crate) oauth: OAuth,
    /// Becomes true when the server stops.
    pub(crate) stopping: watch::Receiver<bool>,
}

impl App {
    pub(crate) fn new(
        config: Config,
        db: Database,
        oauth: OAuth,
        stopping: watch::Receiver<bool>,
    ) -> Self {
        let (writes, sign_ins) = match config.rate_limit {
            RateLimit::Off => (Limiter::off(), Limiter::off()),
            RateLimit::PerMinute(number) => (
                Limiter::per_minute(number),
                Limiter::per_minute(number.div_ceil(6)),
            ),
        };
        Self {
            assets: Assets::new(config.dist.clone(), config.config.clone()),
            events: broadcast::channel(EVENT_BUFFER).0,
            streams: Arc::new(Semaphore::new(EVENT_STREAMS)),
            passwords: Passwords::new(),
            writes,
            sign_ins,
            oauth,
            config,
            db,
            stopping,
        }
    }

    /// Whether guests may comment.
    pub(crate) fn takes_guests(&self) -> bool {
        self.config.guests == Switch::On
    }
}
