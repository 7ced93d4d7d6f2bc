//! What reports count: from each opening to its resolution, and why customers were handed over.

use super::{
    change::Change,
    model::{Model, Owner},
};
use crate::{Result, log::Writer, sql::statement, validate::word};
use sea_orm::{ConnectionTrait, Value};
use warbler_protocol::{EventKind, Rating, SupportState, Timestamp};

/// Notes what a change means to the reports.
pub(super) async fn note(
    writer: &Writer<'_>,
    before: &Model,
    after: &Model,
    change: &Change,
) -> Result<()> {
    let now = writer.now().0;
    if after.episode > before.episode {
        let queued_at = (change.state == SupportState::Queued).then_some(now);
        let sql = "insert into support_episodes \
            (app_id, conversation_id, episode, opened_at, queued_at, breaches) \
            values ($1, $2, $3, $4, $5, 0)";
        return run(writer, after, sql, vec![now.into(), queued_at.into()]).await;
    }
    match change.event {
        EventKind::SupportQueued => {
            let sql = "update support_episodes set queued_at = coalesce(queued_at, $4) \
                where app_id = $1 and conversation_id = $2 and episode = $3";
            run(writer, after, sql, vec![now.into()]).await?;
            hand_off(writer, after, change).await
        }
        EventKind::SupportResolved => {
            let operator = match &change.owner {
                Owner::Operator(id) => Some(id.to_string()),
                _ => None,
            };
            let sql = "update support_episodes set resolved_at = $4, operator_id = $5, \
                    rating_requested = $6 \
                where app_id = $1 and conversation_id = $2 and episode = $3";
            let values = vec![now.into(), operator.into(), change.rating_requested.into()];
            run(writer, after, sql, values).await
        }
        _ => Ok(()),
    }
}

async fn hand_off(writer: &Writer<'_>, after: &Model, change: &Change) -> Result<()> {
    let Some(reason) = change.reason else { return Ok(()) };
    let sql = "insert into support_handoffs (app_id, conversation_id, owner_epoch, reason, at) \
        values ($1, $2, $3, $4, $5)";
    let values = vec![
        after.app_id.into(),
        after.conversation_id.into(),
        after.owner_epoch.into(),
        word(&reason)?.into(),
        writer.now().0.into(),
    ];
    writer.tx().execute_raw(statement(writer.tx(), sql, values)).await?;
    Ok(())
}

/// Runs a statement about the episode that a conversation is in.
async fn run(writer: &Writer<'_>, row: &Model, sql: &str, more: Vec<Value>) -> Result<()> {
    let mut values = vec![row.app_id.into(), row.conversation_id.into(), row.episode.into()];
    values.extend(more);
    writer.tx().execute_raw(statement(writer.tx(), sql, values)).await?;
    Ok(())
}

/// Notes that a target was missed.
pub(super) async fn note_breach(writer: &Writer<'_>, row: &Model) -> Result<()> {
    let sql = "update support_episodes set breaches = breaches + 1 \
        where app_id = $1 and conversation_id = $2 and episode = $3";
    run(writer, row, sql, Vec::new()).await
}

/// Whether the customer is asked to rate the last resolution, and how they rated it.
pub(super) async fn rating(
    db: &impl ConnectionTrait,
    row: &Model,
) -> Result<(bool, Option<Rating>)> {
    let sql = "select rating_requested, score, comment, rated_at from support_episodes \
        where app_id = $1 and conversation_id = $2 and resolved_at is not null \
        order by episode desc limit 1";
    let values = vec![row.app_id.into(), row.conversation_id.into()];
    let Some(last) = db.query_one_raw(statement(db, sql, values)).await? else {
        return Ok((false, None));
    };
    let score: Option<i64> = last.try_get("", "score")?;
    let rated_at: Option<i64> = last.try_get("", "rated_at")?;
    let comment = last.try_get("", "comment")?;
    let rating = score.zip(rated_at).map(|(score, rated_at)| Rating {
        score,
        comment,
        rated_at: Timestamp(rated_at),
    });
    Ok((last.try_get("", "rating_requested")? && rating.is_none(), rating))
}
