//! What a client asks to be told beyond its own conversations: every event of a large one, or how
//! users are.

use super::{
    Connection,
    commands::{answer, nothing},
    frames::encode,
    goodbye::Goodbye,
};
use crate::{client::Client, hub::WATCHED, node::Node};
use bytestring::ByteString;
use std::sync::Arc;
use warbler_core::{Context, Error, Result, Scope, presence};
use warbler_protocol::{ConversationId, ErrorCode, UserId, frame::Subscription};

/// Begins to tell, or ceases to.
pub(super) async fn change(
    connection: &mut Connection,
    id: u64,
    input: Subscription,
    wanted: bool,
) -> std::result::Result<(), Goodbye> {
    if let Subscription { conversation_id: Some(of), presence: false, user_ids: None } = input {
        let done = events(connection, of, wanted);
        return connection.send(answer(id, done)).await;
    }
    let (node, client) = (Arc::clone(&connection.node), Arc::clone(&connection.client));
    connection.under_way.push(Box::pin(async move {
        answer(
            id,
            match wanted {
                true => watch(&node, &client, input).await,
                false => unwatch(&node, &client, input).await,
            },
        )
    }));
    Ok(())
}

fn events(connection: &Connection, id: ConversationId, wanted: bool) -> Result<ByteString> {
    match connection.registration.subscribe(id, wanted) {
        true => Ok(nothing()),
        false => Err(Error::NotFound("conversation")),
    }
}

/// Lets the client hear how users are, and says how they are now. Those whom it may not see are
/// left out.
async fn watch(node: &Node, client: &Arc<Client>, input: Subscription) -> Result<ByteString> {
    let user_ids = whom(&node.ctx, &client.identity().scope, input).await?;
    let seen = presence::visible(&node.ctx, &client.identity().scope, &user_ids).await?;
    if !node.hub.watch(client, &seen) {
        return Err(too_many());
    }
    // Read after the client was put down for news: none is missed in between.
    let now = node.hub.look(&node.ctx, client.app_id(), seen).await?;
    let shown = now.iter().map(|(user_id, state)| state.shown(user_id, Some(&client.user_id)));
    let shown = encode(&shown.collect::<Vec<_>>());
    Ok(format!(r#"{{"presence":{shown}}}"#).into())
}

async fn unwatch(node: &Node, client: &Client, input: Subscription) -> Result<ByteString> {
    let user_ids = whom(&node.ctx, &client.identity().scope, input).await?;
    node.hub.unwatch(client, user_ids.iter());
    Ok(nothing())
}

/// The users that are meant.
async fn whom(ctx: &Context, scope: &Scope, input: Subscription) -> Result<Vec<UserId>> {
    match (input.conversation_id, input.user_ids) {
        (Some(of), None) if input.presence => presence::members_of(ctx, scope, of).await,
        (None, Some(user_ids)) if user_ids.len() <= WATCHED => Ok(user_ids),
        (None, Some(_)) => Err(too_many()),
        _ => {
            let detail = "give conversation_id or user_ids, and not both".to_owned();
            Err(Error::Refused(ErrorCode::InvalidBody, detail))
        }
    }
}

fn too_many() -> Error {
    let detail = format!("a connection may watch {WATCHED} users");
    Error::Refused(ErrorCode::LimitReached, detail)
}
