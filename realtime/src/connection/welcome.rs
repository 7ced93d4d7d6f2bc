//! Letting a client in, whichever way it came.
//!
//! The client is registered first, then the database is read, and live frames wait in the outbox
//! until what was missed has been sent: there is no moment in which an entry can be missed.

use super::{frames::encode, goodbye::Goodbye, wire::Wire};
use crate::{client::Client, hub::Registration, node::Node, visitor::Visitor};
use std::{collections::HashSet, sync::Arc};
use warbler_core::{
    Context, Error, Result, Scope, apps,
    auth::Identity,
    blocks, conversations, devices,
    presence::{self, Attendance},
    rate_limits::{self, Allowance},
    seal_position,
    sync::{self, Progress},
    users,
};
use warbler_protocol::{
    ConversationId, Device, ErrorCode, ServerFrame, SetPresence, SyncResponse, frame::Authenticated,
};

/// Who comes, with what, and where they were.
pub(crate) struct Arrival {
    pub(crate) identity: Identity,
    pub(crate) visitor: Visitor,
    pub(crate) device: Option<Device>,
    pub(crate) presence: Option<SetPresence>,
    pub(crate) cursor: Option<String>,
}

/// A client that was let in, and what it has still to be told.
pub(crate) struct Welcome {
    pub(crate) client: Arc<Client>,
    pub(crate) registration: Registration,
    pub(crate) attendance: Attendance,
    pub(crate) allowance: Allowance,
    pub(crate) device: Option<Device>,
    /// What it is told first.
    pub(crate) ready: Authenticated,
    /// From where to where it has to catch up.
    pub(crate) missed: Progress,
    /// It came with a cursor, and is told when it has caught up.
    pub(crate) resumes: bool,
}

/// Registers a client and finds out what it missed.
pub(crate) async fn admit(node: &Arc<Node>, arrival: Arrival) -> Result<Welcome> {
    let (ctx, identity) = (&node.ctx, arrival.identity);
    let scope = identity.scope.clone();
    let allowance = may_come(ctx, &scope, &arrival.visitor).await?;
    let me = users::welcome(ctx, &identity).await?;
    if let Some(device) = &arrival.device {
        devices::saw(ctx, &scope, device)?;
    }
    let followed = node.follow(scope.shard).await?;
    let client = Arc::new(Client::new(identity, followed));
    let most = ctx.limits.max_connections_per_user;
    let registration = node.hub.register(&client, most).ok_or_else(too_many)?;
    let (position, memberships) = conversations::memberships(ctx, &scope).await?;
    registration.load(position, memberships.iter().map(|it| it.conversation_id));
    if memberships.iter().any(|it| it.estranged) {
        for other in blocks::of(ctx, client.app_id(), &client.user_id).await? {
            client.note_block(&other, true);
        }
    }

    // Asked after the client was registered: whatever the node hands on later comes live. A node
    // may be behind what was acknowledged already; then the rest is read, too.
    let until = client.live_after().max(position);
    let missed = match &arrival.cursor {
        Some(cursor) => sync::resume(ctx, &scope, cursor, position, until)?,
        None => Progress { since: position, told: position, until },
    };
    let device = arrival.device.as_ref().map(|device| &device.id);
    let attendance = presence::attend(ctx, &scope, device, arrival.presence)?;
    let ready = Authenticated {
        me,
        unread: sync::totals(&memberships),
        cursor: seal_position(&ctx.secrets, client.app_id(), position),
    };
    let (device, resumes) = (arrival.device, arrival.cursor.is_some());
    Ok(Welcome { client, registration, attendance, allowance, device, ready, missed, resumes })
}

/// Whether the user may open another connection from this page now, and what their app may send.
async fn may_come(ctx: &Context, scope: &Scope, visitor: &Visitor) -> Result<Allowance> {
    visitor.is_known(ctx);
    rate_limits::charge(ctx, scope).await?.granted()?;
    apps::check_origin(ctx, scope, visitor.origin.as_deref()).await?;
    Allowance::of(ctx, scope.app_id).await
}

fn too_many() -> Error {
    let detail = "the user has as many connections as one may have".to_owned();
    Error::Refused(ErrorCode::LimitReached, detail)
}

impl Welcome {
    /// Sends what the client missed, up to where live frames take over, and lets these through. The
    /// client was told that it is in: if this fails, it has to come back.
    pub(super) async fn catch_up(&self, node: &Node, wire: &mut Wire) -> Result<(), Goodbye> {
        let until = self.missed.until;
        let mut next = (self.missed.told < until).then_some(self.missed);
        let (identity, mut told) = (self.client.identity(), HashSet::new());
        while let Some(progress) = next {
            let page = sync::page(&node.ctx, &identity.scope, progress).await;
            let (page, following) = page.map_err(|error| {
                tracing::error!(%error, "a client could not catch up");
                Goodbye::Shutdown
            })?;
            tell(wire, page, &mut told).await?;
            next = following;
        }
        if self.resumes {
            let cursor = seal_position(&node.ctx.secrets, self.client.app_id(), until);
            let resumed = encode(&ServerFrame::Resumed { cursor: cursor.clone() });
            wire.send_at(resumed, || cursor).await?;
        }
        self.client.open(until);
        Ok(())
    }
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
