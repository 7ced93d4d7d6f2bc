//! Threads as an import has them: made of their replies, in the order of the file.
//!
//! Who follows them an export says at its end. Replies that come without numbers are news to nobody,
//! and make nobody follow.

use super::{
    grow::{Root, count},
    model::Model,
    store::{AGAIN, MEMBERS, MENTIONS, REPLIED, THREADS},
};
use crate::{
    Error, Result,
    log::{Draft, Effect, Imported, Writer},
    messages::mentioned,
    sql::{Rows, Type, column},
    validate::encode,
};
use sea_orm::FromQueryResult as _;
use std::collections::{BTreeSet, HashMap, HashSet};
use warbler_protocol::{
    AppId, ConversationId, EventKind, MessageId, MessageRecord, Thread, ThreadRecord, UserId,
};

/// Somebody's part in a thread, by the message that it is about.
pub(crate) type PartKey = (MessageId, UserId);

/// The threads of one chunk.
pub(crate) struct Intake {
    app_id: AppId,
    threads: HashMap<MessageId, Growth>,
    parts: HashSet<PartKey>,
    mentions: Rows<4>,
    members: Rows<9>,
}

struct Growth {
    conversation_id: ConversationId,
    thread: Thread,
    is_new: bool,
    /// Where it changed last: 0, where it did not.
    position: i64,
}

impl Intake {
    /// Looks up the threads about these messages, and who has a part in them.
    pub(crate) async fn load(
        writer: &Writer<'_>,
        app_id: AppId,
        roots: BTreeSet<MessageId>,
        parts: BTreeSet<PartKey>,
    ) -> Result<Self> {
        let mut rows = Rows::new([column("app_id", Type::Uuid), column("id", Type::Uuid)]);
        roots.into_iter().for_each(|id| rows.push([app_id.0.into(), id.0.into()]));
        let sql = "select t.* from v join threads t on t.app_id = v.app_id and t.id = v.id";
        let mut threads = HashMap::new();
        for row in rows.query(writer.tx(), sql).await? {
            let model = Model::from_query_result(&row, "")?;
            let (id, conversation_id) =
                (MessageId(model.id), ConversationId(model.conversation_id));
            let (thread, is_new, position) = (model.try_into()?, false, 0);
            threads.insert(id, Growth { conversation_id, thread, is_new, position });
        }
        let parts = there(writer, app_id, parts).await?;
        let (mentions, members) = (Rows::new(MENTIONS), Rows::new(MEMBERS));
        Ok(Self { app_id, threads, parts, mentions, members })
    }

    /// The place of the next reply in the thread about a message.
    pub(crate) fn next_ordinal(&self, root: MessageId) -> i64 {
        self.threads.get(&root).map_or(0, |growth| growth.thread.last_ordinal) + 1
    }

    /// Takes a reply that was appended at a position, and answers its place in the thread.
    pub(crate) fn reply(
        &mut self,
        (conversation_id, root): (ConversationId, MessageId),
        record: &MessageRecord,
        (at, position, recalled): (warbler_protocol::Timestamp, i64, bool),
    ) -> i64 {
        let growth = self.threads.entry(root).or_insert_with(|| Growth {
            conversation_id,
            thread: Thread::default(),
            is_new: true,
            position,
        });
        growth.position = position;
        count(&mut growth.thread, record.sender_id.as_ref(), at);
        growth.thread.reply_count -= i64::from(recalled);
        let ordinal = growth.thread.last_ordinal;
        if record.seq.is_some() && !recalled {
            for user in mentioned(&record.mentions, record.mention_all) {
                self.mentions.push([
                    self.app_id.0.into(),
                    root.0.into(),
                    user.into(),
                    ordinal.into(),
                ]);
            }
        }
        ordinal
    }

