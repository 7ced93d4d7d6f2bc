//! Who wrote last: noted by a consumer of the log, so that sending pays nothing for it.
//!
//! It alone writes what was said since the last change, and makes the conversation due: what follows
//! from it, [`super::sweep`] does under the lock.

use super::model::Model;
use crate::{
    Result,
    log::{Effects, Entry},
    sql::{Rows, Type, column},
};
use sea_orm::{DatabaseTransaction, FromQueryResult as _};
use std::collections::HashMap;
use uuid::Uuid;

/// The consumer that listens.
#[derive(Clone, Copy, Debug)]
pub struct Listening;

impl Effects for Listening {
    const NAME: &'static str = "support";

    async fn apply(&self, tx: &DatabaseTransaction, entries: &[Entry]) -> Result<()> {
        let said: Vec<_> = entries
            .iter()
            .filter(|entry| entry.creates_message() && !entry.is_imported())
            .collect();
        let mut heard = conversations(tx, &said).await?;
        for entry in said {
            if let Some(row) = heard.get_mut(&(entry.app_id, entry.conversation_id)) {
                hear(row, entry);
            }
        }
        store(tx, heard.into_values().filter(|row| row.due_at.is_some()).collect()).await
    }
}

/// The support conversations among those where something was said, not due yet.
async fn conversations(
    tx: &DatabaseTransaction,
    said: &[&Entry],
) -> Result<HashMap<(Uuid, Uuid), Model>> {
    let mut rows = Rows::new([column("app_id", Type::Uuid), column("id", Type::Uuid)]);
    for entry in said {
        rows.push([entry.app_id.into(), entry.conversation_id.into()]);
    }
    let sql = "select distinct s.* from v join support_conversations s \
        on s.app_id = v.app_id and s.conversation_id = v.id";
    let found = rows.query(tx, sql).await?;
    found
        .iter()
        .map(|row| {
            let row = Model { due_at: None, ..Model::from_query_result(row, "")? };
            Ok(((row.app_id, row.conversation_id), row))
        })
        .collect()
}

/// What the desk itself says is no answer, nor is what a bot says that has handed the customer over.
fn hear(row: &mut Model, entry: &Entry) {
    let (at, sender) = (entry.created_at, entry.sender_id.as_deref());
    let is_bot = sender.is_some() && sender == row.bot_id.as_deref();
    match sender {
        None => return,
        Some(_) if is_bot && row.owner_kind != "bot" => return,
        Some(id) if id == row.customer_id => {
            row.customer_seq = entry.seq.unwrap_or_default();
            row.customer_at = Some(at);
            row.waiting_since = row.waiting_since.or(Some(at));
        }
        Some(_) => {
            row.answered_at = Some(at);
            row.waiting_since = None;
            if !is_bot {
                row.answered_by_person_at = Some(at);
            }
        }
    }
    row.due_at = Some(at);
}

async fn store(tx: &DatabaseTransaction, heard: Vec<Model>) -> Result<()> {
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("id", Type::Uuid),
        column("episode", Type::Int),
        column("customer_seq", Type::Int),
        column("customer_at", Type::Int),
        column("waiting_since", Type::Int),
        column("answered_at", Type::Int),
        column("answered_by_person_at", Type::Int),
        column("due_at", Type::Int),
    ]);
    for row in heard {
        rows.push([
            row.app_id.into(),
            row.conversation_id.into(),
            row.episode.into(),
            row.customer_seq.into(),
            row.customer_at.unwrap_or_default().into(),
            row.waiting_since.unwrap_or_default().into(),
            row.answered_at.unwrap_or_default().into(),
            row.answered_by_person_at.unwrap_or_default().into(),
            row.due_at.unwrap_or_default().into(),
        ]);
    }
    let answered = rows.clone();
    let sql = "update support_conversations set customer_seq = v.customer_seq, \
            customer_at = nullif(v.customer_at, 0), waiting_since = nullif(v.waiting_since, 0), \
            answered_at = nullif(v.answered_at, 0), \
            answered_by_person_at = nullif(v.answered_by_person_at, 0), due_at = v.due_at \
        from v where support_conversations.app_id = v.app_id \
            and support_conversations.conversation_id = v.id";
    rows.execute(tx, sql).await?;
    let sql = "update support_episodes set first_response_at = v.answered_by_person_at from v \
        where support_episodes.app_id = v.app_id and support_episodes.conversation_id = v.id \
            and support_episodes.episode = v.episode \
            and support_episodes.first_response_at is null \
            and v.answered_by_person_at >= support_episodes.queued_at";
    Ok(answered.execute(tx, sql).await?)
}
