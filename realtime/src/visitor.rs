//! Who asks for a socket, before they say who they are.

use actix_web::{HttpRequest, http::header::ORIGIN};
use std::net::IpAddr;
use warbler_core::{Context, Error, Result, client_address, rate_limits};

/// What the upgrade request tells of its sender.
#[derive(Debug)]
pub(crate) struct Visitor {
    address: Option<IpAddr>,
    /// The page that a browser asks from.
    pub(crate) origin: Option<String>,
}

impl Visitor {
    /// Counts the request as a stranger's, until it turns out that it is none. If there were too
    /// many, it is refused.
    pub(crate) fn of(ctx: &Context, request: &HttpRequest) -> Result<Self> {
        let headers = request.headers().get_all("x-forwarded-for");
        let forwarded = headers.map(|header| header.to_str().unwrap_or_default());
        let peer = request.peer_addr().map(|peer| peer.ip());
        let address = client_address(&ctx.trusted_proxies, peer, forwarded);
        let verdict = address.map(|address| rate_limits::charge_stranger(ctx, address));
        if let Some(wait) = verdict.and_then(|verdict| verdict.retry_after()) {
            return Err(Error::RateLimited(wait));
        }
        // What cannot be read is an origin like any other that is not allowed.
        let origin = request.headers().get(ORIGIN);
        let origin = origin.map(|origin| origin.to_str().unwrap_or_default().to_owned());
        Ok(Self { address, origin })
    }

    /// The visitor has shown who they are.
    pub(crate) fn is_known(&self, ctx: &Context) {
        if let Some(address) = self.address {
            rate_limits::forgive_stranger(ctx, address);
        }
    }
}
