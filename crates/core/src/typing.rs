//! Typing: told to who is there, kept nowhere, and over by itself after six seconds.

use crate::{Context, Result, Scope, blocks, bus::Signal, members};
use warbler_protocol::{ConversationId, EventKind, Permission, Role, UserId};

/// Tells the others of a conversation that the caller types, or has stopped.
pub async fn typing(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    stopped: bool,
) -> Result<()> {
    scope.user()?;
    let visible = members::visible(ctx, scope, conversation_id).await?;
    if visible.role().is_none_or(|role| role < Role::Member) {
        return Err(members::may_not_send());
    }
    let blocked = blocks::of(ctx, scope.app_id, scope.user()?).await?;
    announce(ctx, scope, conversation_id, stopped, blocked)
}

/// The same for a caller who is known to be a member, and whose blocks are known.
pub fn announce(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    stopped: bool,
    not_to: Vec<UserId>,
) -> Result<()> {
    let from = scope.user()?.clone();
    scope.permit(Permission::TypingSend)?;
    let kind = if stopped { EventKind::TypingStopped } else { EventKind::TypingStarted };
    let frame = format!(r#"{{"t":"{kind}","c":"{conversation_id}","d":{{"user_id":"{from}"}}}}"#);
    let signal = Signal::Frame { app_id: scope.app_id, conversation_id, from, not_to, frame };
    ctx.bus.signal(scope.shard, signal);
    Ok(())
}
