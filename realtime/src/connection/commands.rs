//! What a client may ask for. A command runs beside the loop and its reply is sent when it is done;
//! sends are put in line at once, so that they keep their order.

use super::{
    Connection,
    frames::{encode, problem, refusal, reply},
    goodbye::Goodbye,
};
use crate::{client::Client, hub::WATCHED, node::Node};
use bytestring::ByteString;
use std::{sync::Arc, time::Duration};
use tokio::time::Instant;
use warbler_core::{
    Context, Error, Result, Scope, auth, conversations, messages, presence, receipts,
    seal_position, sync, typing,
};
use warbler_protocol::{
    Command, CommandFrame, ConversationId, ErrorCode, Problem, UserId,
    frame::{AuthRefresh, SendTo, Subscription, Typing},
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
        Command::Subscribe(Subscription {
            conversation_id: Some(of),
            presence: false,
            user_ids: None,
        }) => {
            let done = subscribe(connection, of, true);
            return connection.send(answer(id, done)).await;
        }
        Command::Unsubscribe(Subscription {
            conversation_id: Some(of),
            presence: false,
            user_ids: None,
        }) => {
            let done = subscribe(connection, of, false);
            return connection.send(answer(id, done)).await;
        }
        Command::Subscribe(input) => connection
            .under_way
            .push(Box::pin(async move { answer(id, watch(&node, &client, input).await) })),
        Command::Unsubscribe(input) => connection
            .under_way
            .push(Box::pin(async move { answer(id, unwatch(&node, &client, input).await) })),
        Command::PresenceSet(input) => {
            let done = presence::set(&connection.attendance, input).map(|()| nothing());
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
            answer(id, perform(&node.ctx, &client.scope, command).await)
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
    let (ctx, scope) = (&connection.node.ctx, &connection.client.scope);
    match submit(ctx, scope, input).await {
        Ok(sending) => connection.under_way.push(Box::pin(async move {
            answer(id, sending.committed().await.map(|sent| sent.json))
        })),
        Err(error) => connection.send(answer(id, Err(error))).await?,
    }
    Ok(())
}

async fn submit(ctx: &Context, scope: &Scope, input: SendTo) -> Result<messages::Sending> {
    let conversation_id = match (input.conversation_id, input.to) {
        (Some(conversation_id), None) => conversation_id,
        (None, Some(to)) => conversations::direct(ctx, scope, to.user_id).await?,
        _ => {
            let detail = "give conversation_id or to, and not both".to_owned();
            return Err(Error::Refused(ErrorCode::InvalidBody, detail));
        }
    };
    messages::submit(ctx, scope, conversation_id, input.message).await
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
    Ok(nothing())
}

fn subscribe(connection: &Connection, id: ConversationId, wanted: bool) -> Result<ByteString> {
    match connection.registration.subscribe(id, wanted) {
        true => Ok(nothing()),
        false => Err(Error::NotFound("conversation")),
    }
}

/// Lets the client hear how users are, and says how they are now. Those whom it may not see are
/// left out.
async fn watch(node: &Node, client: &Arc<Client>, input: Subscription) -> Result<ByteString> {
    let user_ids = whom(&node.ctx, &client.scope, input).await?;
    let seen = presence::visible(&node.ctx, &client.scope, &user_ids).await?;
    if !node.hub.watch(client, &seen) {
        let detail = "a connection may watch 500 users".to_owned();
        return Err(Error::Refused(ErrorCode::LimitReached, detail));
    }
    // Read after the client was put down for news: none is missed in between.
    let now = node.hub.look(&node.ctx, client.app_id(), seen).await?;
    let shown: Vec<_> =
        now.iter().map(|(user_id, state)| state.shown(user_id, Some(&client.user_id))).collect();
    Ok(format!(r#"{{"presence":{}}}"#, encode(&shown)).into())
}

async fn unwatch(node: &Node, client: &Arc<Client>, input: Subscription) -> Result<ByteString> {
    let user_ids = whom(&node.ctx, &client.scope, input).await?;
    node.hub.unwatch(client, user_ids.iter());
    Ok(nothing())
}

/// The users that are meant.
async fn whom(ctx: &Context, scope: &Scope, input: Subscription) -> Result<Vec<UserId>> {
    let Subscription { conversation_id, presence, user_ids } = input;
    match (conversation_id, user_ids) {
        (Some(of), None) if presence => presence::members_of(ctx, scope, of).await,
        (None, Some(user_ids)) if user_ids.len() <= WATCHED => Ok(user_ids),
        (None, Some(_)) => {
            let detail = "at most 500 user_ids at once".to_owned();
            Err(Error::Refused(ErrorCode::LimitReached, detail))
        }
        _ => {
            let detail = "give conversation_id or user_ids, and not both".to_owned();
            Err(Error::Refused(ErrorCode::InvalidBody, detail))
        }
    }
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
        connection.typed = (!input.stopped).then_some((id, now));
        typing::announce(&connection.node.ctx, &connection.client.scope, id, input.stopped)?;
    }
    Ok(nothing())
}

fn answer(id: u64, result: Result<ByteString>) -> ByteString {
    match result {
        Ok(data) => reply(id, &data),
        Err(error) => refusal(id, problem(&error)),
    }
}

fn nothing() -> ByteString {
    ByteString::from_static("{}")
}
