//! Says who is connected to this node, and tells those who asked how others are.
//!
//! One task does both, a moment after something happened: many changes at once cost one look.

use crate::{client::Client, connection::frames::encode, hub::Hub};
use bytestring::ByteString;
use std::{sync::Arc, time::Duration};
use tokio::time::{sleep, sleep_until};
use warbler_core::{
    Context, Result,
    presence::{self, Keeper, Key, State},
};
use warbler_protocol::{ServerFrame, UserId};

/// What happens within this time is dealt with together.
const MOMENT: Duration = Duration::from_millis(50);
/// Users looked at together.
const CHUNK: usize = 500;

/// Runs for as long as it is polled.
pub(crate) async fn run(ctx: Context, hub: Arc<Hub>) {
    let mut keeper = Keeper::new(ctx.clone());
    let mut due = tokio::time::Instant::now();
    loop {
        tokio::select! {
            () = keeper.news() => sleep(MOMENT).await,
            () = hub.stirred() => sleep(MOMENT).await,
            () = sleep_until(due) => {}
        }
        let round = keeper.round().await;
        due = round.due;
        if round.lost_a_node {
            hub.doubt_all();
        }
        for client in hub.take_doubtful() {
            if let Err(error) = look_anew(&ctx, &hub, &client).await {
                tracing::warn!(%error, "a client may go on to see what it should not");
            }
        }
        for chunk in hub.take_stirred().chunks(CHUNK) {
            if let Err(error) = tell(&ctx, &hub, chunk).await {
                tracing::warn!(%error, "how users are could not be told");
            }
        }
    }
}

async fn tell(ctx: &Context, hub: &Hub, keys: &[Key]) -> Result<()> {
    for (key, state) in keys.iter().zip(presence::states(ctx, keys).await?) {
        hub.tell(key, state, |state, reader| frame(&key.1, state, reader));
    }
    Ok(())
}

/// Ends what the client may no longer hear.
async fn look_anew(ctx: &Context, hub: &Hub, client: &Client) -> Result<()> {
    let watched: Vec<UserId> = client.memberships().watched.iter().cloned().collect();
    let seen = presence::visible(ctx, &client.identity().scope, &watched).await?;
    hub.unwatch(client, watched.iter().filter(|user_id| !seen.contains(*user_id)));
    Ok(())
}

fn frame(user_id: &UserId, state: &State, reader: Option<&UserId>) -> ByteString {
    encode(&ServerFrame::PresenceChanged(state.shown(user_id, reader)))
}
