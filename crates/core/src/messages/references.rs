//! What a message refers to: who is mentioned, what it answers, replies to and forwards.
//!
//! All of it must be there for the sender to see. Where it is not any more, a repeat of a message
//! that was sent before is still one.

use super::{history, model::Model};
use crate::{Context, Error, Result, Scope, members, threads::Root, validate::decode};
use warbler_protocol::{
    Attachment, ConversationId, FileId, Forward, ForwardedFrom, KeyScope, MessageId, SendMessage,
    Timestamp,
};

/// What was found.
#[derive(Debug, Default)]
pub(super) struct References {
    pub(super) root: Option<Root>,
    pub(super) forwarded: Option<Forwarded>,
}

/// What a forwarded message says.
#[derive(Debug)]
pub(super) struct Forwarded {
    pub(super) text: String,
    pub(super) metadata: Option<String>,
    pub(super) attachments: Vec<FileId>,
    pub(super) from: ForwardedFrom,
}

/// Looks up what a message with this id refers to; most refer to nothing, which costs nothing.
pub(super) async fn look_up(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    id: MessageId,
    input: &SendMessage,
) -> Result<References> {
    match find(ctx, scope, conversation_id, input).await {
        Err(error) if input.client_id.is_some() => {
            // The content does not matter where there is a message already: its hash decides.
            let sent = history::find(ctx.db.reader(), scope.app_id, conversation_id, id).await?;
            sent.map(|_| References::default()).ok_or(error)
        }
        found => found,
    }
}

async fn find(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: &SendMessage,
) -> Result<References> {
    if !input.mentions.is_empty() {
        members::require_all(ctx, scope, conversation_id, &input.mentions).await?;
    }
    let at = (ctx, scope, conversation_id);
    if let Some(reply_to) = input.reply_to {
        seen(at, reply_to).await?.ok_or_else(|| unknown("/reply_to"))?;
    }
    let root = match input.thread_id {
        Some(thread_id) => Some(root(at, thread_id).await?),
        None => None,
    };
    let forwarded = match input.forward {
        Some(forward) => Some(forwarded(at, forward).await?),
        None => None,
    };
    Ok(References { root, forwarded })
}

type At<'a> = (&'a Context, &'a Scope, ConversationId);

/// What the thread is about. A reply has no thread of its own: that of its thread is meant.
async fn root(at: At<'_>, thread_id: MessageId) -> Result<Root> {
    let mut model = seen(at, thread_id).await?.ok_or_else(|| unknown("/thread_id"))?;
    if let Some(thread_id) = model.thread_id.map(MessageId) {
        model = seen(at, thread_id).await?.ok_or_else(|| unknown("/thread_id"))?;
    }
    Ok(Root { id: model.id(), seq: model.seq, sender_id: model.sender_id()? })
}

/// Forwarding shows what was said, so a key that may not read cannot forward.
async fn forwarded((ctx, scope, here): At<'_>, forward: Forward) -> Result<Forwarded> {
    scope.require_if_server(KeyScope::MessagesRead)?;
    let Forward { conversation_id, message_id } = forward;
    let found = match seen((ctx, scope, conversation_id), message_id).await {
        Ok(found) => found,
        Err(Error::NotFound(_)) => None,
        Err(error) => return Err(error),
    };
    let detail = "is no message that the sender may see";
    let model = found.ok_or_else(|| Error::field("/forward", "unknown", detail))?;
    if model.recalled_at.is_some() {
        return Err(Error::field("/forward", "recalled", "was recalled"));
    }
    // Whoever forwards a forward names the one who said it.
    let from = match &model.forwarded_from {
        Some(from) => ForwardedFrom { conversation_id: None, ..decode(from)? },
        None => ForwardedFrom {
            message_id,
            conversation_id: (conversation_id == here).then_some(conversation_id),
            sender_id: model.sender_id()?,
            created_at: Timestamp(model.created_at),
        },
    };
    let attachments: Vec<Attachment> =
        model.attachments.as_deref().map(decode).transpose()?.unwrap_or_default();
    let attachments = attachments.into_iter().map(|file| file.id).collect();
    Ok(Forwarded { text: model.text, metadata: model.metadata, attachments, from })
}

/// A message of a conversation, if the sender may see it.
async fn seen((ctx, scope, conversation_id): At<'_>, id: MessageId) -> Result<Option<Model>> {
    let visible = members::visible(ctx, scope, conversation_id).await?;
    let model = history::find(ctx.db.reader(), scope.app_id, conversation_id, id).await?;
    Ok(model.filter(|model| model.is_seen(&visible)))
}

fn unknown(pointer: &str) -> Error {
    Error::field(pointer, "unknown", "is no message of this conversation")
}
