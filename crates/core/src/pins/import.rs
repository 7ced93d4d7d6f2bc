//! Pins as an import has them: made of their entries.

use crate::{
    Result,
    log::{Place, Writer},
    sql::{Rows, Type, column, nullable, text_or_empty},
};
use std::collections::HashMap;
use warbler_protocol::{AppId, ConversationId, EventKind, EventRecord, MessageId, PinChanged};

/// The pins of one chunk.
pub(crate) struct Intake {
    app_id: AppId,
    /// The last word of each.
    changed: HashMap<(ConversationId, MessageId), Option<[sea_orm::Value; PINS.len()]>>,
}

/// What an entry says of a pin, if it is one of those that do.
pub(crate) fn change_of(record: &EventRecord) -> Option<PinChanged> {
    let kinds = [EventKind::MessagePinned, EventKind::MessageUnpinned];
    let data = record.data.clone().filter(|_| kinds.contains(&record.kind))?;
    let changed: PinChanged = serde_json::from_value(data.into()).ok()?;
    (record.message_id == Some(changed.message_id)).then_some(changed)
}

impl Intake {
    pub(crate) fn new(app_id: AppId) -> Self {
        Self { app_id, changed: HashMap::new() }
    }

    /// Takes what an entry says that was appended at a place.
    pub(crate) fn take(&mut self, record: &EventRecord, changed: &PinChanged, place: Place) {
        let (conversation_id, message_id) = (record.conversation_id, changed.message_id);
        let pinned = (record.kind == EventKind::MessagePinned).then(|| {
            [
                self.app_id.0.into(),
                conversation_id.0.into(),
                message_id.0.into(),
                text_or_empty(changed.by.as_ref().map(|id| id.as_str())),
                record.created_at.0.into(),
                place.position.into(),
            ]
        });
        self.changed.insert((conversation_id, message_id), pinned);
    }

    /// Writes what changed.
    pub(crate) async fn store(self, writer: &Writer<'_>) -> Result<()> {
        let (mut gone, mut pins) = (Rows::new([PINS[0], PINS[1], PINS[2]]), Rows::new(PINS));
        for ((conversation_id, message_id), pinned) in self.changed {
            gone.push([self.app_id.0.into(), conversation_id.0.into(), message_id.0.into()]);
            if let Some(pinned) = pinned {
                pins.push(pinned);
            }
        }
        let sql = "delete from pins where (app_id, conversation_id, message_id) in \
            (select app_id, conversation_id, message_id from v)";
        gone.execute(writer.tx(), sql).await?;
        Ok(pins.insert(writer.tx(), "pins", "").await?)
    }
}

const PINS: [crate::sql::Column; 6] = [
    column("app_id", Type::Uuid),
    column("conversation_id", Type::Uuid),
    column("message_id", Type::Uuid),
    nullable("pinned_by", Type::Text),
    column("pinned_at", Type::Int),
    column("position", Type::Int),
];
