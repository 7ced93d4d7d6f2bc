//! The one HTTP server of a process: TLS where configured, the page, `GET /metrics`, and the routes
//! that the caller brings along.
//!
//! It listens before it says so, and stops in two steps: no new connections, then the time of
//! [`Config::drain`] for those that are there.

use crate::{config::Config, metrics::Metrics, page, tls};
use actix_web::{
    App, HttpResponse, HttpServer,
    dev::Server,
    web::{self, Data, ServiceConfig},
};
use anyhow::Context;
use std::net::SocketAddr;
use tokio_util::sync::CancellationToken;

/// On top of the time to drain, for the last answers.
const GRACE_SECONDS: u64 = 5;

/// Listens, and answers where, and the server, which does its work while it is awaited: until `stop`
/// is cancelled and everything under way is done or out of time.
pub fn bind<F>(
    config: &Config,
    metrics: Metrics,
    stop: CancellationToken,
    routes: F,
) -> anyhow::Result<(Server, SocketAddr)>
where
    F: Fn(&mut ServiceConfig) + Clone + Send + 'static,
{
    let metrics = Data::new(metrics);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(metrics.clone())
            .route("/metrics", web::get().to(show_metrics))
            .configure(page::configure)
            .configure(routes.clone())
    })
    .shutdown_signal(stop.cancelled_owned())
    .shutdown_timeout(config.drain.as_secs() + GRACE_SECONDS);
    let bound = match &config.tls {
        Some(files) => server.bind_rustls_0_23(config.listen, tls::server_config(files)?),
        None => server.bind(config.listen),
    };
    let bound = bound.with_context(|| format!("cannot listen on {}", config.listen))?;
    let address = bound.addrs().first().copied().unwrap_or(config.listen);
    Ok((bound.run(), address))
}

async fn show_metrics(metrics: Data<Metrics>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(metrics.render())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Sources;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
    };

    async fn get(address: SocketAddr, path: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[actix_web::test]
    async fn it_serves_until_it_is_asked_to_stop() {
        let environment = [("WARBLER_LISTEN".to_owned(), "127.0.0.1:0".to_owned())].into();
        let config = Config::load(Sources { environment, ..Sources::default() }).unwrap();
        let stop = CancellationToken::new();
        let routes = |app: &mut ServiceConfig| {
            app.route("/own", web::get().to(async || "of the caller"));
        };
        let (server, address) = bind(&config, Metrics::detached(), stop.clone(), routes).unwrap();
        let served = tokio::spawn(server);
        assert!(get(address, "/").await.contains("<title>Warbler</title>"));
        assert!(get(address, "/own").await.ends_with("of the caller"));
        assert!(get(address, "/metrics").await.starts_with("HTTP/1.1 200"));
        stop.cancel();
        served.await.unwrap().unwrap();
        assert!(TcpStream::connect(address).await.is_err());
    }
}
