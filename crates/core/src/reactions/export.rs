//! Reactions that are no entries, as an export has them: those of large conversations. Of the others
//! the log says all.

use crate::{Error, Result, sql::statement};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use warbler_protocol::{AppId, ConversationId, MessageId, ReactionRecord, Timestamp};

/// Read at a time; each time they are sorted anew.
const PAGE: u64 = 5000;

/// The last reaction of a page: time, message, key and user.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct AfterReaction(i64, Uuid, String, String);

/// A page of a conversation's reactions, the oldest first, to messages that were there at a position
/// of the shard; the last one, if there may be more.
pub(crate) async fn records(
    db: &impl ConnectionTrait,
    (app_id, conversation_id): (AppId, ConversationId),
    (shard, until): (i32, i64),
    after: Option<AfterReaction>,
) -> Result<(Vec<ReactionRecord>, Option<AfterReaction>)> {
    let after = after.unwrap_or(AfterReaction(i64::MIN, Uuid::nil(), String::new(), String::new()));
    let sql = format!(
        "select r.created_at, r.message_id, r.key, r.user_id from messages x \
         join entries s on s.app_id = x.app_id and s.conversation_id = x.conversation_id \
             and s.seq = x.seq and s.position <= $4 \
         join reactions r on r.app_id = x.app_id and r.message_id = x.id and r.active \
         left join entries e on e.shard = $3 and e.position = r.position and e.seq is not null \
         where x.app_id = $1 and x.conversation_id = $2 and x.reactions_position is not null \
             and e.position is null \
             and (r.created_at, r.message_id, r.key, r.user_id) > ($5, $6, $7, $8) \
         order by r.created_at, r.message_id, r.key, r.user_id limit {PAGE}"
    );
    let values = vec![
        app_id.0.into(),
        conversation_id.0.into(),
        shard.into(),
        until.into(),
        after.0.into(),
        after.1.into(),
        after.2.into(),
        after.3.into(),
    ];
    let rows = db.query_all_raw(statement(db, &sql, values)).await?;
    let mut records = Vec::with_capacity(rows.len());
    for row in &rows {
        let user_id: String = row.try_get("", "user_id")?;
        let corrupt = |_| Error::Corrupt(format!("user id {user_id:?}"));
        records.push(ReactionRecord {
            conversation_id: Some(conversation_id),
            conversation_key: None,
            message_id: Some(MessageId(row.try_get("", "message_id")?)),
            message_client: None,
            key: row.try_get("", "key")?,
            user_id: user_id.parse().map_err(corrupt)?,
            created_at: Some(Timestamp(row.try_get("", "created_at")?)),
        });
    }
    let last = rows.last().filter(|_| rows.len() as u64 == PAGE);
    let last = last.map(|row| -> Result<AfterReaction> {
        let text = |name: &str| row.try_get::<String>("", name);
        let (at, id) = (row.try_get("", "created_at")?, row.try_get("", "message_id")?);
        Ok(AfterReaction(at, id, text("key")?, text("user_id")?))
    });
    Ok((records, last.transpose()?))
}
