//! The pages of one conversation: its entries, with the earlier versions of messages behind each
//! page of them, then reactions that are no entries, and who was or is a member.

use super::page::{At, PAGE, Page, Read, lines};
use crate::{
    Error, Result, conversations,
    log::{ENTRY_COLUMNS, Entry},
    members::{self, AsOf},
    messages, reactions,
    sql::statement,
};
use sea_orm::{ConnectionTrait, FromQueryResult as _};
use std::collections::HashMap;
use uuid::Uuid;
use warbler_protocol::{ConversationId, EventRecord, MessageRecord, Record, Timestamp};

pub(super) use crate::reactions::AfterReaction;

/// Versions read at a time: each may be as long as a message.
const VERSIONS: u64 = 50;

impl<C: ConnectionTrait> Page<'_, C> {
    pub(super) async fn entries(&self, id: Uuid, after_seq: i64) -> Read {
        let sql = format!(
            "select {ENTRY_COLUMNS} from entries e where e.app_id = $1 \
                 and e.conversation_id = $2 and e.seq > $3 and e.position <= $4 \
             order by e.seq limit {PAGE}"
        );
        let values = vec![self.app_id.0.into(), id.into(), after_seq.into(), self.until.into()];
        let query = statement(self.db, &sql, values);
        let entries = Entry::find_by_statement(query).all(self.db).await?;
        let Some(to_seq) = entries.last().and_then(|last| last.seq) else {
            return Ok((String::new(), Some(At::Reactions(id, None))));
        };
        let ids = entries.iter().filter(|entry| entry.creates_message());
        let ids = ids.filter_map(|entry| entry.message_id).collect();
        let mut sent = messages::records(self.db, self.app_id, ids).await?;
        let edited = sent.values().any(|it| it.edited_at.is_some() && it.recalled_at.is_none());
        let at = match (edited, entries.len() as u64 == PAGE) {
            (true, _) => At::Versions(id, (after_seq, i32::MAX), to_seq),
            (false, true) => At::Entries(id, to_seq),
            (false, false) => At::Reactions(id, None),
        };
        let records = entries.into_iter().map(|entry| record(entry, &mut sent));
        let records: Vec<_> = records.collect::<Result<_>>()?;
        Ok((lines(records.into_iter())?, Some(at)))
    }

    pub(super) async fn versions(&self, id: Uuid, after: (i64, i32), to_seq: i64) -> Read {
        let conversation = (self.app_id, ConversationId(id));
        let versions =
            messages::versions_after(self.db, conversation, after, (to_seq, VERSIONS)).await?;
        let at = match versions.last().filter(|_| versions.len() as u64 == VERSIONS) {
            Some((seq, last)) => At::Versions(id, (*seq, last.version), to_seq),
            None => At::Entries(id, to_seq),
        };
        let records = versions.into_iter().map(|(_, version)| Record::Version(version));
        Ok((lines(records)?, Some(at)))
    }

    pub(super) async fn reactions(&self, id: Uuid, after: Option<AfterReaction>) -> Read {
        let conversation = (self.app_id, ConversationId(id));
        let as_of = (self.shard, self.until);
        let (records, last) = reactions::records(self.db, conversation, as_of, after).await?;
        let at = match last {
            Some(last) => At::Reactions(id, Some(last)),
            None => At::Members(id, String::new()),
        };
        Ok((lines(records.into_iter().map(Record::Reaction))?, Some(at)))
    }

    pub(super) async fn members(&self, id: Uuid, after: &str) -> Read {
        let as_of = self.as_of(id).await?;
        let conversation = ConversationId(id);
        let (app_id, db) = (self.app_id, self.db);
        let (members, last) =
            members::records(db, app_id, conversation, as_of, after, PAGE).await?;
        let at = last.map_or(At::Conversation(id), |last| At::Members(id, last));
        let records = members.into_iter().map(|member| Record::Member(Box::new(member)));
        Ok((lines(records)?, Some(at)))
    }

    async fn as_of(&self, id: Uuid) -> Result<AsOf> {
        let newest = |kind: &str| {
            format!(
                "(select e.seq from entries e where e.app_id = $1 and e.conversation_id = $2 \
                 and e.seq is not null and e.position <= $3 {kind} order by e.seq desc limit 1)"
            )
        };
        let sql = format!(
            "select {} as seq, (select x.ordinal from entries e join messages x \
                 on x.app_id = e.app_id and x.id = e.message_id where e.app_id = $1 \
                 and e.conversation_id = $2 and e.seq = {}) as ordinal",
            newest(""),
            newest("and e.kind = 'message.created' and e.uncounted is null")
        );
        let values = vec![self.app_id.0.into(), id.into(), self.until.into()];
        let row = self.db.query_one_raw(statement(self.db, &sql, values)).await?;
        let row = row.ok_or(Error::NotFound("conversation"))?;
        let (seq, ordinal): (Option<i64>, Option<i64>) =
            (row.try_get("", "seq")?, row.try_get("", "ordinal")?);
        Ok(AsOf { seq: seq.unwrap_or_default(), ordinal: ordinal.unwrap_or_default() })
    }
}

/// An entry: the message that it creates, or what happened.
fn record(entry: Entry, sent: &mut HashMap<Uuid, MessageRecord>) -> Result<Record> {
    match entry.message_id.filter(|_| entry.creates_message()) {
        Some(id) => {
            let missing = || Error::Corrupt(format!("message {id} is missing"));
            Ok(Record::Message(Box::new(sent.remove(&id).ok_or_else(missing)?)))
        }
        None => event(entry).map(Record::Event),
    }
}

fn event(entry: Entry) -> Result<EventRecord> {
    let sender_id = entry.sender_id.as_deref().map(str::parse).transpose();
    let data = entry.body.as_deref().map(conversations::without_app).transpose()?;
    Ok(EventRecord {
        conversation_id: ConversationId(entry.conversation_id),
        seq: entry.seq.unwrap_or_default(),
        kind: entry.kind()?,
        sender_id: sender_id.unwrap_or_default(),
        message_id: entry.message_id.map(warbler_protocol::MessageId),
        data,
        created_at: Timestamp(entry.created_at),
    })
}
