//! What the lines of a chunk name: all of it is looked up before the first is taken.

use super::intakes::reacted_to;
use crate::{
    Result, Scope, bans, blocks, conversations,
    log::Writer,
    messages, reactions,
    sql::{Rows, Type, column},
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;
use warbler_protocol::{
    ConversationId, EventRecord, MessageRecord, ReactionRecord, Record, ThreadRecord, UserId,
    VersionRecord,
};

/// Rows that lie in conversations, by their keys.
#[derive(Default)]
pub(super) struct Keys {
    pub(super) members: BTreeSet<(ConversationId, UserId)>,
    pub(super) messages: messages::Wanted,
    pub(super) reactions: BTreeSet<reactions::Key>,
    pub(super) bans: BTreeSet<bans::Key>,
    pub(super) blocks: BTreeSet<blocks::Key>,
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
        let resolve = |id, key: Option<&String>| conversations.resolve(id, key).ok();
        for record in records {
            match record {
                Record::Member(it) => {
                    let id = resolve(it.conversation_id, it.conversation_key.as_ref());
                    keys.members.extend(id.map(|id| (id, it.user_id.clone())));
                }
                Record::Message(it) => {
                    let key = it.conversation_key.as_ref();
                    let id = it.conversation_id.or_else(|| resolve(None, key));
                    keys.message(id, it);
                }
                Record::Reaction(it) => {
                    let id = resolve(it.conversation_id, it.conversation_key.as_ref());
                    keys.reaction(id, it);
                }
                Record::Ban(it) => {
                    let id = resolve(it.conversation_id, it.conversation_key.as_ref());
                    keys.bans.insert((id, it.user_id.clone()));
                }
                Record::Block(it) => {
                    keys.blocks.insert((it.user_id.clone(), it.blocked_id.clone()));
                }
                Record::Event(it) => keys.event(it),
                Record::Version(it) => keys.version(it),
                Record::Thread(it) => keys.thread(it),
                Record::App(_)
                | Record::User(_)
                | Record::Conversation(_)
                | Record::File(_)
                | Record::FileBytes(_) => {}
            }
        }
        keys
    }

    fn message(&mut self, id: Option<ConversationId>, record: &MessageRecord) {
        let wanted = &mut self.messages;
        wanted.ids.extend(record.id);
        wanted.files.extend(&record.attachments);
        let Some(id) = id else { return };
        let root = messages::thread_id(id, record);
        wanted.ids.extend(messages::id_of(id, record).ok());
        wanted.ids.extend(messages::reply_to(id, record));
        wanted.ids.extend(root);
        wanted.roots.extend(root);
    }

    fn reaction(&mut self, id: Option<ConversationId>, record: &ReactionRecord) {
        let message_id = match id {
            Some(id) => reacted_to(id, record),
            None => record.message_id,
        };
        let Some(message_id) = message_id else { return };
        self.messages.ids.insert(message_id);
        self.reactions.insert((message_id, record.key.clone(), record.user_id.clone()));
    }

    fn event(&mut self, record: &EventRecord) {
        self.entries.insert((record.conversation_id, record.seq));
        self.messages.ids.extend(record.message_id);
        if let Some(changed) = reactions::change_of(record) {
            self.reactions.insert((changed.message_id, changed.key, changed.user_id));
        }
    }

    fn version(&mut self, record: &VersionRecord) {
        self.messages.ids.insert(record.message_id);
        self.messages.versions.insert((record.message_id, record.version));
    }

    fn thread(&mut self, record: &ThreadRecord) {
        self.messages.ids.insert(record.message_id);
        self.messages.roots.insert(record.message_id);
        let parts = record.members.iter().map(|it| (record.message_id, it.user_id.clone()));
        self.messages.parts.extend(parts);
    }
}

/// Those whom a record names.
pub(super) fn users_of(record: &Record) -> Vec<UserId> {
    match record {
        Record::App(_) | Record::File(_) | Record::FileBytes(_) | Record::Version(_) => vec![],
        Record::User(user) => vec![user.id.clone()],
        Record::Conversation(it) => {
            it.members.iter().map(|member| member.user_id.clone()).collect()
        }
        Record::Member(member) => vec![member.user_id.clone()],
        Record::Message(message) => {
            let forwarded = message.forwarded_from.iter().filter_map(|it| it.sender_id.as_ref());
            message.sender_id.iter().chain(forwarded).cloned().collect()
        }
        Record::Event(event) => {
            reactions::change_of(event).map(|changed| changed.user_id).into_iter().collect()
        }
        Record::Reaction(reaction) => vec![reaction.user_id.clone()],
        Record::Ban(ban) => vec![ban.user_id.clone()],
        Record::Block(block) => vec![block.user_id.clone(), block.blocked_id.clone()],
        Record::Thread(thread) => {
            thread.members.iter().map(|member| member.user_id.clone()).collect()
        }
    }
}

/// Notes the conversation that a record is, or belongs to.
pub(super) fn name<'a>(names: &mut conversations::Names<'a>, record: &'a Record) {
    match record {
        Record::App(_)
        | Record::User(_)
        | Record::File(_)
        | Record::FileBytes(_)
        | Record::Block(_) => {}
        Record::Conversation(it) => names.add_record(it),
        Record::Member(it) => names.add(it.conversation_id, it.conversation_key.as_ref()),
        Record::Message(it) => names.add(it.conversation_id, it.conversation_key.as_ref()),
        Record::Reaction(it) => names.add(it.conversation_id, it.conversation_key.as_ref()),
        Record::Ban(it) => names.add(it.conversation_id, it.conversation_key.as_ref()),
        Record::Event(it) => names.add(Some(it.conversation_id), None),
        Record::Version(it) => names.add(Some(it.conversation_id), None),
        Record::Thread(it) => names.add(Some(it.conversation_id), None),
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
