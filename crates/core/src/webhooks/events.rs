//! What happens in an app, for whoever would rather ask than be called.
//!
//! A request looks at a stretch of the shard, in which neighbours may have said much: the cursor
//! goes on even where there was nothing for the app.

use super::body::event;
use crate::{
    Context, Result, Scope,
    bus::News,
    cursor::{self, SyncCursor},
    log,
};
use std::time::Duration;
use tokio::{sync::broadcast, time::timeout};
use warbler_protocol::{AppEvents, EventKind, KeyScope};

/// Positions that one request looks at.
const STRETCH: i64 = 5000;
/// Longest that a request waits for something to happen.
pub const MAX_WAIT: Duration = Duration::from_secs(25);

/// Events behind a cursor, oldest first; without one, none, and the cursor of now. Where there is
/// nothing yet, it waits.
pub async fn events(
    ctx: &Context,
    scope: &Scope,
    cursor: Option<&str>,
    limit: u64,
    wait: Duration,
) -> Result<AppEvents> {
    scope.require(KeyScope::WebhooksRead)?;
    // Before anything is read: what happens in between is heard.
    let mut news = ctx.bus.subscribe(scope.shard);
    let after = match cursor.map(|cursor| cursor::open_sync(ctx, scope.app_id, cursor)) {
        Some(Ok(SyncCursor::At(position))) => position,
        Some(Ok(SyncCursor::Amid(_))) => return Err(cursor::invalid()),
        Some(Err(error)) => return Err(error),
        None => log::position(ctx, scope.shard).await?,
    };
    let page = read(ctx, scope, after, limit).await?;
    if !page.data.is_empty() || page.has_more || wait.is_zero() {
        return Ok(page);
    }
    // However it ends, what is there by then is answered.
    drop(timeout(wait.min(MAX_WAIT), heard(&mut news, scope)).await);
    read(ctx, scope, after, limit).await
}

async fn read(ctx: &Context, scope: &Scope, after: i64, limit: u64) -> Result<AppEvents> {
    let head = log::position(ctx, scope.shard).await?;
    let until = (after + STRETCH).min(head).max(after);
    let place = (scope.app_id, scope.shard);
    let mut entries = log::of_app(ctx, place, (after, until), limit).await?;
    // A full page ends at its last entry, any other where the stretch does.
    let full = entries.len() as u64 >= limit;
    let next = entries.last().filter(|_| full).map_or(until, |entry| entry.position);
    entries.retain(|it| !it.is_imported() && it.kind().is_ok_and(EventKind::reaches_servers));
    let told = log::told(ctx, entries).await?.into_iter();
    let data = told.map(|(entry, json)| event(ctx, &entry, json)).collect::<Result<_>>()?;
    let next_cursor = cursor::seal_position(&ctx.secrets, scope.app_id, next);
    Ok(AppEvents { data, next_cursor, has_more: next < head })
}

/// Waits until something is committed in the app, or may have been.
async fn heard(news: &mut broadcast::Receiver<News>, scope: &Scope) {
    loop {
        match news.recv().await {
            Ok(News::Committed(batch)) => {
                if batch.deliveries.iter().any(|it| it.app_id == scope.app_id) {
                    return;
                }
            }
            Ok(News::Signal(_)) => {}
            Ok(News::Reconnected) | Err(_) => return,
        }
    }
}
