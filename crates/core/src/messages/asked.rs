//! Messages about which the app's hook is asked, beside whoever sends them: a connection goes on.

use super::{Sending, Sent, Submission, enter, history, line::Place, submission::is_empty};
use crate::{
    Context, Error, Result, Scope,
    hooks::{self, Known, Proposal},
    members,
    validate::encode,
};
use std::sync::Arc;
use tokio::sync::oneshot;
use warbler_protocol::{ErrorCode, HookChange, ProposedMessage};

/// Asks, and then puts the message in line when its turn has come. Without a hook it only waits for
/// its turn.
pub(super) fn submit(
    ctx: &Context,
    scope: &Scope,
    submission: Submission,
    hook: Option<Arc<Known>>,
    mut place: Place,
) -> Sending {
    let (ctx, scope) = (ctx.clone(), scope.clone());
    let (reply, committed) = oneshot::channel();
    tokio::spawn(async move {
        let asked = match hook {
            Some(hook) => ask(&ctx, &scope, &hook, submission).await,
            None => Ok(submission),
        };
        place.turn().await;
        let entered = asked.and_then(|submission| enter(&ctx, &scope, submission));
        drop(place);
        // Nobody may be waiting any more; the message is on its way all the same.
        let _gone = reply.send(outcome(entered).await);
    });
    Sending(committed)
}

async fn outcome(entered: Result<Sending>) -> Result<Sent> {
    entered?.committed().await
}

/// The message as the hook lets it through.
async fn ask(
    ctx: &Context,
    scope: &Scope,
    hook: &Known,
    submission: Submission,
) -> Result<Submission> {
    let message = &submission.message;
    let conversation_id = message.conversation_id;
    // A repeat is what it was, and nobody asks about what a stranger says: the log refuses that.
    let db = ctx.db.reader();
    let known = history::find(db, scope.app_id, conversation_id, message.id).await?.is_some();
    let stranger = members::visible(ctx, scope, conversation_id).await.is_err();
    let Some(sender_id) = message.sender_id.clone().filter(|_| !known && !stranger) else {
        return Ok(submission);
    };
    let message = ProposedMessage {
        id: message.id,
        conversation_id,
        sender_id,
        text: Some(message.text.clone()),
        metadata: Some(message.metadata.clone()).filter(|it| !it.is_empty()),
        mentions: message.mentions.clone(),
        reply_to: message.reply_to,
        thread_id: message.thread_id,
        attachments: submission.attachments.clone(),
    };
    let change = hooks::ask(ctx, scope, hook, Proposal { conversation_id, message }).await?;
    apply(submission, change)
}

/// The hash of what the client sent stays: by it a repeat is known.
fn apply(mut submission: Submission, change: HookChange) -> Result<Submission> {
    if let Some(text) = change.text {
        submission.message.text = text;
    }
    if let Some(metadata) = change.metadata {
        submission.metadata = match metadata.is_empty() {
            true => String::new(),
            false => encode(&metadata)?,
        };
        submission.message.metadata = metadata;
    }
    let (no_metadata, no_files) =
        (submission.metadata.is_empty(), submission.attachments.is_empty());
    match is_empty(&submission.message.text, no_metadata, no_files) {
        true => {
            let detail = "the app leaves nothing of it".to_owned();
            Err(Error::Refused(ErrorCode::RejectedByHook, detail))
        }
        false => Ok(submission),
    }
}
