//! One server process's worth of Warbler, inside the test.

use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use warbler::{
    config::{Config, Sources},
    metrics::Metrics,
    server,
};
use warbler_core::Context;
use warbler_realtime::Node;

/// A server on a loopback port. Stops when it is dropped.
pub struct TestNode {
    pub(crate) ctx: Context,
    pub(crate) address: SocketAddr,
    stop: CancellationToken,
    server: Option<JoinHandle<std::io::Result<()>>>,
}

impl TestNode {
    pub(crate) fn start(ctx: Context) -> Self {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0)), ctx)
    }

    pub(crate) fn start_at(address: SocketAddr, ctx: Context) -> Self {
        let mut config = Config::load(Sources::default()).unwrap();
        config.listen = address;
        config.drain = Duration::from_secs(1);
        let node = actix_web::web::Data::new(Node::new(ctx.clone(), config.heartbeat));
        let stop = CancellationToken::new();
        let routes = warbler::commands::routes(&config, &ctx, &node, None);
        let (server, address) =
            server::bind(&config, Metrics::detached(), stop.clone(), routes).unwrap();
        let drain = Arc::clone(&node);
        let leaving = stop.clone();
        tokio::spawn(async move {
            leaving.cancelled().await;
            drain.drain();
        });
        let server = Some(tokio::spawn(server));
        Self { ctx, address, stop, server }
    }

    /// Stops as a deploy would: clients are sent away, what is under way is finished.
    pub async fn stop(mut self) {
        self.stop.cancel();
        if let Some(server) = self.server.take() {
            server.await.unwrap().unwrap();
        }
    }

    /// The operations' view from this node.
    pub fn context(&self) -> &Context {
        &self.ctx
    }

    /// Writes what this node counted and noted of requests.
    pub async fn report(&self) {
        warbler_core::request_logs::flush(&self.ctx).await.unwrap();
        warbler_core::series::flush(&self.ctx).await.unwrap();
        warbler_core::hooks::flush(&self.ctx).await.unwrap();
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl Drop for TestNode {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
