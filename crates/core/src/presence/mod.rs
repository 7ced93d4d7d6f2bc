//! Presence: who is connected, over all devices and nodes.
//!
//! 1. Every process knows who is connected to it ([`Roster`]) and leaves word of that on a
//!    [`Board`], for as long as a lease: a process that was killed leaves nobody online.
//! 2. A change is told by a signal without content; whoever cares reads the board. So what is told
//!    is always how things are, whatever came late, twice or not at all.
//! 3. A device that left counts for a moment longer, so that a reconnect is nobody's news.
//! 4. None of it is in the log. The database keeps when a user was last there, and nothing else.
//!
//! Users see how those are with whom they share a conversation of at most [`LARGEST`] members. Who
//! is invisible is offline to everybody else, and was last seen when they disappeared.

mod board;
mod keeper;
mod last_seen;
mod redis;
mod roster;
mod state;
mod visible;

pub use board::{Board, Change, Key, LocalBoard};
pub use keeper::{Keeper, Round};
pub use last_seen::flush;
pub(crate) use last_seen::forget;
pub(crate) use redis::RedisBoard;
pub use roster::{Attendance, Roster};
pub use state::{State, Word};
pub use visible::{members_of, visible};

use crate::{
    Context, Error, Result, Scope,
    validate::{no_nul, rules},
};
use std::collections::HashSet;
use warbler_protocol::{DeviceId, ListPresence, Permission, Presence, SetPresence, UserId};

/// A conversation of more members tells nobody how they are.
pub const LARGEST: i64 = 500;

/// Notes that a device of the caller is connected, until the answer is dropped.
pub fn attend(
    ctx: &Context,
    scope: &Scope,
    device: Option<&DeviceId>,
    says: Option<SetPresence>,
) -> Result<Attendance> {
    if let Some(says) = &says {
        scope.permit(Permission::PresenceSet)?;
        check(says)?;
    }
    Ok(ctx.roster.arrive((scope.app_id, scope.user()?.clone()), scope.shard, device, says))
}

/// What the device says from now on.
pub fn set(scope: &Scope, attendance: &Attendance, says: SetPresence) -> Result<()> {
    scope.permit(Permission::PresenceSet)?;
    check(&says)?;
    attendance.say(says);
    Ok(())
}

/// How a user is.
pub async fn get(ctx: &Context, scope: &Scope, user_id: &UserId) -> Result<Presence> {
    let found = look(ctx, scope, std::slice::from_ref(user_id)).await?;
    found.into_iter().next().ok_or(Error::NotFound("user"))
}

/// How users are. Those that the caller may not see are left out.
pub async fn list(ctx: &Context, scope: &Scope, input: ListPresence) -> Result<Vec<Presence>> {
    rules(&input)?;
    look(ctx, scope, &input.user_ids).await
}

/// How these users are, whoever asks; in their order. For nodes, which know whom to tell.
pub async fn states(ctx: &Context, users: &[Key]) -> Result<Vec<State>> {
    let elsewhere = match ctx.bus.board().read(ctx.roster.node(), users).await {
        Ok(words) => words,
        Err(error) => {
            tracing::warn!(%error, "how users are on other nodes is not known");
            vec![Vec::new(); users.len()]
        }
    };
    let here = users.iter().map(|key| ctx.roster.words(key));
    let words = here.zip(elsewhere).map(|(here, elsewhere)| here.into_iter().chain(elsewhere));
    let mut states: Vec<State> = words.map(State::of).collect();
    last_seen::fill(ctx, users, &mut states).await?;
    Ok(states)
}

async fn look(ctx: &Context, scope: &Scope, user_ids: &[UserId]) -> Result<Vec<Presence>> {
    let seen = visible(ctx, scope, user_ids).await?;
    let mut once = HashSet::new();
    let wanted = user_ids.iter().filter(|id| seen.contains(*id) && once.insert(*id));
    let keys: Vec<Key> = wanted.map(|id| (scope.app_id, id.clone())).collect();
    let states = states(ctx, &keys).await?;
    let shown = keys.iter().zip(states).map(|((_, id), state)| state.shown(id, scope.as_user()));
    Ok(shown.collect())
}

fn check(says: &SetPresence) -> Result<()> {
    rules(says)?;
    no_nul("/text", says.text.as_deref())
}
