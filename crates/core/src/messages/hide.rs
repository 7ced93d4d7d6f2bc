//! Deleting for oneself: others go on seeing it, and are not told.

use super::{history, model::Model};
use crate::{
    Context, Error, Result, Scope,
    log::{Draft, Writer},
    members::{self, Hiding},
    threads,
    validate::{encode, rules},
};
use std::collections::HashSet;
use warbler_protocol::{
    ClearHistory, ConversationId, EventKind, HideMessages, HistoryCleared, MessageId,
    MessagesHidden, Permission,
};

/// Hides messages from the caller, on all their devices and for good. Answers which are hidden now;
/// those that are not there to be seen are left out.
pub async fn hide(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: HideMessages,
) -> Result<MessagesHidden> {
    let user_id = scope.user()?;
    scope.permit(Permission::MembersUpdateSelf)?;
    rules(&input)?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let member = lock(&mut writer, scope, conversation_id).await?;
    let visible = members::visible_in(writer.tx(), scope, conversation_id).await?;
    let ids: HashSet<_> = input.message_ids.iter().map(|id| id.0).collect();
    let models = super::by_id(writer.tx(), scope.app_id, ids.into_iter().collect()).await?;
    let there: Vec<_> = models
        .into_iter()
        .filter(|model| model.conversation_id == conversation_id.0)
        .filter(|model| {
            [Some(model.seq), model.thread_seq].into_iter().flatten().all(|seq| visible.covers(seq))
        })
        .collect();
    let hidden = MessagesHidden { message_ids: there.iter().map(Model::id).collect() };
    let new: Vec<_> =
        there.iter().filter(|model| visible.contains(model.seq)).map(hiding).collect();
    if new.is_empty() {
        return Ok(hidden);
    }
    let draft = Draft::private(scope.app_id, conversation_id, user_id, EventKind::MessageHidden);
    let place = writer.append_news(&draft)?;
    members::hide(&writer, &member, place.position, &new).await?;
    let roots: Vec<_> =
        there.iter().filter(|model| model.thread_id.is_none()).map(|model| model.id).collect();
    threads::forget(writer.tx(), &member, &roots).await?;
    writer.write(draft, place, &encode(&hidden)?, None);
    writer.commit().await?;
    Ok(hidden)
}

/// The same for one message, which must be there.
pub async fn hide_one(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    id: MessageId,
) -> Result<MessagesHidden> {
    let hidden = hide(ctx, scope, conversation_id, HideMessages { message_ids: vec![id] }).await?;
    match hidden.message_ids.is_empty() {
        true => Err(Error::NotFound("message")),
        false => Ok(hidden),
    }
}

/// Hides everything up to an entry from the caller, with the threads about it. Like a receipt, it
/// only moves forward.
pub async fn clear(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: ClearHistory,
) -> Result<HistoryCleared> {
    let user_id = scope.user()?;
    scope.permit(Permission::MembersUpdateSelf)?;
    rules(&input)?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let member = lock(&mut writer, scope, conversation_id).await?;
    let head = writer.head(scope.app_id, conversation_id).await?.last_seq;
    let up_to_seq = input.up_to_seq.unwrap_or(head).min(head);
    if up_to_seq <= member.cleared_seq {
        return Ok(HistoryCleared { up_to_seq: member.cleared_seq });
    }
    let ordinal =
        history::ordinal_at(writer.tx(), scope.app_id, conversation_id, up_to_seq).await?;
    let kind = EventKind::ConversationCleared;
    let draft = Draft::private(scope.app_id, conversation_id, user_id, kind);
    let place = writer.append_news(&draft)?;
    members::clear(&writer, &member, place.position, (up_to_seq, ordinal)).await?;
    threads::forget_up_to(writer.tx(), &member, up_to_seq).await?;
    let cleared = HistoryCleared { up_to_seq };
    writer.write(draft, place, &encode(&cleared)?, None);
    writer.commit().await?;
    Ok(cleared)
}

/// The caller's membership under the lock.
async fn lock(
    writer: &mut Writer<'_>,
    scope: &Scope,
    conversation_id: ConversationId,
) -> Result<members::Model> {
    writer.head(scope.app_id, conversation_id).await?;
    let member = members::find(writer.tx(), scope.app_id, conversation_id, scope.user()?).await?;
    member.ok_or(Error::NotFound("conversation"))
}

fn hiding(model: &Model) -> Hiding {
    Hiding {
        seq: model.seq,
        message_id: model.id,
        thread_id: model.thread_id,
        ordinal: model.ordinal,
    }
}
