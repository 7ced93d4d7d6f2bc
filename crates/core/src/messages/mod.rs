//! Messages: sending them, reading them back, changing and recalling them.
//!
//! The table is the state, folded from entries in the transaction that appends them; what a message
//! says stands nowhere else, but for what it said before it was edited ([`versions`]), so that a
//! recall knows what to blank. A recalled message keeps its place and can never say anything again.
//!
//! A message is on the main timeline, or a reply in a thread ([`crate::threads`]). What others make
//! of it, threads, reactions and pins, belongs to those: [`show`] puts it together for a reader.

mod append;
mod asked;
mod checked;
mod export;
mod hide;
mod history;
mod illustrate;
mod import;
mod indexed;
mod line;
mod lock;
mod model;
mod references;
mod revise;
mod row;
mod show;
mod slice;
mod submission;
mod versions;

pub(crate) use append::{append, mentioned};
pub(crate) use checked::{id_of, id_of_named, reply_to, thread_id};
pub(crate) use export::{records, versions_after};
pub use hide::{clear, hide, hide_one};
pub(crate) use history::{Newest, latest, newest_of};
pub use history::{get, list, list_replies};
pub(crate) use illustrate::illustrate;
pub(crate) use import::{Intake, Wanted};
pub(crate) use indexed::{Indexed, at_positions, count, indexed, indexed_after};
pub use line::Line;
pub(crate) use lock::{blind_to, lock, require_seen, set_reactions};
pub(crate) use model::Model;
pub(crate) use revise::{blank_chunk, blank_conversation};
pub use revise::{edit, recall};
pub(crate) use show::{Told, by_id, reacted_since, show, told};
pub use slice::HistoryQuery;
pub(crate) use submission::{Submission, check_text};
pub use versions::versions;

use crate::{Context, Error, Result, Scope, hooks, log::Request};
use bytestring::ByteString;
use std::sync::Arc;
use tokio::sync::oneshot;
use warbler_protocol::{ConversationId, HookKind, KeyScope, Permission, SendMessage};

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
    let line = &mut Line::default();
    submit(ctx, scope, conversation_id, input, line).await?.committed().await
}

/// Puts a message in line. Messages submitted one after the other through the same `line` keep their
/// order in the log, also where the app's hook is asked about them.
pub async fn submit(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: SendMessage,
    line: &mut Line,
) -> Result<Sending> {
    scope.require_if_server(KeyScope::MessagesWrite)?;
    scope.permit(Permission::MessagesSend)?;
    let submission = submission::prepare(ctx, scope, conversation_id, input).await?;
    let hook = hooks::before(ctx, scope, HookKind::MessageBeforeCreate).await?;
    match hook.is_none() && line.is_empty() {
        true => enter(ctx, scope, submission),
        false => Ok(asked::submit(ctx, scope, submission, hook, line.join())),
    }
}

/// Puts what is ready in line for the next commit.
fn enter(ctx: &Context, scope: &Scope, submission: Submission) -> Result<Sending> {
    let (reply, committed) = oneshot::channel();
    let request = Request::Send(Arc::new(submission), reply);
    ctx.committers.submit(scope.shard, scope.app_id, request)?;
    Ok(Sending(committed))
}
