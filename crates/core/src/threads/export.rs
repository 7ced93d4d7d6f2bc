//! Who follows which thread, as an export has it. The threads themselves are made of their replies.

use crate::{Error, Result, sql::statement};
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;
use warbler_protocol::{AppId, ConversationId, MessageId, ThreadMemberRecord, ThreadRecord};

/// Most members that one record names.
const MEMBERS: usize = 100;

/// A page of the parts that users have in threads about messages that were there at a position of
/// the shard, the thread with the oldest last reply first, so that they are listed in that order
/// where they are imported. With the last part, if there may be more.
pub(crate) async fn records(
    db: &impl ConnectionTrait,
    (app_id, until): (AppId, i64),
    (position, thread_id, user_id): (i64, Uuid, &str),
    limit: u64,
) -> Result<(Vec<ThreadRecord>, Option<(i64, Uuid, String)>)> {
    let sql = format!(
        "select f.conversation_id, f.thread_id, f.user_id, f.following, f.read_ordinal, \
             f.own_last_ordinal, coalesce(t.last_position, 0) as position \
         from thread_members f \
         join conversations c on c.app_id = f.app_id and c.id = f.conversation_id \
             and c.deleted_at is null \
         join entries e on e.app_id = f.app_id and e.conversation_id = f.conversation_id \
             and e.seq = f.root_seq and e.position <= $2 \
         left join threads t on t.app_id = f.app_id and t.id = f.thread_id \
         where f.app_id = $1 \
             and (coalesce(t.last_position, 0), f.thread_id, f.user_id) > ($3, $4, $5) \
         order by coalesce(t.last_position, 0), f.thread_id, f.user_id limit {limit}"
    );
    let values =
        vec![app_id.0.into(), until.into(), position.into(), thread_id.into(), user_id.into()];
    let rows = db.query_all_raw(statement(db, &sql, values)).await?;
    let mut threads: Vec<ThreadRecord> = Vec::new();
    for row in &rows {
        let message_id = MessageId(row.try_get("", "thread_id")?);
        let member = member(row)?;
        match threads.last_mut() {
            Some(last) if last.message_id == message_id && last.members.len() < MEMBERS => {
                last.members.push(member);
            }
            _ => threads.push(ThreadRecord {
                conversation_id: ConversationId(row.try_get("", "conversation_id")?),
                message_id,
                members: vec![member],
            }),
        }
    }
    let last = rows.last().filter(|_| rows.len() as u64 == limit);
    let last = last.map(|row| -> Result<(i64, Uuid, String)> {
        let (position, id) = (row.try_get("", "position")?, row.try_get("", "thread_id")?);
        Ok((position, id, row.try_get("", "user_id")?))
    });
    Ok((threads, last.transpose()?))
}

fn member(row: &QueryResult) -> Result<ThreadMemberRecord> {
    let user_id: String = row.try_get("", "user_id")?;
    Ok(ThreadMemberRecord {
        user_id: user_id.parse().map_err(|_| Error::Corrupt(format!("user id {user_id:?}")))?,
        following: row.try_get("", "following")?,
        read_ordinal: row.try_get("", "read_ordinal")?,
        own_last_ordinal: row.try_get("", "own_last_ordinal")?,
    })
}
