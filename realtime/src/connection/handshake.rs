//! From the upgrade to the first live event.
//!
//! The client is registered first, then the database is read, and live frames wait in the outbox
//! until what was missed has been sent: there is no moment in which an entry can be missed.

use super::{
    Welcome, Wire,
    frames::{encode, problem, read, refusal, reply},
    goodbye::Goodbye,
};
use crate::{client::Client, node::Node, visitor::Visitor};
use std::{collections::HashSet, sync::Arc, time::Duration};
use tokio::time::timeout;
use warbler_core::{
    Context, Error, Scope, apps, auth, conversations, devices,
    rate_limits::{self, Allowance},
    seal_position,
    sync::{self, Progress},
    users,
};
use warbler_protocol::{
    Command, ConversationId, ErrorCode, Problem, ServerFrame, SyncResponse,
    frame::{Auth, Authenticated},
};

const DEADLINE: Duration = Duration::from_secs(10);

/// Welcomes a client, or says why not.
pub(super) async fn run(
    node: &Arc<Node>,
    wire: &mut Wire,
    visitor: Visitor,
) -> Result<Welcome, Goodbye> {
    wire.say(&ServerFrame::Hello {
        heartbeat_ms: u64::try_from(node.heartbeat.as_millis()).unwrap_or(u64::MAX),
        max_frame: super::MAX_FRAME,
        server: concat!("warbler/", env!("CARGO_PKG_VERSION")).to_owned(),
    })
    .await?;
    if node.leaving().is_cancelled() {
        return Err(Goodbye::Shutdown);
    }
    let (id, auth) = first_command(node, wire).await?;
    match welcome(node, wire, (id, auth), &visitor).await {
        Ok(welcome) => Ok(welcome),
        Err(Refusal::Goodbye(goodbye)) => Err(goodbye),
        Err(Refusal::Problem(error)) => {
            let code = error.code();
            wire.send(refusal(id, problem(&error))).await?;
            Err(match code {
                ErrorCode::TokenExpired => Goodbye::TokenExpired,
                ErrorCode::UserDeactivated => Goodbye::Banned,
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

enum Refusal {
    Problem(Error),
    Goodbye(Goodbye),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Problem(error)
    }
}

impl From<Goodbye> for Refusal {
    fn from(goodbye: Goodbye) -> Self {
        Self::Goodbye(goodbye)
    }
}

async fn welcome(
    node: &Arc<Node>,
    wire: &mut Wire,
    (id, auth): (u64, Auth),
    visitor: &Visitor,
) -> Result<Welcome, Refusal> {
    let ctx = &node.ctx;
    let identity = auth::read(ctx, &auth.token).await?;
    let scope = identity.scope.clone();
    let allowance = admit(ctx, &scope, visitor).await?;
    let me = users::welcome(ctx, &identity).await?;
    if let Some(device) = &auth.device {
        devices::saw(ctx, &scope, device)?;
    }
    let followed = node.follow(scope.shard).await?;
    let client = Arc::new(Client::new(identity, followed));
    let most = ctx.limits.max_connections_per_user;
    let registration = node.hub.register(&client, most).ok_or_else(too_many)?;
    let (position, memberships) = conversations::memberships(ctx, &scope).await?;
    registration.load(position, memberships.iter().map(|it| it.conversation_id));

    // Asked after the client was registered: whatever the node hands on later comes live. A node
    // may be behind what was acknowledged already; then the rest is read, too.
    let until = client.live_after().max(position);
    let missed = match &auth.cursor {
        Some(cursor) => Some(sync::resume(ctx, &scope, cursor, position, until)?),
        None => None,
    };
    let ready = Authenticated {
        me,
        unread: sync::totals(&memberships),
        cursor: seal_position(&ctx.secrets, client.app_id(), position),
    };
    wire.send(reply(id, &encode(&ready))).await?;
    let from = missed.unwrap_or(Progress { since: position, told: position, until });
    if from.told < until {
        catch_up(node, wire, &client, Progress { until, ..from }).await?;
    }
    if missed.is_some() {
        let cursor = seal_position(&ctx.secrets, client.app_id(), until);
        wire.say(&ServerFrame::Resumed { cursor }).await?;
    }
    client.open(until);
    Ok(Welcome { client, registration, device: auth.device, allowance })
}

/// Whether the user may open another socket from this page now, and what their app may send.
async fn admit(ctx: &Context, scope: &Scope, visitor: &Visitor) -> Result<Allowance, Error> {
    visitor.is_known(ctx);
    rate_limits::charge(ctx, scope).await?.granted()?;
    apps::check_origin(ctx, scope, visitor.origin.as_deref()).await?;
    Allowance::of(ctx, scope.app_id).await
}

fn too_many() -> Error {
    let detail = "the user has as many connections as one may have".to_owned();
    Error::Refused(ErrorCode::LimitReached, detail)
}

/// Sends what the client missed: since its cursor, or else since its memberships were read, up to
/// where live frames take over. The client has its reply already: one that fails here has to come
/// back.
async fn catch_up(
    node: &Node,
    wire: &mut Wire,
    client: &Client,
    from: Progress,
) -> Result<(), Goodbye> {
    let mut next = Some(from);
    let (identity, mut told) = (client.identity(), HashSet::new());
    while let Some(progress) = next {
        let page = sync::page(&node.ctx, &identity.scope, progress).await;
        let (page, following) = page.map_err(|error| {
            tracing::error!(%error, "a client could not catch up");
            Goodbye::Shutdown
        })?;
        tell(wire, page, &mut told).await?;
        next = following;
    }
    Ok(())
}

/// One page. A conversation that changed again since an earlier page comes up twice, and is told
/// once: what happened after `until` comes live.
async fn tell(
    wire: &mut Wire,
    page: SyncResponse,
    told: &mut HashSet<ConversationId>,
) -> Result<(), Goodbye> {
    let mut in_page = HashSet::new();
    for event in page.events.iter().filter(|event| !told.contains(&event.c)) {
        in_page.insert(event.c);
        wire.send(encode(event)).await?;
    }
    for conversation in page.behind {
        if told.insert(conversation.id) {
            wire.say(&ServerFrame::Behind { conversation: Box::new(conversation) }).await?;
        }
    }
    for conversation_id in page.removed {
        wire.say(&ServerFrame::Removed { conversation_id }).await?;
    }
    told.extend(in_page);
    Ok(())
}
