//! Looks names up for connections, and hands out only what may be called. The connection goes to one
//! of the addresses that are handed out: there is no second look-up that could answer otherwise.

use super::{
    Error,
    address::{is_allowed, may_be_called},
};
use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};
use warbler_protocol::Network;

/// Asks for the addresses of a name.
pub(super) type Lookup =
    Arc<dyn Fn(String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> + Send + Sync>;

/// Asks whom the operating system asks.
pub(super) fn system() -> Lookup {
    Arc::new(|name| {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name, 0)).await?;
            Ok(found.map(|address| address.ip()).collect())
        })
    })
}

/// Refuses names of which any address may not be called.
#[derive(Clone)]
pub(super) struct Guarded {
    pub(super) lookup: Lookup,
    pub(super) allowed: Arc<[Network]>,
    /// Whether being public is not enough.
    pub(super) only_allowed: bool,
}

impl Guarded {
    fn permits(&self, address: IpAddr) -> bool {
        match self.only_allowed {
            true => is_allowed(address, &self.allowed),
            false => may_be_called(address, &self.allowed),
        }
    }

    pub(super) async fn addresses(self, name: String) -> Result<Vec<IpAddr>, Error> {
        let found = (self.lookup)(name.clone()).await;
        let found = found.map_err(|error| Error::Unreachable(error.to_string()))?;
        match found.iter().all(|address| self.permits(*address)) {
            true => Ok(found),
            false => Err(Error::Address(name)),
        }
    }
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let looking_up = self.clone().addresses(name.as_str().to_owned());
        Box::pin(async move {
            let found = looking_up.await?;
            Ok(Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}
