//! Does this PostgreSQL keep what it has acknowledged?

use super::{Finding, database::value};
use sea_orm::{DatabaseConnection, DbBackend, DbErr};

/// The oldest major version that is tested against.
const OLDEST: i32 = 14;

/// Answers nothing for SQLite, whose durability is ours to set.
pub(super) async fn check(database: &DatabaseConnection) -> Vec<Finding> {
    if database.get_database_backend() != DbBackend::Postgres {
        return Vec::new();
    }
    let seen = async {
        Ok::<_, DbErr>(vec![
            version(database).await?,
            durability(database).await?,
            standbys(database).await?,
        ])
    };
    seen.await.unwrap_or_else(|error| {
        vec![Finding::fail("database", format!("does not answer ({error})"), "look at its log")]
    })
}

async fn version(database: &DatabaseConnection) -> Result<Finding, DbErr> {
    let query = "SELECT current_setting('server_version_num')::int4 / 10000";
    let major: i32 = value(database, query).await?.unwrap_or_default();
    Ok(if major < OLDEST {
        Finding::fail(
            "database version",
            major.to_string(),
            format!("upgrade to {OLDEST} or newer"),
        )
    } else {
        Finding::ok("database version", format!("{major}, new enough"))
    })
}

/// Each of these turned off loses acknowledged messages in a crash.
async fn durability(database: &DatabaseConnection) -> Result<Finding, DbErr> {
    let query = "SELECT coalesce(string_agg(name, ', ' ORDER BY name), '') FROM pg_settings \
                 WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'";
    let off: String = value(database, query).await?.unwrap_or_default();
    Ok(if off.is_empty() {
        Finding::ok("durability", "a commit is on disk before it is acknowledged")
    } else {
        let fix = "turn it on in postgresql.conf, or for this role or database: a crash would lose messages";
        Finding::fail("durability", format!("off: {off}"), fix)
    })
}

/// A standby that lags behind loses acknowledged messages in a failover.
async fn standbys(database: &DatabaseConnection) -> Result<Finding, DbErr> {
    let all = "SELECT count(*) FROM pg_stat_replication";
    let synchronous =
        "SELECT count(*) FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')";
    let all: i64 = value(database, all).await?.unwrap_or_default();
    let synchronous: i64 = value(database, synchronous).await?.unwrap_or_default();
    Ok(match (all, synchronous) {
        (0, _) => Finding::ok("standbys", "none"),
        (all, 0) => Finding::warn(
            "standbys",
            format!("{all}, none of them synchronous or visible to this role"),
            "set synchronous_standby_names, or a failover may lose messages; GRANT pg_monitor to see them",
        ),
        (all, synchronous) => Finding::ok("standbys", format!("{all}, {synchronous} synchronous")),
    })
}
