//! Stopping: the first signal asks, the second insists.

use std::{io, process};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// What a shell expects of a program that a signal ended early.
const INTERRUPTED: i32 = 130;

/// A token that is cancelled by SIGTERM or SIGINT. A second signal ends the process at once,
/// whatever is still under way; what was acknowledged is in the database by then.
pub fn on_signal() -> io::Result<CancellationToken> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let asked = CancellationToken::new();
    let token = asked.clone();
    tokio::spawn(async move {
        either(&mut terminate, &mut interrupt).await;
        tracing::info!("stopping; a second signal stops at once");
        asked.cancel();
        either(&mut terminate, &mut interrupt).await;
        process::exit(INTERRUPTED);
    });
    Ok(token)
}

async fn either(terminate: &mut Signal, interrupt: &mut Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
