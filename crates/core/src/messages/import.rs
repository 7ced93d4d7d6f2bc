//! Messages as an import has them.
//!
//! One that is there already changes nothing, unless the file has a newer version of it. What was
//! recalled here stays so.

use super::{
    append::mentioned,
    submission::{check_text, derive_id, fingerprint},
};
use crate::{
    Error, Result,
    log::{Audience, Draft, Effect, Imported, Writer},
    members::{self, Unseen},
    sql::{Rows, Type, column, nullable, text_or_empty, uuid_or_nil},
    validate::{self, encode, no_nul},
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;
use warbler_protocol::{
    AppId, ConversationId, ErrorCode, EventKind, MessageId, MessageName, MessageRecord,
    SendMessage, Timestamp,
};

/// The messages of one chunk: those that are there, and those that come.
pub(crate) struct Intake {
    app_id: AppId,
    known: HashMap<MessageId, Known>,
    messages: Rows<17>,
    mentions: Rows<4>,
    revised: Rows<9>,
    /// What came without numbers: it is not to be counted as unread.
    unseen: HashMap<ConversationId, Unseen>,
}

struct Known {
    conversation_id: ConversationId,
    content_hash: Vec<u8>,
    version: i32,
    recalled: bool,
}

/// A message that was checked.
struct Checked {
    id: MessageId,
    content_hash: Vec<u8>,
    metadata: String,
    reply_to: Option<MessageId>,
    version: i32,
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
        let (revised, unseen) = (Rows::new(REVISED), HashMap::new());
        Ok(Self { app_id, known, messages, mentions, revised, unseen })
    }

    /// Whether it is a message of the conversation.
    pub(crate) fn is_there(&self, conversation_id: ConversationId, id: MessageId) -> bool {
        self.known.get(&id).is_some_and(|known| known.conversation_id == conversation_id)
    }

    /// Takes a message. Answers whether it is new.
    pub(crate) fn take(
        &mut self,
        writer: &mut Writer<'_>,
        conversation_id: ConversationId,
        record: &MessageRecord,
    ) -> Result<bool> {
        let checked = self.check(conversation_id, record)?;
        if let Some(known) = self.known.get(&checked.id) {
            if known.content_hash != checked.content_hash
                || known.conversation_id != conversation_id
            {
                let detail = "the client_id was used for a message with other content";
                return Err(Error::Refused(ErrorCode::ClientIdConflict, detail.to_owned()));
            }
            if known.version < checked.version && !known.recalled {
                self.revise(record, &checked)?;
            }
            return Ok(false);
        }
        self.append(writer, conversation_id, record, checked)?;
        Ok(true)
    }

    fn check(&self, conversation_id: ConversationId, record: &MessageRecord) -> Result<Checked> {
        let metadata = validate::metadata("/metadata", &record.metadata)?;
        let reply_to = reply_to(conversation_id, record);
        let content_hash = match &record.content_hash {
            Some(hash) => unhex(hash).ok_or_else(|| {
                Error::field("/content_hash", "invalid", "is not 32 hexadecimal digits")
            })?,
            None => fingerprint(&sent(record, reply_to), stored(&metadata)).to_vec(),
        };
        check_text(&record.text)?;
        let empty = record.text.trim().is_empty() && record.metadata.is_empty();
        if empty == record.recalled_at.is_none() {
            let detail = "a message has a text or metadata, unless it was recalled";
            return Err(Error::field("/text", "required", detail));
        }
        if record.mentions.len() > MOST_MENTIONS {
            return Err(Error::field("/mentions", "length", "are more than 100"));
        }
        if reply_to.is_some_and(|id| !self.is_there(conversation_id, id)) {
            return Err(Error::field("/reply_to", "unknown", "is no message before this one"));
        }
        Ok(Checked {
            id: id_of(conversation_id, record)?,
            content_hash,
            metadata: stored(&metadata).to_owned(),
            reply_to,
            version: record.version.unwrap_or(1),
        })
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
        if record.seq.is_some() {
            for user in mentioned(&record.mentions, record.mention_all) {
                let (app, conversation) = (self.app_id.0, conversation_id.0);
                self.mentions.push([
                    app.into(),
                    conversation.into(),
                    user.into(),
                    place.ordinal.into(),
                ]);
            }
        } else {
            let after_ordinal = place.ordinal - 1;
            let unseen = self.unseen.entry(conversation_id);
            unseen.or_insert(Unseen { after_ordinal, messages: 0 }).messages += 1;
        }
        let time = |at: Option<Timestamp>| at.map_or(0, |at| at.0);
        self.messages.push([
            self.app_id.0.into(),
            checked.id.0.into(),
            conversation_id.0.into(),
            place.seq.into(),
            place.ordinal.into(),
            text_or_empty(record.sender_id.as_ref().map(|id| id.as_str())),
            text_or_empty(record.client_id.as_deref()),
            checked.content_hash.clone().into(),
            record.text.as_str().into(),
            checked.metadata.into(),
            mentions(record)?.into(),
            record.mention_all.into(),
            uuid_or_nil(checked.reply_to.map(|id| id.0)),
            i64::from(checked.version).into(),
            at.0.into(),
            time(record.edited_at).into(),
            time(record.recalled_at).into(),
        ]);
        let known = Known {
            conversation_id,
            content_hash: checked.content_hash,
            version: checked.version,
            recalled: record.recalled_at.is_some(),
        };
        self.known.insert(checked.id, known);
        Ok(())
    }

    fn revise(&mut self, record: &MessageRecord, checked: &Checked) -> Result<()> {
        let time = |at: Option<Timestamp>| at.map_or(0, |at| at.0);
        self.revised.push([
            self.app_id.0.into(),
            checked.id.0.into(),
            record.text.as_str().into(),
            checked.metadata.as_str().into(),
            mentions(record)?.into(),
            record.mention_all.into(),
            i64::from(checked.version).into(),
            time(record.edited_at).into(),
            time(record.recalled_at).into(),
        ]);
        Ok(())
    }

    /// Writes what is new.
    pub(crate) async fn store(self, writer: &Writer<'_>) -> Result<()> {
        self.messages.insert(writer.tx(), "messages", "").await?;
        self.mentions.insert(writer.tx(), "mentions", "on conflict do nothing").await?;
        let sql = "update messages set text = v.text, metadata = nullif(v.metadata, ''), \
            mentions = nullif(v.mentions, ''), mention_all = v.mention_all, version = v.version, \
            edited_at = nullif(v.edited_at, 0), recalled_at = nullif(v.recalled_at, 0) from v \
            where messages.app_id = v.app_id and messages.id = v.id";
        self.revised.execute(writer.tx(), sql).await?;
        members::count_as_read(writer, self.app_id, self.unseen.into_iter()).await
    }
}

