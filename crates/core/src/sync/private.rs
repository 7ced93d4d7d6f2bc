//! What a user did that only they are told, on whatever device: it is read from the state, so it
//! reaches a device however long that was away.

use super::changes::event;
use crate::{Context, Result, members, threads, validate::encode};
use warbler_protocol::{
    ConversationId, Event, EventKind, HistoryCleared, MessageId, MessagesHidden,
};

/// What a member changed for themselves since a position. Most changed nothing, which costs nothing.
pub(super) async fn news(ctx: &Context, member: &members::Model, since: i64) -> Result<Vec<Event>> {
    if member.private_position <= since {
        return Ok(Vec::new());
    }
    let (db, c) = (ctx.db.reader(), ConversationId(member.conversation_id));
    let mut events = Vec::new();
    if member.cleared_seq > 0 {
        let cleared = HistoryCleared { up_to_seq: member.cleared_seq };
        events.push(event(EventKind::ConversationCleared, c, encode(&cleared)?)?);
    }
    let hidden = members::hidden_since(db, member, since).await?;
    if !hidden.is_empty() {
        let message_ids = hidden.into_iter().map(MessageId).collect();
        let hidden = encode(&MessagesHidden { message_ids })?;
        events.push(event(EventKind::MessageHidden, c, hidden)?);
    }
    for thread in threads::changed_since(db, member, since).await? {
        events.push(event(EventKind::ThreadMemberUpdated, c, encode(&thread)?)?);
    }
    Ok(events)
}
