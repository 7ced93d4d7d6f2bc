//! A whole installation to test against, and the people who use it.
//!
//! Start with [`TestApp::start`]: a server on a loopback port, over a database of its own (SQLite,
//! or PostgreSQL and Redis where `WARBLER_TEST_DATABASE_URL` and `WARBLER_TEST_REDIS_URL` say so),
//! with files on disk (or in S3, where `WARBLER_TEST_S3_URL` says so), a clock that only moves when told to. Make users with [`TestApp::user`]: they speak HTTP and
//! WebSocket, as clients do. Tests never write to the database.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod account;
mod app;
mod database;
mod endpoint;
mod events;
mod node;
mod response;
mod search;
mod socket;
mod storage;
mod user;

pub use account::{PASSWORD, TestAccount};
pub use app::TestApp;
pub use endpoint::{Received, TestEndpoint};
pub use events::{TestEvent, TestEvents};
pub use node::TestNode;
pub use response::TestResponse;
pub use search::TestSearchNodes;
pub use socket::TestSocket;
pub use user::{TestUser, path_of};

use std::time::Duration;

/// How long anything may take before a test gives up on it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Waits for something that happens by itself, by asking for it again and again.
pub async fn eventually<T, F: Future<Output = Option<T>>>(what: &str, ask: impl Fn() -> F) -> T {
    let started = tokio::time::Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(started.elapsed() < PATIENCE, "{what} did not happen");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
