//! Is the schema the one this program was written for?

use super::{Finding, database::value};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};
use std::collections::HashSet;

const SUBJECT: &str = "schema";

pub(super) async fn check(database: &DatabaseConnection, known: &[String]) -> Finding {
    match applied(database).await {
        Ok(applied) => compare(&applied, known),
        Err(error) => {
            Finding::fail(SUBJECT, format!("cannot be read ({error})"), "run `warbler migrate`")
        }
    }
}

async fn applied(database: &DatabaseConnection) -> Result<HashSet<String>, DbErr> {
    let backend = database.get_database_backend();
    let exists = match backend {
        DbBackend::Sqlite => "SELECT count(*) FROM sqlite_master WHERE name = 'seaql_migrations'",
        _ => "SELECT count(*) FROM pg_class WHERE oid = to_regclass('seaql_migrations')",
    };
    if value::<i64>(database, exists).await?.unwrap_or_default() == 0 {
        return Ok(HashSet::new());
    }
    let names = Statement::from_string(backend, "SELECT version FROM seaql_migrations");
    database.query_all_raw(names).await?.iter().map(|row| row.try_get_by_index(0)).collect()
}

fn compare(applied: &HashSet<String>, known: &[String]) -> Finding {
    let missing = known.iter().filter(|name| !applied.contains(*name)).count();
    let strange = applied.len() + missing - known.len();
    if missing > 0 {
        let text = format!("{missing} of {} migrations are missing", known.len());
        Finding::fail(SUBJECT, text, "run `warbler migrate`")
    } else if strange > 0 {
        let text = format!("{strange} migrations are newer than this program");
        Finding::warn(SUBJECT, text, "finish the upgrade of all nodes")
    } else {
        Finding::ok(SUBJECT, format!("up to date ({} migrations)", known.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn older_and_newer_schemas_are_told_apart() {
        let known = ["m1".to_owned(), "m2".to_owned()];
        let level = |applied: &[&str]| {
            compare(&applied.iter().map(|name| (*name).to_owned()).collect(), &known).level
        };
        assert_eq!(level(&["m1", "m2"]), Level::Ok);
        assert_eq!(level(&["m1"]), Level::Fail);
        assert_eq!(level(&["m1", "m2", "m3"]), Level::Warn);
        assert_eq!(level(&[]), Level::Fail);
    }
}
