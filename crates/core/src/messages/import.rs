//! Messages as an import has them.
//!
//! One that is there already changes nothing, unless the file has a newer version of it. What was
//! recalled here stays so. What most messages do not have is written apart from the rest.

mod known;
mod rows;

use super::{append::mentioned, checked::Checked, revise};
use crate::{
    Error, Result,
    files::Attachable,
    log::{Draft, Effect, Imported, Place, Uncounted, Writer},
    members::{self, Unseen},
    sql::{Rows, text_or_empty},
    threads::{self, Root},
    validate,
};
use known::Known;
pub(crate) use known::Wanted;
use rows::{EXTRAS, MENTIONS, MESSAGES, REVISED, VERSIONS};
use std::collections::{BTreeMap, HashMap, HashSet};
use warbler_protocol::{
    AppId, ConversationId, ErrorCode, EventKind, MessageId, MessageKind, MessageRecord,
    ThreadRecord, Timestamp, UserId, VersionRecord,
};

/// The messages of one chunk: those that are there, and those that come.
pub(crate) struct Intake {
    app_id: AppId,
    known: HashMap<MessageId, Known>,
    known_versions: HashSet<(MessageId, i32)>,
    threads: threads::Intake,
    files: Attachable,
    messages: Rows<{ MESSAGES.len() }>,
    extras: Rows<{ EXTRAS.len() }>,
    mentions: Rows<{ MENTIONS.len() }>,
    versions: Rows<{ VERSIONS.len() }>,
    /// Newer versions of what is there.
    revised: BTreeMap<MessageId, [sea_orm::Value; REVISED.len()]>,
    recalled: BTreeMap<MessageId, Recalled>,
    /// What came without numbers: it is not to be counted as unread.
    unseen: HashMap<ConversationId, Unseen>,
}

/// What is left of a message that the file knows to be recalled.
struct Recalled {
    version: i32,
    edited_at: Option<Timestamp>,
    at: Timestamp,
}

impl Intake {
    /// Looks up what is there.
    pub(crate) async fn load(writer: &Writer<'_>, app_id: AppId, wanted: Wanted) -> Result<Self> {
        let Wanted { ids, mut roots, parts, versions, files } = wanted;
        let files = files.into_iter().map(|id| (app_id, id)).collect();
        let known = known::load(writer, app_id, ids).await?;
        // Of a reply, the thread that it is in is meant.
        let of_replies = roots.iter().filter_map(|id| known.get(id)?.thread_id);
        let of_replies: Vec<_> = of_replies.collect();
        roots.extend(of_replies);
        Ok(Self {
            app_id,
            known,
            known_versions: known::versions(writer, app_id, versions).await?,
            threads: threads::Intake::load(writer, app_id, roots, parts).await?,
            files: Attachable::load(writer.tx(), files).await?,
            messages: Rows::new(MESSAGES),
            extras: Rows::new(EXTRAS),
            mentions: Rows::new(MENTIONS),
            versions: Rows::new(VERSIONS),
            revised: BTreeMap::new(),
            recalled: BTreeMap::new(),
            unseen: HashMap::new(),
        })
    }

    fn get(&self, conversation_id: ConversationId, id: MessageId) -> Option<&Known> {
        self.known.get(&id).filter(|known| known.conversation_id == conversation_id)
    }

    /// Whether it is a message of the conversation.
    pub(crate) fn is_there(&self, conversation_id: ConversationId, id: MessageId) -> bool {
        self.get(conversation_id, id).is_some()
    }

    /// Whether it is one, and says something.
    pub(crate) fn is_heard(&self, conversation_id: ConversationId, id: MessageId) -> bool {
        self.get(conversation_id, id).is_some_and(|known| !known.recalled)
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
        let root = checked.thread_id.map(|id| self.root(conversation_id, id)).transpose()?;
        let uncounted = match (&root, checked.kind) {
            (Some(_), _) => Some(Uncounted::Thread),
            (None, Some(MessageKind::System)) => Some(Uncounted::System),
            (None, None) => None,
        };
        self.check_ordinal(writer, conversation_id, record, root.as_ref())?;
        let attachments = self.files.show(self.app_id, &checked.attachments)?;
        let (kind, sender_id) = (EventKind::MessageCreated, record.sender_id.clone());
        let draft = Draft::imported((self.app_id, conversation_id), kind, sender_id, Effect::None);
        let at = record.created_at.unwrap_or(writer.now());
        let message_id = Some(checked.id);
        let place = writer.import(&draft, Imported { at, data: None, message_id, uncounted })?;
        let ordinal = match (&root, uncounted) {
            (Some(root), _) => {
                let recalled = checked.recalled_at.is_some();
                let happened = (at, place.position, recalled);
                self.threads.reply((conversation_id, root.id), record, happened)
            }
            (None, Some(_)) => 0,
            (None, None) => {
                self.count(conversation_id, place, record, checked.recalled_at.is_none());
                place.ordinal
            }
        };
        self.files.carry(self.app_id, (checked.id, conversation_id, place.seq), &attachments);
        let app_id = self.app_id;
        if let Some(extras) = rows::extras(app_id, &checked, root.as_ref(), &attachments)? {
            self.extras.push(extras);
        }
        let (thread_id, sender_id) = (root.map(|root| root.id), record.sender_id.clone());
        let known = Known {
            conversation_id,
            seq: place.seq,
            sender_id,
            thread_id,
            content_hash: checked.content_hash.clone(),
            version: checked.version,
            recalled: checked.recalled_at.is_some(),
        };
        self.known.insert(checked.id, known);
        let numbers = (conversation_id, place.seq, ordinal);
        self.messages.push(rows::message(app_id, numbers, record, at, checked));
        Ok(())
    }

