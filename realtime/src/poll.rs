//! Long polling: for clients that neither a socket nor a stream reaches.
//!
//! A poll is a connection that ends with the first news. It is in the hub while it waits, which asks
//! no database; what there is to tell is then read, so that an answer is the same whether something
//! came before the poll or during it, and nothing falls between two polls.

use crate::{
    client::Client,
    connection::welcome::{Arrival, admit},
    node::Node,
    outbox::{Closing, Next},
};
use std::{sync::Arc, time::Duration};
use tokio::time::{Instant, sleep, sleep_until};
use warbler_core::{Error, Result, sync};
use warbler_protocol::{ErrorCode, SyncRequest, SyncResponse};

/// What comes within this time comes in one answer.
const BURST: Duration = Duration::from_millis(10);
/// How what members of a large conversation hear now and then begins: it has no position.
const SUMMARY: &str = r#"{"t":"conversation.updated""#;

/// What is new after the client's cursor, as soon as there is something, or nothing after `wait`.
/// Without a cursor: the newest one, at once.
pub(crate) async fn poll(
    node: &Arc<Node>,
    arrival: Arrival,
    wait: Duration,
) -> Result<SyncResponse> {
    let ctx = &node.ctx;
    if arrival.cursor.is_none() {
        return sync::sync(ctx, &arrival.identity.scope, SyncRequest::default()).await;
    }
    let welcome = Box::pin(admit(node, arrival)).await?;
    let _counted = node.count();
    let (client, missed) = (&welcome.client, welcome.missed);
    let until = Instant::now() + wait.min(client.identity().expires_at.since(ctx.now()));
    let mut page = sync::page(ctx, &client.identity().scope, missed).await?.0;
    client.open(missed.until);
    while !page.has_news() {
        tokio::select! {
            news = news(client) => news?,
            () = sleep_until(until) => break,
            () = node.leaving().cancelled() => break,
        }
        sleep(BURST).await;
        let request = SyncRequest { cursor: Some(page.cursor) };
        page = sync::sync(ctx, &client.identity().scope, request).await?;
    }
    Ok(page)
}

/// Resolves when there is something to read.
async fn news(client: &Client) -> Result<()> {
    loop {
        match client.outbox.next().await {
            Next::Close(Closing::Deactivated) => {
                let detail = "the user was deactivated".to_owned();
                return Err(Error::Refused(ErrorCode::UserDeactivated, detail));
            }
            Next::Close(Closing::Revoked) => {
                let detail = "the token was revoked".to_owned();
                return Err(Error::Refused(ErrorCode::TokenRevoked, detail));
            }
            Next::Overflowed => return Ok(()),
            Next::Send(frames) => {
                if frames.iter().any(|(position, it)| *position > 0 || it.starts_with(SUMMARY)) {
                    return Ok(());
                }
            }
        }
    }
}
