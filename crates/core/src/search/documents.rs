//! From the log to what an index has of it.

use super::question::{HAS, KINDS, name};
use crate::{
    Context, Result,
    log::Entry,
    messages::{self, Indexed},
    validate::decode,
};
use std::collections::HashSet;
use uuid::Uuid;
use warbler_protocol::{AppId, Attachment, EventKind, MessageId};
use warbler_search::{Document, Writer};

/// What entries do to an index.
pub(super) enum Change {
    /// A message that the index has never seen.
    Add(Document),
    Put(Document),
    Remove(u64),
    ForgetConversation {
        app: String,
        conversation: String,
    },
}

impl Change {
    pub(super) fn apply(&self, writer: &mut Writer) -> warbler_search::Result<()> {
        match self {
            Self::Add(document) => writer.add(document),
            Self::Put(document) => writer.put(document),
            Self::Remove(position) => {
                writer.remove(*position);
                Ok(())
            }
            Self::ForgetConversation { app, conversation } => {
                writer.forget_conversation(app, conversation)
            }
        }
    }
}

/// What entries do to an index that has all before them. Messages are taken as they are now: a
/// later entry that changed one says the same again.
pub(super) async fn changes(ctx: &Context, entries: &[Entry]) -> Result<Vec<Change>> {
    let first = entries.first().map_or(0, |entry| entry.position);
    let (mut touched, mut deleted) = (HashSet::new(), Vec::new());
    for entry in entries {
        match (entry.kind()?, entry.message_id) {
            (
                EventKind::MessageCreated | EventKind::MessageUpdated | EventKind::MessageRecalled,
                Some(id),
            ) => drop(touched.insert((AppId(entry.app_id), MessageId(id)))),
            (EventKind::ConversationDeleted, _) => deleted.push(Change::ForgetConversation {
                app: name(entry.app_id),
                conversation: name(entry.conversation_id),
            }),
            _ => {}
        }
    }
    let mut changes = Vec::new();
    for message in messages::indexed(ctx, touched).await? {
        let is_new = message.position >= first;
        match (message.recalled_at.is_some(), is_new) {
            (true, true) => {}
            (true, false) => changes.push(Change::Remove(number(message.position))),
            (false, true) => changes.push(Change::Add(document(message)?)),
            (false, false) => changes.push(Change::Put(document(message)?)),
        }
    }
    // Nothing is said in a conversation after its end.
    changes.append(&mut deleted);
    Ok(changes)
}

/// The messages of an app from after one on, up to a position of the log; and the last that was
/// looked at, if there was one.
pub(super) async fn of_app(
    ctx: &Context,
    app_id: AppId,
    after: MessageId,
    (position, limit): (i64, u64),
) -> Result<(Vec<Document>, Option<MessageId>)> {
    let messages = messages::indexed_after(ctx, app_id, after, limit).await?;
    let last = messages.last().map(|message| MessageId(message.id));
    let messages = messages.into_iter().filter(|message| message.position <= position);
    Ok((messages.map(document).collect::<Result<_>>()?, last))
}

fn document(message: Indexed) -> Result<Document> {
    let files: Vec<Attachment> =
        message.attachments.as_deref().map(decode).transpose()?.unwrap_or_default();
    let [file, image, link] = HAS;
    let [plain, _] = KINDS;
    let mut traits = vec![message.kind.as_deref().unwrap_or(plain)];
    traits.extend((!files.is_empty()).then_some(file));
    traits.extend(files.iter().any(is_image).then_some(image));
    traits.extend(has_link(&message.text).then_some(link));
    let traits = traits.into_iter().map(str::to_owned).collect();
    let names = files.into_iter().map(|file| file.name);
    Ok(Document {
        position: number(message.position),
        app: name(message.app_id),
        conversation: name(message.conversation_id),
        sender: message.sender_id,
        seq: number(message.seq),
        thread_seq: message.thread_seq.map(number),
        created_at: number(message.created_at),
        traits,
        text: std::iter::once(message.text).chain(names).collect::<Vec<_>>().join("\n"),
    })
}

fn is_image(file: &Attachment) -> bool {
    file.content_type.starts_with("image/")
}

fn has_link(text: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| text.contains(scheme))
}

/// Nothing in the index is negative; what was said before 1970 was said in 1970.
fn number(number: i64) -> u64 {
    number.max(0).unsigned_abs()
}

/// The nil id comes before all messages.
pub(super) const FIRST: MessageId = MessageId(Uuid::nil());
