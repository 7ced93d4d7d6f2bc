//! The schema, one file per change.
//!
//! Migrations are append-only and must run while the previous release is still serving: expand
//! first, contract a release later. [`migrate`] takes a lock that sea-orm-migration does not take,
//! so that any number of nodes may start at once.

mod dialect;
mod m20261120_000001_spine;
mod m20261120_000002_accounts;
mod m20261120_000003_keys;
mod m20261120_000004_messages;
mod m20261120_000005_state;
mod m20261120_000006_presence;
mod m20261120_000007_files;
mod m20261120_000008_imports;
mod m20261120_000009_edge;
mod m20261120_000011_names;
mod m20261120_000012_webhooks;
mod m20261120_000013_support;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement, TransactionTrait};
use sea_orm_migration::prelude::*;

/// The text of every migration, for whoever keeps migrated databases about: it changes when they do.
pub const SOURCES: &[&str] = &[
    include_str!("m20261120_000001_spine.rs"),
    include_str!("m20261120_000002_accounts.rs"),
    include_str!("m20261120_000003_keys.rs"),
    include_str!("m20261120_000004_messages.rs"),
    include_str!("m20261120_000005_state.rs"),
    include_str!("m20261120_000007_files.rs"),
    include_str!("m20261120_000006_presence.rs"),
    include_str!("m20261120_000009_edge.rs"),
    include_str!("m20261120_000008_imports.rs"),
    include_str!("m20261120_000011_names.rs"),
    include_str!("m20261120_000012_webhooks.rs"),
    include_str!("m20261120_000013_support.rs"),
];

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261120_000001_spine::Migration),
            Box::new(m20261120_000002_accounts::Migration),
            Box::new(m20261120_000003_keys::Migration),
            Box::new(m20261120_000004_messages::Migration),
            Box::new(m20261120_000005_state::Migration),
            Box::new(m20261120_000007_files::Migration),
            Box::new(m20261120_000006_presence::Migration),
            Box::new(m20261120_000009_edge::Migration),
            Box::new(m20261120_000008_imports::Migration),
            Box::new(m20261120_000011_names::Migration),
            Box::new(m20261120_000012_webhooks::Migration),
            Box::new(m20261120_000013_support::Migration),
        ]
    }
}

/// The advisory lock of migrations: any number, as long as it stays the same.
const LOCK: i64 = 0x5741_5242;

/// Brings the schema up to date and makes sure that the log has its shards. Safe to run on several
/// nodes at once and when there is nothing to do. `shards` counts only the first time.
///
/// `db` must hand out one connection only, so that the lock and the work share it: an advisory
/// lock belongs to a session.
pub async fn migrate(db: &DatabaseConnection, shards: i32) -> Result<(), DbErr> {
    match db.get_database_backend() {
        DbBackend::Postgres => {
            db.execute_unprepared(&format!("select pg_advisory_lock({LOCK})")).await?;
            let done = migrate_alone(db, shards).await;
            db.execute_unprepared(&format!("select pg_advisory_unlock({LOCK})")).await?;
            done
        }
        _ => migrate_alone(db, shards).await,
    }
}

/// How many migrations the database has not seen yet.
pub async fn pending(db: &DatabaseConnection) -> Result<usize, DbErr> {
    Ok(Migrator::get_pending_migrations(db).await?.len())
}

async fn migrate_alone(db: &DatabaseConnection, shards: i32) -> Result<(), DbErr> {
    Migrator::up(db, None).await?;
    let tx = db.begin().await?;
    let count = "select count(*) as count from shards";
    let row = tx.query_one_raw(Statement::from_string(db.get_database_backend(), count)).await?;
    if row.map(|row| row.try_get::<i64>("", "count")).transpose()?.unwrap_or(0) == 0 {
        for shard in 0..shards {
            let insert = format!("insert into shards (shard, position) values ({shard}, 0)");
            tx.execute_unprepared(&insert).await?;
        }
    }
    tx.commit().await
}
