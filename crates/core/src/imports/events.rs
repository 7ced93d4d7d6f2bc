//! Entries of an export that are neither the start of a conversation nor of a message. They are kept
//! as they are; reactions and pins are made of them.

use super::intakes::{Intakes, taken};
use crate::{
    Error, Result, conversations,
    log::{Draft, Imported, Writer, effect},
    pins, reactions,
    validate::encode,
};
use warbler_protocol::{ConversationId, EventKind, EventRecord};

/// Takes an entry. Answers whether it is new.
pub(super) fn take(
    intakes: &mut Intakes<'_>,
    writer: &mut Writer<'_>,
    record: &EventRecord,
) -> Result<bool> {
    let conversation_id = intakes.conversations.resolve(Some(record.conversation_id), None)?;
    if let Some(kind) = intakes.entries.get(&(conversation_id, record.seq)) {
        return match *kind == record.kind.as_str() {
            true => Ok(false),
            false => Err(taken(record.seq)),
        };
    }
    intakes.check_place(writer, conversation_id, Some(record.seq))?;
    let data = data_of(intakes, conversation_id, record)?;
    let effect = effect(record.kind, data.as_deref().unwrap_or("{}"))
        .map_err(|_| Error::field("/data", "invalid", "is not what this kind has"))?;
    let key = (intakes.scope.app_id, conversation_id);
    let draft = Draft::imported(key, record.kind, record.sender_id.clone(), effect);
    let (at, message_id) = (record.created_at, record.message_id);
    let imported = Imported { at, data: data.as_deref(), message_id, uncounted: None };
    let place = writer.import(&draft, imported)?;
    // What was taken back since has no data any more.
    if data.is_none() {
        return Ok(true);
    }
    if let Some(changed) = reactions::change_of(record) {
        intakes.users.imply(&changed.user_id);
        intakes.reactions.take_entry(record, changed, place)?;
    } else if let Some(changed) = pins::change_of(record)
        && intakes.messages.is_heard(conversation_id, changed.message_id)
    {
        intakes.pins.take(record, &changed, place);
    }
    Ok(true)
}

/// The event's data as it is kept: none if the message that it is about says it itself.
fn data_of(
    intakes: &Intakes<'_>,
    conversation_id: ConversationId,
    record: &EventRecord,
) -> Result<Option<String>> {
    match (record.kind, &record.message_id, &record.data) {
        (
            EventKind::ConversationCreated
            | EventKind::ConversationDeleted
            | EventKind::MessageCreated
            | EventKind::MessageHidden
            | EventKind::ConversationCleared
            | EventKind::ThreadUpdated
            | EventKind::ThreadMemberUpdated
            | EventKind::ReceiptUpdated
            | EventKind::MembershipUpdated
            | EventKind::DraftUpdated
            | EventKind::TypingStarted
            | EventKind::TypingStopped
            | EventKind::Hidden,
            ..,
        ) => Err(Error::field("/kind", "invalid", "is of no event that files have")),
        (_, Some(id), _) if !intakes.messages.is_there(conversation_id, *id) => {
            Err(Error::field("/message_id", "unknown", "is no message before this event"))
        }
        (_, Some(_), None) => Ok(None),
        (EventKind::ReactionAdded | EventKind::ReactionRemoved, Some(id), Some(data)) => {
            let changed = reactions::change_of(record)
                .ok_or_else(|| Error::field("/data", "invalid", "is not what this kind has"))?;
            let heard = intakes.messages.is_heard(conversation_id, *id);
            if !heard || intakes.users.is_erased(&changed.user_id) {
                return Ok(None);
            }
            if record.kind == EventKind::ReactionAdded {
                intakes.reactions.require_room(&changed)?;
            }
            encode(data).map(Some)
        }
        (EventKind::MessagePinned | EventKind::MessageUnpinned, Some(_), Some(data)) => {
            let changed = pins::change_of(record);
            changed.ok_or_else(|| Error::field("/data", "invalid", "is not what this kind has"))?;
            encode(data).map(Some)
        }
        (EventKind::ConversationUpdated, None, Some(data)) => {
            Ok(Some(conversations::with_app(data.clone(), intakes.scope.app_id)))
        }
        (_, None, Some(data)) => encode(data).map(Some),
        _ => Err(Error::field("/data", "required", "or a message_id")),
    }
}
