//! What reports count: from each opening to its resolution, and why customers were handed over.

use super::{
    change::Change,
    model::{Model, Owner},
};
use crate::{Result, log::Writer, sql::statement, validate::word};
use sea_orm::{ConnectionTrait as _, Value};
use warbler_protocol::{EventKind, SupportState};

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
