//! The backend in the box: a JSON API for discussions over one SQLite file, which serves the
//! client too.
//!
//! Reading order: [`Config`] → [`Server`] → `api` (the endpoints, one file per noun) → `db` (the
//! statements) → `idempotency` (every write passes through it) → `assets` (the client's files).
//! Invariant: a write, its event and its stored answer are one transaction.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;

mod api;
mod app;
mod assets;
mod auth;
mod clock;
mod config;
mod csp;
mod db;
mod error;
mod events;
mod excerpt;
mod extract;
mod id;
mod idempotency;
mod image;
mod paging;
mod provider;
mod rate_limit;
mod sample;
mod validate;
mod version;

pub use config::{Config, NotARateLimit, RateLimit, Switch};
pub use db::OpenError;
pub use provider::ProvidersError;

use api::OAuth;
use app::App;
use db::{Database, accounts, upkeep};
use sample::SampleError;

/// How long requests under way may still take after the signal to stop.
const GRACE: Duration = Duration::from_secs(5);
/// How often what has expired is deleted.
const UPKEEP: Duration = Duration::from_hours(1);

/// Why the server could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The database cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The first statements failed.
    #[error("cannot prepare the database: {0}")]
    Prepare(#[from] sqlx::Error),
    /// The sample cannot be loaded.
    #[error(transparent)]
    Sample(#[from] SampleError),
    /// An origin given for CORS is none.
    #[error("not an origin for --cors: `{0}`; write one such as `https://example.org`, or `*`")]
    Origin(String),
    /// The origin given for this site is none.
    #[error("not an origin for --origin: `{0}`; write one such as `https://example.org`")]
    OwnOrigin(String),
    /// Nobody can be sent to an address.
    #[error("not an address for --redirect-uri: `{0}`; write it as browsers do, without `#`")]
    RedirectUri(String),
    /// The providers to sign in with cannot be used.
    #[error(transparent)]
    Providers(#[from] ProvidersError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The network failed while the server ran.
    #[error("the network failed: {0}")]
    Serve(#[source] std::io::Error),
}

/// A server that listens, but does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    app: Arc<App>,
    stop: watch::Sender<bool>,
}

impl Server {
    /// Opens the database, fills it when it is new, and takes the port.
    pub async fn bind(config: Config) -> Result<Self, ServerError> {
        if let Some(origin) = config.cors.iter().find(|origin| !api::is_origin(origin)) {
            return Err(ServerError::Origin(origin.clone()));
        }
        check_addresses(&config)?;
        let providers = match &config.providers {
            Some(path) => provider::load(path)?,
            None => Vec::new(),
        };
        let db = Database::open(&config.data).await?;
        prepare(&db, &config).await?;
        let address = SocketAddr::new(config.host, config.port);
        let listen = |source| ServerError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let (stop, stopping) = watch::channel(false);
        let origin = config.origin.clone();
        let origin = origin.unwrap_or_else(|| format!("http://{address}"));
        let oauth = OAuth::new(origin, config.redirect_uri.clone(), providers);
        let app = Arc::new(App::new(config, db, oauth, stopping));
        Ok(Self {
            listener,
            address,
            app,
            stop,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers requests until `signal` is done, then ends those under way.
    pub async fn run(
        self,
        signal: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServerError> {
        let upkeep = tokio::spawn(keep_up(self.app.db.clone()));
        let service =
            api::router(Arc::clone(&self.app)).into_make_service_with_connect_info::<SocketAddr>();
        let mut stopping = self.stop.subscribe();
        let stop = self.stop;
        let serve = axum::serve(self.listener, service).with_graceful_shutdown(async move {
            signal.await;
            // Streams of events listen to this; they would never end by themselves.
            stop.send_replace(true);
        });
        let patience = async move {
            drop(stopping.wait_for(|stopped| *stopped).await);
            tokio::time::sleep(GRACE).await;
        };
        let result = tokio::select! {
            result = serve => result.map_err(ServerError::Serve),
            () = patience => Ok(()),
        };
        upkeep.abort();
        let _in_time = tokio::time::timeout(GRACE, self.app.db.close()).await;
        result
    }
}

/// Done when the process is told to stop.
pub async fn stop_signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut stream) => {
                stream.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

/// Checks where people are sent when they sign in with another site.
fn check_addresses(config: &Config) -> Result<(), ServerError> {
    let is_origin = |origin: &&String| *origin != "*" && api::is_origin(origin);
    if let Some(origin) = config.origin.as_ref().filter(|origin| !is_origin(origin)) {
        return Err(ServerError::OwnOrigin(origin.clone()));
    }
    let mut uris = config.redirect_uri.iter();
    match uris.find(|uri| !api::is_redirect_uri(uri)) {
        Some(uri) => Err(ServerError::RedirectUri(uri.clone())),
        None => Ok(()),
    }
}

/// Brings the content of the database in line with the command line.
async fn prepare(db: &Database, config: &Config) -> Result<(), ServerError> {
    let mut tx = db.begin().await?;
    if !config.no_sample && accounts::is_empty(&mut tx).await? {
        sample::fill(&mut tx, clock::now()).await?;
    }
    for name in &config.moderator {
        accounts::promote(&mut tx, &validate::name_key(name)).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn keep_up(db: Database) {
    let mut ticks = tokio::time::interval(UPKEEP);
    loop {
        ticks.tick().await;
        if let Err(error) = upkeep::purge(&db, clock::now()).await {
            tracing::warn!("cannot delete what has expired: {error}");
        }
    }
}
