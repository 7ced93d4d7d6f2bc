//! Entries that happened elsewhere.

use super::Writer;
use crate::{
    Result,
    log::{Audience, Delivery, Draft, Effect, Place, Uncounted, entry::IMPORTED},
    sql::{Type, column, text_or_empty, uuid_or_nil},
};
use warbler_protocol::{EventKind, MessageId, Timestamp};

/// What an imported entry has beside its draft.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Imported<'a> {
    /// When it happened.
    pub(crate) at: Timestamp,
    /// The JSON of its event, unless it is about a message.
    pub(crate) data: Option<&'a str>,
    pub(crate) message_id: Option<MessageId>,
    /// Of a message that takes no ordinal of the main timeline.
    pub(crate) uncounted: Option<Uncounted>,
}

impl Writer<'_> {
    /// Appends and writes an entry that happened elsewhere, with its own time. It brings no
    /// conversation to the top of anybody's list but a new one, and nobody is told of it alone.
    pub(crate) fn import(&mut self, draft: &Draft, imported: Imported<'_>) -> Result<Place> {
        let key = (draft.app_id, draft.conversation_id);
        let active = self.known(key).map(|head| head.active_position);
        let place = match imported.uncounted {
            None => self.append(draft)?,
            Some(why) => self.append_uncounted(draft, why)?,
        };
        if let Some(head) = self.heads.get_mut(&key)
            && draft.kind != EventKind::ConversationCreated
        {
            head.active_position = active.unwrap_or_default();
        }
        self.note_import(draft, place, imported);
        Ok(place)
    }

    /// The same for what takes a position and no seq: it orders what is kept as state.
    pub(crate) fn import_news(&mut self, draft: &Draft, imported: Imported<'_>) -> Result<Place> {
        let place = self.append_news(draft)?;
        self.note_import(draft, place, imported);
        Ok(place)
    }

    fn note_import(&mut self, draft: &Draft, place: Place, imported: Imported<'_>) {
        self.imported.push([
            i64::from(self.shard).into(),
            place.position.into(),
            draft.app_id.0.into(),
            draft.conversation_id.0.into(),
            place.seq.into(),
            draft.kind.as_str().into(),
            text_or_empty(draft.sender_id.as_ref().map(|id| id.as_str())),
            uuid_or_nil(imported.message_id.map(|id| id.0)),
            text_or_empty(imported.data),
            IMPORTED.into(),
            imported.at.0.into(),
            text_or_empty(place.uncounted.map(Uncounted::as_str)),
        ]);
        self.tell_later(draft, place.position);
    }

    /// One delivery for entries that follow each other in a conversation and have no effect.
    fn tell_later(&mut self, draft: &Draft, position: i64) {
        let (app_id, conversation_id) = (draft.app_id, draft.conversation_id);
        match self.deliveries.last_mut() {
            Some(last)
                if last.conversation_id == conversation_id
                    && last.audience == Audience::Later
                    && draft.effect == Effect::None =>
            {
                last.position = position;
            }
            _ => {
                let effect = draft.effect.clone();
                let delivery = Delivery::imported(position, app_id, conversation_id, effect);
                self.deliveries.push(delivery);
            }
        }
    }
}

/// Live entries leave out the origin, which is null.
pub(super) const COLUMNS: [crate::sql::Column; 12] = [
    super::COLUMNS[0],
    super::COLUMNS[1],
    super::COLUMNS[2],
    super::COLUMNS[3],
    super::COLUMNS[4],
    super::COLUMNS[5],
    super::COLUMNS[6],
    super::COLUMNS[7],
    super::COLUMNS[8],
    column("origin", Type::Text),
    super::COLUMNS[9],
    super::COLUMNS[10],
];
