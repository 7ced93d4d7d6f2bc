//! Messages as an import has them.
//!
//! One that is there already changes nothing, unless the file has a newer version of it. What was
//! recalled here stays so.

use super::{append::mentioned, checked::Checked};
use crate::{
    Error, Result,
    log::{Audience, Draft, Effect, Imported, Writer},
    members::{self, Unseen},
    sql::{Rows, Type, column, nullable, text_or_empty, uuid_or_nil},
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;
use warbler_protocol::{
    AppId, ConversationId, ErrorCode, EventKind, MessageId, MessageRecord, Timestamp,
};

/// The messages of one chunk: those that are there, and those that come.
pub(crate) struct Intake {
    app_id: AppId,
    known: HashMap<MessageId, Known>,
    messages: Rows<17>,
    mentions: Rows<5>,
    /// Newer versions of what is there.
    revised: BTreeMap<MessageId, [sea_orm::Value; 9]>,
    /// What came without numbers: it is not to be counted as unread.
    unseen: HashMap<ConversationId, Unseen>,
}

struct Known {
    conversation_id: ConversationId,
    content_hash: Vec<u8>,
    version: i32,
    recalled: bool,
}

impl Intake {
    /// Looks up which of the messages are there.
    pub(crate) async fn load(
        writer: &Writer<'_>,
        app_id: AppId,
        ids: BTreeSet<MessageId>,
    ) -> Result<Self> {
        let mut rows = Rows::new([column("app_id", Type::Uuid), column("id", Type::Uuid)]);
        ids.into_iter().for_each(|id| rows.push([app_id.0.into(), id.0.into()]));
        let sql = "select x.id, x.conversation_id, x.content_hash, x.version, x.recalled_at from v \
            join messages x on x.app_id = v.app_id and x.id = v.id";
        let mut known = HashMap::new();
        for row in rows.query(writer.tx(), sql).await? {
            let recalled_at: Option<i64> = row.try_get("", "recalled_at")?;
            let message = Known {
                conversation_id: ConversationId(row.try_get("", "conversation_id")?),
                content_hash: row.try_get("", "content_hash")?,
                version: row.try_get("", "version")?,
                recalled: recalled_at.is_some(),
            };
            known.insert(MessageId(row.try_get::<Uuid>("", "id")?), message);
        }
        let (messages, mentions) = (Rows::new(MESSAGES), Rows::new(MENTIONS));
        let (revised, unseen) = (BTreeMap::new(), HashMap::new());
        Ok(Self { app_id, known, messages, mentions, revised, unseen })
    }

    /// Whether it is a message of the conversation.
    pub(crate) fn is_there(&self, conversation_id: ConversationId, id: MessageId) -> bool {
        self.known.get(&id).is_some_and(|known| known.conversation_id == conversation_id)
    }

    /// Takes a message, and what it said only if its sender may still be heard. Answers whether it is
    /// new.
    pub(crate) fn take(
        &mut self,
        writer: &mut Writer<'_>,
        conversation_id: ConversationId,
        record: &MessageRecord,
        heard: bool,
    ) -> Result<bool> {
        let mut checked = Checked::of(conversation_id, record)?;
        if checked.reply_to.is_some_and(|id| !self.is_there(conversation_id, id)) {
            return Err(Error::field("/reply_to", "unknown", "is no message before this one"));
        }
        if let Some(known) = self.known.get(&checked.id) {
            let same = known.content_hash == checked.content_hash;
            if !same || known.conversation_id != conversation_id {
                let detail = "the client_id was used for a message with other content";
                return Err(Error::Refused(ErrorCode::ClientIdConflict, detail.to_owned()));
            }
            if known.version < checked.version && !known.recalled {
                self.revise(checked);
            }
            return Ok(false);
        }
        if !heard && checked.recalled_at.is_none() {
            checked = checked.recalled(writer.now());
        }
        self.append(writer, conversation_id, record, checked)?;
        Ok(true)
    }

    fn append(
        &mut self,
        writer: &mut Writer<'_>,
        conversation_id: ConversationId,
        record: &MessageRecord,
        checked: Checked,
    ) -> Result<()> {
        let draft = Draft {
            app_id: self.app_id,
            conversation_id,
            kind: EventKind::MessageCreated,
            sender_id: record.sender_id.clone(),
            audience: Audience::Later,
            effect: Effect::None,
            hidden_from: Vec::new(),
        };
        let at = record.created_at.unwrap_or(writer.now());
        let imported = Imported { at, data: None, message_id: Some(checked.id) };
        let place = writer.import(&draft, imported)?;
        match record.seq {
            Some(_) if checked.recalled_at.is_none() => {
                self.mention(conversation_id, place.ordinal, record);
            }
            Some(_) => {}
            None => {
                let after_ordinal = place.ordinal - 1;
                let unseen = self.unseen.entry(conversation_id);
                unseen.or_insert(Unseen { after_ordinal, messages: 0 }).messages += 1;
            }
        }
        self.messages.push([
            self.app_id.0.into(),
            checked.id.0.into(),
            conversation_id.0.into(),
            place.seq.into(),
            place.ordinal.into(),
            text_or_empty(record.sender_id.as_ref().map(|id| id.as_str())),
            text_or_empty(record.client_id.as_deref()),
            checked.content_hash.clone().into(),
            checked.text.into(),
            checked.metadata.into(),
            checked.mentions.into(),
            checked.mention_all.into(),
            uuid_or_nil(checked.reply_to.map(|id| id.0)),
            i64::from(checked.version).into(),
            at.0.into(),
            or_zero(checked.edited_at).into(),
            or_zero(checked.recalled_at).into(),
        ]);
        let known = Known {
            conversation_id,
            content_hash: checked.content_hash,
            version: checked.version,
            recalled: checked.recalled_at.is_some(),
        };
        self.known.insert(checked.id, known);
        Ok(())
    }

    fn mention(&mut self, conversation_id: ConversationId, ordinal: i64, record: &MessageRecord) {
        let (app_id, conversation_id) = (self.app_id.0, conversation_id.0);
        for user in mentioned(&record.mentions, record.mention_all) {
            let sender = text_or_empty(record.sender_id.as_ref().map(|id| id.as_str()));
            let row = [app_id.into(), conversation_id.into(), user.into(), ordinal.into(), sender];
            self.mentions.push(row);
        }
    }

    fn revise(&mut self, checked: Checked) {
        let row = [
            self.app_id.0.into(),
            checked.id.0.into(),
            checked.text.into(),
            checked.metadata.into(),
            checked.mentions.into(),
            checked.mention_all.into(),
            i64::from(checked.version).into(),
            or_zero(checked.edited_at).into(),
            or_zero(checked.recalled_at).into(),
        ];
        if let Some(known) = self.known.get_mut(&checked.id) {
            known.version = checked.version;
            known.recalled = checked.recalled_at.is_some();
        }
        self.revised.insert(checked.id, row);
    }

    /// Writes what is new.
    pub(crate) async fn store(self, writer: &Writer<'_>) -> Result<()> {
        self.messages.insert(writer.tx(), "messages", "").await?;
        self.mentions.insert(writer.tx(), "mentions", "on conflict do nothing").await?;
        let sql = "update messages set text = v.text, metadata = nullif(v.metadata, ''), \
            mentions = nullif(v.mentions, ''), mention_all = v.mention_all, version = v.version, \
            edited_at = nullif(v.edited_at, 0), recalled_at = nullif(v.recalled_at, 0) from v \
            where messages.app_id = v.app_id and messages.id = v.id";
        let mut revised = Rows::new(REVISED);
        self.revised.into_values().for_each(|row| revised.push(row));
        revised.execute(writer.tx(), sql).await?;
        members::count_as_read(writer, self.app_id, self.unseen.into_iter()).await
    }
}

/// An absent time as a cell of a nullable column.
fn or_zero(at: Option<Timestamp>) -> i64 {
    at.map_or(0, |at| at.0)
}

const MESSAGES: [crate::sql::Column; 17] = [
    column("app_id", Type::Uuid),
    column("id", Type::Uuid),
    column("conversation_id", Type::Uuid),
    column("seq", Type::Int),
    column("ordinal", Type::Int),
    nullable("sender_id", Type::Text),
    nullable("client_id", Type::Text),
    column("content_hash", Type::Bytes),
    column("text", Type::Text),
    nullable("metadata", Type::Text),
    nullable("mentions", Type::Text),
    column("mention_all", Type::Bool),
    nullable("reply_to", Type::Uuid),
    column("version", Type::Int),
    column("created_at", Type::Int),
    nullable("edited_at", Type::Int),
    nullable("recalled_at", Type::Int),
];

const MENTIONS: [crate::sql::Column; 5] = [
    column("app_id", Type::Uuid),
    column("conversation_id", Type::Uuid),
    column("user_id", Type::Text),
    column("ordinal", Type::Int),
    nullable("sender_id", Type::Text),
];

const REVISED: [crate::sql::Column; 9] = [
    column("app_id", Type::Uuid),
    column("id", Type::Uuid),
    column("text", Type::Text),
    column("metadata", Type::Text),
    column("mentions", Type::Text),
    column("mention_all", Type::Bool),
    column("version", Type::Int),
    column("edited_at", Type::Int),
    column("recalled_at", Type::Int),
];
