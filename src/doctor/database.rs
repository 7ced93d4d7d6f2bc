//! Can the database be reached, and what is it?

use super::{Finding, PATIENCE};
use crate::config::{Config, Database as Kind};
use sea_orm::sqlx::{self, Connection, PgConnection};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, Statement, TryGetable,
};
use secrecy::ExposeSecret;
use tokio::time::timeout;

const SUBJECT: &str = "database";

/// A connection, where there is a database to connect to, and what was seen on the way.
pub(super) async fn connect(config: &Config) -> (Option<DatabaseConnection>, Option<Finding>) {
    let url = config.database_url.expose_secret();
    if config.database == Kind::Sqlite && !sqlite_file_exists(url) {
        return (None, Some(Finding::ok(SUBJECT, "SQLite; the first start creates it")));
    }
    // Looking must not create what is missing.
    let mut options = ConnectOptions::new(url.replace("mode=rwc", "mode=rw"));
    options
        .max_connections(1)
        .connect_timeout(PATIENCE)
        .acquire_timeout(PATIENCE)
        .sqlx_logging(false);
    let seen = async {
        if config.database == Kind::Postgres {
            first_try(url).await?;
        }
        let connection = Database::connect(options).await?;
        let version = version(&connection, config.database).await?;
        Ok((connection, version))
    };
    match seen.await {
        Ok((connection, version)) => (Some(connection), Some(Finding::ok(SUBJECT, version))),
        Err(error) => (None, Some(unreachable(config.database, &error))),
    }
}

/// A pool tries again and again, and in the end it only says that time is up; a single connection
/// says why it could not be made.
async fn first_try(url: &str) -> Result<(), DbErr> {
    let connected = timeout(PATIENCE, PgConnection::connect(url)).await;
    let connection =
        connected.map_err(|_| DbErr::Custom("no answer".to_owned()))?.map_err(sqlx_error)?;
    connection.close().await.map_err(sqlx_error)
}

fn sqlx_error(error: sqlx::Error) -> DbErr {
    DbErr::Custom(error.to_string())
}

fn sqlite_file_exists(url: &str) -> bool {
    let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
    let path = path.split('?').next().unwrap_or_default();
    std::path::Path::new(path).exists()
}

async fn version(connection: &DatabaseConnection, kind: Kind) -> Result<String, DbErr> {
    let (name, query) = match kind {
        Kind::Sqlite => ("SQLite", "SELECT sqlite_version()"),
        Kind::Postgres => ("PostgreSQL", "SELECT current_setting('server_version')"),
    };
    let version: Option<String> = value(connection, query).await?;
    Ok(format!("{name} {}", version.unwrap_or_default()))
}

fn unreachable(kind: Kind, error: &DbErr) -> Finding {
    let fix = match kind {
        Kind::Sqlite => "look at the file that WARBLER_DATABASE_URL or WARBLER_DATA_DIR names",
        Kind::Postgres => "start PostgreSQL, or mend WARBLER_DATABASE_URL",
    };
    Finding::fail(SUBJECT, format!("no connection ({error})"), fix)
}

/// The first column of the first row.
pub(super) async fn value<T: TryGetable>(
    connection: &DatabaseConnection,
    query: &str,
) -> Result<Option<T>, DbErr> {
    let statement = Statement::from_string(connection.get_database_backend(), query);
    let row = connection.query_one_raw(statement).await?;
    row.map(|row| row.try_get_by_index(0)).transpose()
}
