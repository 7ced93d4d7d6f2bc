//! The first words with a socket: hello, who are you, welcome.

use super::{
    frames::{encode, hello, problem, read, refusal, reply},
    goodbye::Goodbye,
    welcome::{Arrival, Welcome, admit},
    wire::Wire,
};
use crate::{node::Node, visitor::Visitor};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;
use warbler_core::{Result, auth};
use warbler_protocol::{Command, ErrorCode, Problem, frame::Auth};

const DEADLINE: Duration = Duration::from_secs(10);

/// Welcomes a client, or says why not.
pub(super) async fn run(
    node: &Arc<Node>,
    wire: &mut Wire,
    visitor: Visitor,
) -> Result<Welcome, Goodbye> {
    wire.say(&hello(wire.heartbeat(node.heartbeat))).await?;
    if node.leaving().is_cancelled() {
        return Err(Goodbye::Shutdown);
    }
    let (id, auth) = first_command(node, wire).await?;
    match welcome(node, auth, visitor).await {
        Ok(welcome) => {
            wire.send(reply(id, &encode(&welcome.ready))).await?;
            welcome.catch_up(node, wire).await?;
            Ok(welcome)
        }
        Err(error) => {
            let code = error.code();
            wire.send(refusal(id, problem(&error))).await?;
            Err(match code {
                ErrorCode::TokenExpired => Goodbye::TokenExpired,
                ErrorCode::UserDeactivated | ErrorCode::Banned => Goodbye::Banned,
                ErrorCode::LimitReached => Goodbye::TooManyConnections,
                ErrorCode::RateLimited => Goodbye::RateLimited,
                _ if code.retryable() => Goodbye::Shutdown,
                _ => Goodbye::Unauthenticated,
            })
        }
    }
}

async fn first_command(node: &Node, wire: &mut Wire) -> Result<(u64, Auth), Goodbye> {
    let text = tokio::select! {
        text = timeout(DEADLINE, wire.next()) => text.map_err(|_| Goodbye::Unauthenticated)??,
        () = node.leaving().cancelled() => return Err(Goodbye::Shutdown),
    };
    let frame = read(&text)?;
    match Command::parse(&frame) {
        Ok(Command::Auth(auth)) => Ok((frame.i, auth)),
        Ok(_) => {
            let problem = Problem::new(ErrorCode::Unauthenticated, "the first command is auth");
            wire.send(refusal(frame.i, problem)).await?;
            Err(Goodbye::Unauthenticated)
        }
        Err((code, detail)) => {
            wire.send(refusal(frame.i, Problem::new(code, detail))).await?;
            Err(Goodbye::Unauthenticated)
        }
    }
}

async fn welcome(node: &Arc<Node>, auth: Auth, visitor: Visitor) -> Result<Welcome> {
    let Auth { token, device, presence, cursor } = auth;
    let identity = auth::read(&node.ctx, &token).await?;
    admit(node, Arrival { identity, visitor, device, presence, cursor }).await
}
