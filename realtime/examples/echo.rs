//! Sends back what it is sent: the socket without the product, for tests of the protocol.
//!
//! `make autobahn` runs a conformance suite against it. Up to the messages, it is the code that
//! serves clients; only the largest message is larger, because the suite sends some of 16 MiB.

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, rt, web};
use std::{io, time::Duration};
use warbler_realtime::{Goodbye, Socket};

const MAX_MESSAGE: usize = 16 * 1024 * 1024;

#[actix_web::main]
async fn main() -> io::Result<()> {
    let listen = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:9001".to_owned());
    HttpServer::new(|| App::new().default_service(web::to(accept)))
        .workers(2)
        .client_disconnect_timeout(Duration::ZERO)
        .bind(listen)?
        .run()
        .await
}

async fn accept(request: HttpRequest, payload: web::Payload) -> actix_web::Result<HttpResponse> {
    let (response, mut socket) = Socket::accept(&request, payload, MAX_MESSAGE)?;
    rt::spawn(async move {
        if let Err(goodbye) = echo(&mut socket).await {
            socket.close(goodbye).await;
        }
    });
    Ok(response)
}

async fn echo(socket: &mut Socket) -> Result<(), Goodbye> {
    loop {
        let message = socket.read().await?;
        socket.write(message).await?;
    }
}