/// Most users that a message mentions.
const MOST_MENTIONS: usize = 100;

/// The id that a record gives or comes to.
pub(crate) fn id_of(conversation_id: ConversationId, record: &MessageRecord) -> Result<MessageId> {
    let client_id = record.client_id.as_deref();
    no_nul("/client_id", client_id)?;
    match (record.id, client_id) {
        (_, Some(client_id)) if client_id.is_empty() || client_id.chars().count() > 64 => {
            Err(Error::field("/client_id", "length", "has 1 to 64 characters"))
        }
        (Some(id), _) => Ok(id),
        (None, Some(client_id)) => {
            Ok(derive_id(conversation_id, record.sender_id.as_ref(), client_id))
        }
        (None, None) => {
            let detail = "is what keeps a message from being imported twice";
            Err(Error::field("/client_id", "required", detail))
        }
    }
}

/// The message that a record answers.
pub(crate) fn reply_to(
    conversation_id: ConversationId,
    record: &MessageRecord,
) -> Option<MessageId> {
    let by_client = |MessageName { sender_id, client_id }: &MessageName| {
        derive_id(conversation_id, sender_id.as_ref(), client_id)
    };
    record.reply_to.or_else(|| record.reply_to_client.as_ref().map(by_client))
}

/// What a client would have sent.
fn sent(record: &MessageRecord, reply_to: Option<MessageId>) -> SendMessage {
    SendMessage {
        text: record.text.clone(),
        mentions: record.mentions.clone(),
        mention_all: record.mention_all,
        reply_to,
        ..SendMessage::default()
    }
}

/// Metadata as it is stored: nothing, if there is none.
fn stored(metadata: &str) -> &str {
    if metadata == "{}" { "" } else { metadata }
}

fn mentions(record: &MessageRecord) -> Result<String> {
    if record.mentions.is_empty() { Ok(String::new()) } else { encode(&record.mentions) }
}

fn unhex(hex: &str) -> Option<Vec<u8>> {
    let digits = hex.as_bytes().chunks_exact(2).map(std::str::from_utf8);
    let bytes: Option<Vec<u8>> =
        digits.map(|pair| u8::from_str_radix(pair.ok()?, 16).ok()).collect();
    bytes.filter(|bytes| bytes.len() == 16 && hex.len() == 32)
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

const MENTIONS: [crate::sql::Column; 4] = [
    column("app_id", Type::Uuid),
    column("conversation_id", Type::Uuid),
    column("user_id", Type::Text),
    column("ordinal", Type::Int),
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
