//! Where a request comes from.

use actix_web::HttpRequest;
use std::net::IpAddr;

/// The client's address.
pub(crate) fn client_address(request: &HttpRequest) -> Option<IpAddr> {
    request.peer_addr().map(|address| address.ip())
}
