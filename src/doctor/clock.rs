//! Does this machine agree with the database about the time?
//!
//! Order never comes from clocks, but the expiry of tokens, leases and retries does.

use super::{Finding, database::value};
use crate::process;
use sea_orm::{DatabaseConnection, DbBackend};
use std::time::Duration;
use warbler_protocol::Timestamp;

const SUBJECT: &str = "clock";
const TOLERANCE: Duration = Duration::from_secs(1);

pub(super) async fn check(database: &DatabaseConnection) -> Finding {
    if database.get_database_backend() == DbBackend::Sqlite {
        return Finding::ok(SUBJECT, "the database has the same one");
    }
    let now = process::clock();
    let before = now();
    let query = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::int8";
    match value::<i64>(database, query).await {
        Ok(theirs) => judge(before, Timestamp(theirs.unwrap_or_default()), now()),
        Err(error) => Finding::warn(
            SUBJECT,
            format!("the database does not tell ({error})"),
            "look at its log",
        ),
    }
}

/// The database answered at some moment between `before` and `after`.
fn judge(before: Timestamp, theirs: Timestamp, after: Timestamp) -> Finding {
    let difference = before.since(theirs).max(theirs.since(after));
    let text = format!("{} ms from the database's", difference.as_millis());
    if difference > TOLERANCE {
        Finding::warn(SUBJECT, text, "let NTP set the clocks of both machines")
    } else {
        Finding::ok(SUBJECT, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn a_slow_answer_is_no_difference() {
        let at = |theirs| judge(Timestamp(10_000), Timestamp(theirs), Timestamp(13_000));
        assert_eq!(at(12_000).text, "0 ms from the database's");
        assert_eq!(at(8_000).level, Level::Warn);
        assert_eq!(at(14_500).level, Level::Warn);
        assert_eq!(at(13_900).level, Level::Ok);
    }
}
