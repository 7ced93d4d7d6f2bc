//! What the lines of a chunk name: all of it is looked up before the first is taken.

use crate::{
    Result, Scope, conversations,
    log::Writer,
    messages,
    sql::{Rows, Type, column},
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;
use warbler_protocol::{ConversationId, MessageId, Record, UserId};

/// Rows that lie in conversations, by their keys.
#[derive(Default)]
pub(super) struct Keys {
    pub(super) members: BTreeSet<(ConversationId, UserId)>,
    pub(super) messages: BTreeSet<MessageId>,
    pub(super) entries: BTreeSet<(ConversationId, i64)>,
}

impl Keys {
    /// Of records whose conversations were looked up. What lies in one that is not there yet is not
    /// there either.
    pub(super) fn of<'a>(
        conversations: &conversations::Intake<'_>,
        records: impl Iterator<Item = &'a Record>,
    ) -> Self {
        let mut keys = Self::default();
        for record in records {
            match record {
                Record::Member(it) => {
                    let (id, key) = (it.conversation_id, it.conversation_key.as_ref());
                    let id = conversations.resolve(id, key).ok();
                    keys.members.extend(id.map(|id| (id, it.user_id.clone())));
                }
                Record::Message(it) => {
                    let (id, key) = (it.conversation_id, it.conversation_key.as_ref());
                    let id = id.or_else(|| conversations.resolve(id, key).ok());
                    keys.messages.extend(id.and_then(|id| messages::id_of(id, it).ok()));
                    keys.messages.extend(id.and_then(|id| messages::reply_to(id, it)));
                    keys.messages.extend(it.id);
                }
                Record::Event(it) => {
                    keys.entries.insert((it.conversation_id, it.seq));
                    keys.messages.extend(it.message_id);
                }
                Record::App(_) | Record::User(_) | Record::Conversation(_) => {}
            }
        }
        keys
    }
}

/// Those whom a record needs to be there.
pub(super) fn users_of(record: &Record) -> Vec<&UserId> {
    match record {
        Record::App(_) | Record::Event(_) => Vec::new(),
        Record::User(user) => vec![&user.id],
        Record::Conversation(it) => it.members.iter().map(|member| &member.user_id).collect(),
        Record::Member(member) => vec![&member.user_id],
        Record::Message(message) => message.sender_id.iter().collect(),
    }
}

/// Notes the conversation that a record is, or belongs to.
pub(super) fn name<'a>(names: &mut conversations::Names<'a>, record: &'a Record) {
    match record {
        Record::App(_) | Record::User(_) => {}
        Record::Conversation(it) => names.add_record(it),
        Record::Member(it) => names.add(it.conversation_id, it.conversation_key.as_ref()),
        Record::Message(it) => names.add(it.conversation_id, it.conversation_key.as_ref()),
        Record::Event(it) => names.add(Some(it.conversation_id), None),
    }
}

/// The kinds of those entries that are there.
pub(super) async fn entries(
    writer: &Writer<'_>,
    scope: &Scope,
    wanted: BTreeSet<(ConversationId, i64)>,
) -> Result<HashMap<(ConversationId, i64), String>> {
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("conversation_id", Type::Uuid),
        column("seq", Type::Int),
    ]);
    for (conversation_id, seq) in wanted {
        rows.push([scope.app_id.0.into(), conversation_id.0.into(), seq.into()]);
    }
    let sql = "select e.conversation_id, e.seq, e.kind from v join entries e \
        on e.app_id = v.app_id and e.conversation_id = v.conversation_id and e.seq = v.seq";
    let mut kinds = HashMap::new();
    for row in rows.query(writer.tx(), sql).await? {
        let id = ConversationId(row.try_get::<Uuid>("", "conversation_id")?);
        kinds.insert((id, row.try_get("", "seq")?), row.try_get("", "kind")?);
    }
    Ok(kinds)
}
