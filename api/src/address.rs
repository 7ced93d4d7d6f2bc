//! Where a request comes from.

use actix_web::{HttpRequest, web::Data};
use std::net::IpAddr;
use warbler_core::{Context, client_address as behind_proxies};

/// The client's address: the peer's, or what trusted proxies say of it.
pub(crate) fn client_address(request: &HttpRequest) -> Option<IpAddr> {
    let ctx = request.app_data::<Data<Context>>()?;
    let headers = request.headers().get_all("x-forwarded-for");
    let forwarded = headers.map(|header| header.to_str().unwrap_or_default());
    behind_proxies(&ctx.trusted_proxies, request.peer_addr().map(|peer| peer.ip()), forwarded)
}
