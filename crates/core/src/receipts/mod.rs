//! Receipts: how far members have received and read.
//!
//! They only move forward, never past the head, and merge over a user's devices by maximum. Each
//! move takes a position of the log, so that it is delivered like everything else, and no seq.

mod append;

pub(crate) use append::append;

use crate::{Context, Error, Result, Scope, log::Request, validate::rules};
use std::sync::Arc;
use tokio::sync::oneshot;
use warbler_protocol::{AppId, ConversationId, Permission, Receipt, UpdateReceipt, UserId};

/// A receipt on its way to the log.
#[derive(Clone, Debug)]
pub(crate) struct Move {
    pub(crate) app_id: AppId,
    pub(crate) conversation_id: ConversationId,
    pub(crate) user_id: UserId,
    pub(crate) what: What,
    /// The newest entry if none is named.
    pub(crate) seq: Option<i64>,
}

/// What a member says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Delivered,
    Read,
    MarkUnread,
}

/// The caller has read up to here. What is read was delivered, and a reminder is done with.
pub async fn read(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: UpdateReceipt,
) -> Result<Receipt> {
    submit(ctx, scope, conversation_id, What::Read, input).await
}

/// The caller's device has received up to here.
pub async fn delivered(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: UpdateReceipt,
) -> Result<Receipt> {
    submit(ctx, scope, conversation_id, What::Delivered, input).await
}

/// The caller leaves themselves a reminder, which nobody else sees.
pub async fn mark_unread(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
) -> Result<Receipt> {
    let input = UpdateReceipt::default();
    submit(ctx, scope, conversation_id, What::MarkUnread, input).await
}

async fn submit(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    what: What,
    input: UpdateReceipt,
) -> Result<Receipt> {
    let user_id = scope.user()?.clone();
    scope.permit(Permission::ReceiptsSend)?;
    rules(&input)?;
    let wanted = Move { app_id: scope.app_id, conversation_id, user_id, what, seq: input.seq };
    let (reply, moved) = oneshot::channel();
    let request = Request::Receipt(Arc::new(wanted), reply);
    ctx.committers.submit(scope.shard, scope.app_id, request)?;
    moved.await.unwrap_or(Err(Error::OutcomeUnknown))
}
