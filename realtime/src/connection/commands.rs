//! What a client may ask for. A command runs beside the loop and its reply is sent when it is done;
//! sends are put in line at once, so that they keep their order.

use super::{
    Connection,
    frames::{encode, problem, refusal, reply},
    goodbye::Goodbye,
    subscriptions,
};
use bytestring::ByteString;
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;
use warbler_core::{
    Context, Error, Result, Scope, auth, conversations, messages, presence, reactions, receipts,
    seal_position, sync, typing,
};
use warbler_protocol::{
    Command, CommandFrame, ErrorCode, Problem, ReactionIn,
    frame::{AuthRefresh, SendTo, Typing},
};

/// A typing signal of one conversation within this time of the last one is dropped.
const TYPING_PAUSE: Duration = Duration::from_secs(3);

/// Begins a command.
pub(super) async fn run(
    connection: &mut Connection,
    frame: &CommandFrame<'_>,
) -> std::result::Result<(), Goodbye> {
    let id = frame.i;
    let command = match Command::parse(frame) {
        Ok(command) => command,
        Err((code, detail)) => {
            return connection.send(refusal(id, Problem::new(code, detail))).await;
        }
    };
    let (node, client) = (Arc::clone(&connection.node), Arc::clone(&connection.client));
    match command {
        Command::MessageSend(input) => return send(connection, id, input).await,
        Command::AuthRefresh(input) => {
            let refreshed = refresh(connection, input).await;
            return connection.send(answer(id, refreshed)).await;
        }
        Command::Subscribe(input) => {
            return subscriptions::change(connection, id, input, true).await;
        }
        Command::Unsubscribe(input) => {
            return subscriptions::change(connection, id, input, false).await;
        }
        Command::PresenceSet(input) => {
            let scope = &client.identity().scope;
            let done = presence::set(scope, &connection.attendance, input).map(|()| nothing());
            return connection.send(answer(id, done)).await;
        }
        Command::Typing(input) => {
            let done = typed(connection, &input);
            return connection.send(answer(id, done)).await;
        }
        Command::Ping(_) => {
            let (secrets, app_id) = (&node.ctx.secrets, client.app_id());
            let cursor = seal_position(secrets, app_id, client.position());
            return connection.send(reply(id, &format!(r#"{{"cursor":"{cursor}"}}"#))).await;
        }
        command => connection.under_way.push(Box::pin(async move {
            answer(id, perform(&node.ctx, &client.identity().scope, command).await)
        })),
    }
    Ok(())
}

/// Commands that need nothing of the connection. Answers JSON.
async fn perform(ctx: &Context, scope: &Scope, command: Command) -> Result<ByteString> {
    Ok(match command {
        Command::MessageEdit(input) => encode(
            &messages::edit(ctx, scope, input.conversation_id, input.message_id, input.edit)
                .await?,
        ),
        Command::MessageRecall(input) => {
            encode(&messages::recall(ctx, scope, input.conversation_id, input.message_id).await?)
        }
        Command::ReactionAdd(ReactionIn { conversation_id, message_id, key }) => {
            encode(&reactions::add(ctx, scope, conversation_id, message_id, &key).await?)
        }
        Command::ReactionRemove(ReactionIn { conversation_id, message_id, key }) => {
            encode(&reactions::remove(ctx, scope, conversation_id, message_id, &key).await?)
        }
        Command::Read(input) => {
            encode(&receipts::read(ctx, scope, input.conversation_id, input.receipt).await?)
        }
        Command::Delivered(input) => {
            encode(&receipts::delivered(ctx, scope, input.conversation_id, input.receipt).await?)
        }
        Command::Sync(input) => encode(&sync::sync(ctx, scope, input).await?),
        _ => {
            let detail = "the connection is authenticated already".to_owned();
            return Err(Error::Refused(ErrorCode::Conflict, detail));
        }
    })
}

async fn send(
    connection: &mut Connection,
    id: u64,
    input: SendTo,
) -> std::result::Result<(), Goodbye> {
    // Who has sent may type anew.
    connection.typed = None;
    let (ctx, identity) = (&connection.node.ctx, connection.client.identity());
    match submit(ctx, &identity.scope, input, &mut connection.line).await {
        Ok(sending) => connection.under_way.push(Box::pin(async move {
            answer(id, sending.committed().await.map(|sent| sent.json))
        })),
        Err(error) => connection.send(answer(id, Err(error))).await?,
    }
    Ok(())
}

async fn submit(
    ctx: &Context,
    scope: &Scope,
    input: SendTo,
    line: &mut messages::Line,
) -> Result<messages::Sending> {
    let conversation_id = match (input.conversation_id, input.to) {
        (Some(conversation_id), None) => conversation_id,
        (None, Some(to)) => conversations::direct(ctx, scope, to.user_id).await?,
        _ => {
            let detail = "give conversation_id or to, and not both".to_owned();
            return Err(Error::Refused(ErrorCode::InvalidBody, detail));
        }
    };
    messages::submit(ctx, scope, conversation_id, input.message, line).await
}

async fn refresh(connection: &mut Connection, input: AuthRefresh) -> Result<ByteString> {
    let ctx = &connection.node.ctx;
    let identity = auth::verify(ctx, &input.token).await?;
    let client = &connection.client;
    if identity.scope.app_id != client.app_id() || identity.user_id != client.user_id {
        let detail = "the token is of another user".to_owned();
        return Err(Error::Refused(ErrorCode::Unauthenticated, detail));
    }
    connection.expires = Instant::now() + identity.expires_at.since(ctx.now());
    connection.announced = false;
    client.renew(identity);
    Ok(nothing())
}

/// Typing is checked against what the node knows, so that it costs the database nothing.
fn typed(connection: &mut Connection, input: &Typing) -> Result<ByteString> {
    let id = input.conversation_id;
    if !connection.client.memberships().conversations.contains(&id) {
        return Err(Error::NotFound("conversation"));
    }
    let now = Instant::now();
    let again = connection.typed.is_some_and(|(last, at)| last == id && now < at + TYPING_PAUSE);
    if input.stopped || !again {
        let identity = connection.client.identity();
        let not_to = connection.client.blocked().clone();
        typing::announce(&connection.node.ctx, &identity.scope, id, input.stopped, not_to)?;
        connection.typed = (!input.stopped).then_some((id, now));
    }
    Ok(nothing())
}

/// The reply to a command, or its refusal.
pub(super) fn answer(id: u64, result: Result<ByteString>) -> ByteString {
    match result {
        Ok(data) => reply(id, &data),
        Err(error) => refusal(id, problem(&error)),
    }
}

/// What is answered where there is nothing to say.
pub(super) fn nothing() -> ByteString {
    ByteString::from_static("{}")
}