    /// What a thread is about that a message of it names.
    pub(crate) fn root(&self, conversation_id: ConversationId, id: MessageId) -> Result<Root> {
        let unknown = || Error::field("/thread_id", "unknown", "is no message before this one");
        let named = self.get(conversation_id, id).ok_or_else(unknown)?;
        let id = named.thread_id.unwrap_or(id);
        let root = self.get(conversation_id, id).ok_or_else(unknown)?;
        Ok(Root { id, seq: root.seq, sender_id: root.sender_id.clone() })
    }

    /// Refuses an ordinal that is not the next one.
    fn check_ordinal(
        &self,
        writer: &Writer<'_>,
        conversation_id: ConversationId,
        record: &MessageRecord,
        root: Option<&Root>,
    ) -> Result<()> {
        let next = match (root, record.kind) {
            (Some(root), _) => self.threads.next_ordinal(root.id),
            (None, Some(MessageKind::System)) => 0,
            (None, None) => {
                let head = writer.known((self.app_id, conversation_id));
                head.ok_or(Error::NotFound("conversation"))?.last_ordinal + 1
            }
        };
        match record.ordinal.is_none_or(|ordinal| ordinal == next) {
            true => Ok(()),
            false if next == 0 => Err(Error::field("/ordinal", "exclusive", "is of no such kind")),
            false => Err(Error::conflict(&format!("message {next} is missing"))),
        }
    }

    /// What a message of the main timeline is to its members: an alert of long ago, or nothing new.
    fn count(
        &mut self,
        conversation_id: ConversationId,
        place: Place,
        record: &MessageRecord,
        says: bool,
    ) {
        if record.seq.is_none() {
            let after_ordinal = place.ordinal - 1;
            let unseen = self.unseen.entry(conversation_id);
            unseen.or_insert(Unseen { after_ordinal, messages: 0 }).messages += 1;
            return;
        }
        let sender = record.sender_id.as_ref().map(|id| id.as_str());
        for user in mentioned(&record.mentions, record.mention_all).filter(|_| says) {
            self.mentions.push([
                self.app_id.0.into(),
                conversation_id.0.into(),
                user.into(),
                place.ordinal.into(),
                text_or_empty(sender),
            ]);
        }
    }

    fn revise(&mut self, checked: Checked) {
        if let Some(known) = self.known.get_mut(&checked.id) {
            known.version = checked.version;
            known.recalled = checked.recalled_at.is_some();
        }
        let (id, version, edited_at) = (checked.id, checked.version, checked.edited_at);
        match checked.recalled_at {
            Some(at) => {
                self.revised.remove(&id);
                self.recalled.insert(id, Recalled { version, edited_at, at });
            }
            None => {
                self.revised.insert(id, rows::revised(self.app_id, checked));
            }
        }
    }

    /// Takes what a message said before an edit. Answers whether it is new.
    pub(crate) fn take_version(&mut self, record: &VersionRecord) -> Result<bool> {
        super::check_text(&record.text)?;
        let metadata = validate::metadata("/metadata", &record.metadata)?;
        let message = self.get(record.conversation_id, record.message_id);
        let message = message
            .ok_or_else(|| Error::field("/message_id", "unknown", "is no message before this"))?;
        let (id, version) = (record.message_id, record.version);
        let over = !message.recalled && (1..message.version).contains(&version);
        if !over || !self.known_versions.insert((id, version)) {
            return Ok(false);
        }
        self.versions.push(rows::version(self.app_id, record, metadata));
        Ok(true)
    }

    /// Takes the parts that users have in a thread. Answers how many are new.
    pub(crate) fn take_thread(
        &mut self,
        writer: &mut Writer<'_>,
        record: &ThreadRecord,
        heard: impl Fn(&UserId) -> bool,
    ) -> Result<i64> {
        let root = self.root(record.conversation_id, record.message_id)?;
        self.threads.take(writer, record.conversation_id, &root, record, heard)
    }

    /// Writes what is new.
    pub(crate) async fn store(self, writer: &mut Writer<'_>) -> Result<()> {
        let tx = writer.tx();
        self.messages.insert(tx, "messages", "").await?;
        self.extras.execute(tx, rows::ADD_EXTRAS).await?;
        self.mentions.insert(tx, "mentions", "on conflict do nothing").await?;
        self.threads.store(writer).await?;
        self.versions.insert(tx, "message_versions", "on conflict do nothing").await?;
        let mut revised = Rows::new(REVISED);
        self.revised.into_values().for_each(|row| revised.push(row));
        revised.execute(tx, rows::REVISE).await?;
        members::count_as_read(writer, self.app_id, self.unseen.into_iter()).await?;
        self.files.store(writer.script());
        writer.flush().await?;
        for (id, Recalled { version, edited_at, at }) in self.recalled {
            revise::recall_imported(writer, (self.app_id, id), (version, edited_at, at)).await?;
        }
        Ok(())
    }
}
