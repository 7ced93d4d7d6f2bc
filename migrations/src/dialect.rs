//! One text for both databases.

use sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::prelude::*;

/// Runs the statements of a migration, one after the other.
pub(crate) async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    let db = manager.get_connection();
    for statement in statements {
        db.execute_unprepared(&dialect(statement, manager.get_database_backend())).await?;
    }
    Ok(())
}

/// Puts in what differs. `{fill}` leaves room on the pages of rows that are updated all the time,
/// so that PostgreSQL need not touch an index (heap-only tuples); `{clustered}` keeps a table that
/// is only appended to in the order of its key, which saves SQLite an index; `{bytewise}` compares texts
/// as their bytes, which SQLite does anyway.
fn dialect(statement: &str, backend: DbBackend) -> String {
    let (uuid, bytes, fill, clustered, bytewise) = match backend {
        DbBackend::Postgres => ("uuid", "bytea", "with (fillfactor = 60)", "", "collate \"C\""),
        _ => ("blob", "blob", "", "without rowid", ""),
    };
    statement
        .replace("{uuid}", uuid)
        .replace("{bytes}", bytes)
        .replace("{fill}", fill)
        .replace("{clustered}", clustered)
        .replace("{bytewise}", bytewise)
}
