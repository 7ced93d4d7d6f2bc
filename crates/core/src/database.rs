//! Connections to the database.
//!
//! There are two pools. Writers hold shards: on SQLite there is exactly one, because SQLite has one
//! writer anyway and waiting in our queue is fairer than spinning on its lock. Readers never wait
//! for a writer.

use crate::Result;
use sea_orm::{
    ConnectOptions, ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, DbBackend,
    SqliteTransactionMode, TransactionOptions, TransactionTrait as _,
};
use std::{path::Path, time::Duration};

/// The pools of one process.
#[derive(Clone, Debug)]
pub struct Database {
    pub(crate) writer: DatabaseConnection,
    pub(crate) reader: DatabaseConnection,
}

/// How many connections PostgreSQL is asked for by default: a few per core of a small server.
pub const DEFAULT_CONNECTIONS: u32 = 20;

impl Database {
    /// Opens a database: `postgres://…`, or `sqlite:` and a path.
    pub async fn connect(url: &str, connections: u32) -> Result<Self> {
        let (writers, readers) = match url.starts_with("sqlite:") {
            // Each reader is a thread with a cache of its own: as many as there are cores.
            true => (1, std::thread::available_parallelism().map_or(2, |n| n.get().max(2) as u32)),
            false => ((connections / 2).max(1), (connections - connections / 2).max(1)),
        };
        let writer = sea_orm::Database::connect(options(url, writers)).await?;
        let reader = sea_orm::Database::connect(options(url, readers)).await?;
        Ok(Self { writer, reader })
    }

    /// One connection, for migrations: their lock belongs to a session.
    pub async fn connect_alone(url: &str) -> Result<DatabaseConnection> {
        Ok(sea_orm::Database::connect(options(url, 1)).await?)
    }

    /// The address of the embedded database in a data directory.
    pub fn embedded_url(data_dir: &Path) -> String {
        format!("sqlite:{}", data_dir.join("warbler.sqlite").display())
    }

    pub fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// Whether it is SQLite, which has one writer at a time.
    pub fn is_embedded(&self) -> bool {
        self.backend() == DbBackend::Sqlite
    }

    /// Where reads go.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Where writes outside the log go.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// A transaction that is going to write. On SQLite it takes the write lock at once, because a
    /// transaction that starts by reading cannot always become a writer later.
    pub async fn begin(&self) -> Result<DatabaseTransaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.writer.begin_with_options(options).await?)
    }

    /// On SQLite, moves what was committed from the write-ahead log into the database, beside the
    /// writer and without holding it up. PostgreSQL does so itself.
    pub async fn checkpoint(&self) -> Result<()> {
        if self.is_embedded() {
            self.reader.execute_unprepared("pragma wal_checkpoint(passive)").await?;
        }
        Ok(())
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.reader.ping().await?)
    }

    /// Ends all connections, after what is under way.
    pub async fn close(self) -> Result<()> {
        self.writer.close().await?;
        Ok(self.reader.close().await?)
    }
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .connect_timeout(Duration::from_secs(5))
        .acquire_timeout(Duration::from_secs(10))
        .sqlx_logging(false)
        // A broken connection shows itself by an error, and every caller can take one.
        .test_before_acquire(false)
        // Every statement looks rows up by key, whatever its values: one plan serves them all, and
        // it must not be the one that was best while the tables were empty.
        .map_sqlx_postgres_opts(|options| {
            options.options([
                ("plan_cache_mode", "force_generic_plan"),
                ("enable_seqscan", "off"),
                ("enable_hashjoin", "off"),
                ("enable_mergejoin", "off"),
                ("jit", "off"),
            ])
        })
        .map_sqlx_sqlite_opts(|options| {
            use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
            options
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // NORMAL lost acknowledged rows in real power cuts; FULL does not.
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(10))
                // [`Database::checkpoint`] usually comes first; this bounds the file in a flood.
                .pragma("wal_autocheckpoint", "16384")
                .pragma("cache_size", "-65536")
                .pragma("temp_store", "memory")
                .statement_cache_capacity(1024)
        });
    options
}
