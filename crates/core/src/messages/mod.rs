//! Messages: sending them, reading them back, changing and recalling them.
//!
//! The table is the state, folded from entries in the transaction that appends them; what a message
//! says stands nowhere else, so that a recall has one place to blank. A recalled message keeps its
//! place and can never say anything again.

mod append;
mod checked;
mod export;
mod history;
mod import;
mod model;
mod revise;
mod submission;

pub(crate) use append::append;
pub(crate) use checked::{id_of, reply_to};
pub(crate) use export::records;
pub use history::{HistoryQuery, get, list};
pub(crate) use history::{by_id, latest, newest_of};
pub(crate) use import::Intake;
pub(crate) use revise::blank_chunk;
pub use revise::{edit, recall};
pub(crate) use submission::Submission;

use crate::{Context, Error, Result, Scope, log::Request, members};
use bytestring::ByteString;
use std::sync::Arc;
use tokio::sync::oneshot;
use warbler_protocol::{ConversationId, KeyScope, MessageId, SendMessage};

/// A message that is in the log.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The message, as JSON: encoded once for the answer and for everybody who is told.
    pub json: ByteString,
    /// Whether this request made it; a repeat answers what is there.
    pub created: bool,
    /// The shard's position at which it stands; 0 for repeats.
    pub position: i64,
}

/// A message that is in line for the next commit.
#[must_use = "the answer comes from `committed`"]
#[derive(Debug)]
pub struct Sending(oneshot::Receiver<Result<Sent>>);

impl Sending {
    /// Waits for the commit.
    pub async fn committed(self) -> Result<Sent> {
        self.0.await.unwrap_or(Err(Error::OutcomeUnknown))
    }
}

/// Sends a message and waits until it is durable.
///
/// Idempotent by sender and `client_id`: the same content answers the first message, other content
/// is a conflict.
pub async fn send(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: SendMessage,
) -> Result<Sent> {
    submit(ctx, scope, conversation_id, input).await?.committed().await
}

/// Puts a message in line. Messages submitted one after the other keep their order in the log.
pub async fn submit(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: SendMessage,
) -> Result<Sending> {
    scope.require_if_server(KeyScope::MessagesWrite)?;
    let submission = submission::prepare(ctx, scope, conversation_id, input).await?;
    let (reply, committed) = oneshot::channel();
    let request = Request::Send(Arc::new(submission), reply);
    ctx.committers.submit(scope.shard, scope.app_id, request)?;
    Ok(Sending(committed))
}

/// Refuses a reply to what the sender cannot see in the conversation.
async fn require_visible(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    id: MessageId,
) -> Result<()> {
    let visible = members::visible(ctx, scope, conversation_id).await?;
    let model = history::find(ctx.db.reader(), scope.app_id, conversation_id, id).await?;
    match model.is_some_and(|model| visible.contains(model.seq)) {
        true => Ok(()),
        false => Err(Error::field("/reply_to", "unknown", "is no message of this conversation")),
    }
}
