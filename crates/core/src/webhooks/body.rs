//! What is said of an event: read when it is sent or looked at, so that what was taken back is gone
//! from it, too.

use super::queue::{Due, Queue};
use crate::{
    Context, Error, Result,
    log::{self, Entry},
    validate::encode,
};
use serde_json::value::RawValue;
use std::collections::HashMap;
use uuid::Uuid;
use warbler_protocol::{
    AppEvent, AppId, ConversationId, EndpointId, EventId, EventPlace, Timestamp,
};

/// The version of what is said.
pub(crate) const API_VERSION: &str = "v1";
/// What tries an endpoint out.
pub(super) const PING: &str = "endpoint.pinged";

/// The id of the event that stands at a position: what is delivered twice has it twice, and only we
/// can tell a position by it.
pub(crate) fn event_id(ctx: &Context, app_id: AppId, position: i64) -> EventId {
    EventId(Uuid::from_bytes(ctx.secrets.seal_position(app_id, position)))
}

/// An entry, with its JSON.
pub(crate) fn event(ctx: &Context, entry: &Entry, json: String) -> Result<AppEvent> {
    let app_id = AppId(entry.app_id);
    let id = ConversationId(entry.conversation_id);
    Ok(AppEvent {
        id: event_id(ctx, app_id, entry.position),
        kind: entry.kind.clone(),
        timestamp: Timestamp(entry.created_at),
        api_version: API_VERSION.to_owned(),
        app_id,
        data: raw(json)?,
        conversation: Some(EventPlace { id, seq: entry.seq }),
    })
}

pub(super) fn ping(
    app_id: AppId,
    endpoint_id: EndpointId,
    delivery_id: Uuid,
    at: Timestamp,
) -> Result<AppEvent> {
    Ok(AppEvent {
        id: EventId(delivery_id),
        kind: PING.to_owned(),
        timestamp: at,
        api_version: API_VERSION.to_owned(),
        app_id,
        data: raw(format!(r#"{{"endpoint_id":"{endpoint_id}"}}"#))?,
        conversation: None,
    })
}

fn raw(json: String) -> Result<Box<RawValue>> {
    RawValue::from_string(json).map_err(|error| Error::Corrupt(error.to_string()))
}

/// What to send of one delivery.
#[derive(Clone, Debug)]
pub struct Body {
    pub event_id: EventId,
    pub json: String,
}

/// What to send of each of these, in the same order; nothing where the event is gone.
pub async fn bodies(ctx: &Context, queue: &Queue, due: &[Due]) -> Result<Vec<Option<Body>>> {
    let positions = due.iter().filter_map(|it| it.position);
    let told = log::told_at(ctx, queue.app_id, queue.shard, positions).await?;
    let mut events = HashMap::with_capacity(told.len());
    for (entry, json) in told {
        events.insert(entry.position, body(&event(ctx, &entry, json)?)?);
    }
    due.iter().map(|due| one(queue, due, &events)).collect()
}

fn one(queue: &Queue, due: &Due, events: &HashMap<i64, Body>) -> Result<Option<Body>> {
    match due.position {
        Some(position) => Ok(events.get(&position).cloned()),
        None => {
            let at = Timestamp(due.created_at);
            body(&ping(queue.app_id, queue.endpoint_id, due.id, at)?).map(Some)
        }
    }
}

fn body(event: &AppEvent) -> Result<Body> {
    Ok(Body { event_id: event.id, json: encode(event)? })
}
