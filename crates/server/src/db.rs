//! The database: one SQLite file, one connection that writes, several that read.
//!
//! WAL lets readers go on while something is written; `synchronous = FULL` puts every commit
//! on disk before it is answered. All writes pass through the one connection, so that they
//! wait for it in a queue of this process and never meet SQLite's own lock.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Sqlite, Transaction};

pub(crate) mod accounts;
pub(crate) mod comments;
pub(crate) mod identities;
pub(crate) mod images;
pub(crate) mod posts;
pub(crate) mod search;
pub(crate) mod upkeep;
pub(crate) mod votes;

static MIGRATIONS: Migrator = sqlx::migrate!();

/// The name of the file in the data directory.
const FILE_NAME: &str = "baraza.sqlite3";
const READERS: u32 = 4;
/// How long a request waits for a connection before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The directory cannot be made.
    #[error("cannot make the data directory `{path}`: {source}")]
    Directory {
        /// The directory.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file cannot be opened.
    #[error("cannot open the database: {0}")]
    Open(#[from] sqlx::Error),
    /// The schema cannot be brought up to date.
    #[error("cannot bring the database up to date: {0}")]
    Migrate(#[from] MigrateError),
}

/// The open database.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    readers: SqlitePool,
    writer: SqlitePool,
}

impl Database {
    /// Opens the database of a directory, makes it when missing, and updates its schema.
    pub(crate) async fn open(directory: &Path) -> Result<Self, OpenError> {
        make_directory(directory).map_err(|source| OpenError::Directory {
            path: directory.to_owned(),
            source,
        })?;
        let options = SqliteConnectOptions::new()
            .filename(directory.join(FILE_NAME))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE);
        let pool = SqlitePoolOptions::new()
            .acquire_timeout(PATIENCE)
            .acquire_slow_threshold(PATIENCE)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false);
        let writer = pool
            .clone()
            .max_connections(1)
            .connect_with(options.clone())
            .await?;
        MIGRATIONS.run(&writer).await?;
        let readers = pool
            .max_connections(READERS)
            .connect_with(options.pragma("query_only", "ON"))
            .await?;
        Ok(Self { readers, writer })
    }

    /// A connection to read from.
    pub(crate) async fn read(&self) -> Result<PoolConnection<Sqlite>, sqlx::Error> {
        self.readers.acquire().await
    }

    /// A transaction that holds the one writing connection; dropped, it leaves no trace.
    pub(crate) async fn begin(&self) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
        self.writer.begin_with("BEGIN IMMEDIATE").await
    }

    /// Closes the file; what is still written is waited for.
    pub(crate) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// Makes the directory for its owner alone: it will hold addresses and password hashes.
fn make_directory(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