    /// Takes the parts that users have in a thread, and answers how many of them are new. With the
    /// first new one the thread becomes the one with the latest reply: they come in that order.
    pub(crate) fn take(
        &mut self,
        writer: &mut Writer<'_>,
        conversation_id: ConversationId,
        root: &Root,
        record: &ThreadRecord,
        heard: impl Fn(&UserId) -> bool,
    ) -> Result<i64> {
        let negative = |it: &warbler_protocol::ThreadMemberRecord| {
            it.read_ordinal < 0 || it.own_last_ordinal < 0
        };
        if record.members.iter().any(negative) {
            return Err(Error::field("/members", "range", "have read nothing at least"));
        }
        let new = record.members.iter().filter(|it| heard(&it.user_id));
        let new = new.filter(|it| self.parts.insert((root.id, it.user_id.clone())));
        let new: Vec<_> = new.collect();
        if new.is_empty() {
            return Ok(0);
        }
        let kind = EventKind::ThreadUpdated;
        let draft = Draft::imported((self.app_id, conversation_id), kind, None, Effect::None);
        let at = writer.now();
        let imported = Imported { at, data: None, message_id: Some(root.id), uncounted: None };
        let position = writer.import_news(&draft, imported)?.position;
        let growth = self.threads.get_mut(&root.id);
        let last_ordinal = growth.map_or(0, |growth| {
            growth.position = position;
            growth.thread.last_ordinal
        });
        for part in &new {
            self.members.push([
                self.app_id.0.into(),
                root.id.0.into(),
                part.user_id.as_str().into(),
                conversation_id.0.into(),
                root.seq.into(),
                part.following.into(),
                part.read_ordinal.min(last_ordinal).into(),
                part.own_last_ordinal.min(last_ordinal).into(),
                position.into(),
            ]);
        }
        Ok(i64::try_from(new.len()).unwrap_or(i64::MAX))
    }

    /// Writes what changed. The messages must be there.
    pub(crate) async fn store(self, writer: &Writer<'_>) -> Result<()> {
        let mut threads = Rows::new(THREADS);
        let mut roots = Rows::new([column("app_id", Type::Uuid), column("id", Type::Uuid)]);
        for (id, Growth { conversation_id, thread, is_new, position }) in self.threads {
            if position == 0 {
                continue;
            }
            threads.push([
                self.app_id.0.into(),
                id.0.into(),
                conversation_id.0.into(),
                thread.reply_count.into(),
                thread.last_ordinal.into(),
                thread.last_reply_at.0.into(),
                position.into(),
                encode(&thread.participants)?.into(),
            ]);
            if is_new {
                roots.push([self.app_id.0.into(), id.0.into()]);
            }
        }
        let tx = writer.tx();
        threads.insert(tx, "threads", AGAIN).await?;
        roots.execute(tx, REPLIED).await?;
        self.members.insert(tx, "thread_members", "on conflict do nothing").await?;
        Ok(self.mentions.insert(tx, "thread_mentions", "on conflict do nothing").await?)
    }
}

/// Those of the parts that are there.
async fn there(
    writer: &Writer<'_>,
    app_id: AppId,
    parts: BTreeSet<PartKey>,
) -> Result<HashSet<PartKey>> {
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("thread_id", Type::Uuid),
        column("user_id", Type::Text),
    ]);
    for (thread_id, user_id) in parts {
        rows.push([app_id.0.into(), thread_id.0.into(), user_id.as_str().into()]);
    }
    let sql = "select f.thread_id, f.user_id from v join thread_members f \
        on f.app_id = v.app_id and f.thread_id = v.thread_id and f.user_id = v.user_id";
    let rows = rows.query(writer.tx(), sql).await?;
    let part = |row: &sea_orm::QueryResult| {
        let id: String = row.try_get("", "user_id")?;
        let id = id.parse().map_err(|_| Error::Corrupt(format!("user id {id:?}")))?;
        Ok((MessageId(row.try_get("", "thread_id")?), id))
    };
    rows.iter().map(part).collect()
}
