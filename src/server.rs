//! The one HTTP server of a process: TLS where configured, the page, `GET /metrics`, and the routes
//! that the caller brings along.
//!
//! It listens before it says so, and stops in two steps: no new connections, then the time of
//! [`Config::drain`] for those that are there.

use crate::{config::Config, metrics::Metrics, page, tls};
use actix_web::{
    App, HttpResponse, HttpServer,
    dev::Server,
    middleware::from_fn,
    web::{self, Data, ServiceConfig},
};
use anyhow::Context;
use socket2::{Domain, Socket, Type};
use std::{
    io,
    net::{SocketAddr, TcpListener},
    time::Duration,
};
use tokio_util::sync::CancellationToken;

/// Connections waiting to be accepted, when all clients come back at once.
const BACKLOG: i32 = 4096;
/// Longer than the idle time of the usual load balancers.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// How long a client may leave unread what was sent to it: a tunnel is no reason.
#[cfg(target_os = "linux")]
const UNREAD: Duration = Duration::from_secs(90);
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
            .wrap(from_fn(warbler_api::finish))
            .app_data(metrics.clone())
            .route("/metrics", web::get().to(show_metrics))
            .route("/healthz", web::get().to(async || "ok"))
            .configure(page::configure)
            .configure(routes.clone())
    })
    .tcp_nodelay(true)
    .keep_alive(KEEP_ALIVE)
    // A client that closes its socket gets no time to read on: what RFC 6455 asks for.
    .client_disconnect_timeout(Duration::ZERO)
    .shutdown_signal(stop.cancelled_owned())
    .shutdown_timeout(config.drain.as_secs() + GRACE_SECONDS);
    let listener = listen(config.listen);
    let listener = listener.with_context(|| format!("cannot listen on {}", config.listen))?;
    let bound = match &config.tls {
        Some(files) => server.listen_rustls_0_23(listener, tls::server_config(files)?)?,
        None => server.listen(listener)?,
    };
    let address = bound.addrs().first().copied().unwrap_or(config.listen);
    Ok((bound.run(), address))
}

/// A socket to listen on.
///
/// Those accepted from it inherit that the kernel hangs up on a client which takes nothing of what was
/// sent to it. Nobody else would: whoever hands out frames has long given up on the client, and the
/// server waits for room to write.
fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(UNREAD))?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

async fn show_metrics(metrics: Data<Metrics>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(metrics.render())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Sources, TlsFiles};
    use rustls::{
        ClientConfig, ClientConnection, RootCertStore,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, pem::PemObject},
    };
    use std::{
        io::{Read, Write},
        sync::Arc,
    };
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

    /// A request over TLS that trusts the server's own certificate.
    fn get_securely(files: &TlsFiles, address: SocketAddr) -> String {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(&files.certificate).unwrap()).unwrap();
        let client = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = "localhost".try_into().unwrap();
        let mut connection = ClientConnection::new(Arc::new(client), name).unwrap();
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        let mut stream = rustls::Stream::new(&mut connection, &mut stream);
        stream
            .write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
            .unwrap();
        let mut start = [0; 15];
        stream.read_exact(&mut start).unwrap();
        String::from_utf8_lossy(&start).into_owned()
    }

    #[actix_web::test]
    async fn it_speaks_tls() {
        let directory = tempfile::TempDir::new().unwrap();
        let files = tls::tests::certificate(directory.path(), 2100);
        let mut config = Config::load(Sources::default()).unwrap();
        config.listen = SocketAddr::from(([127, 0, 0, 1], 0));
        config.tls = Some(files.clone());
        let stop = CancellationToken::new();
        let (server, address) = bind(&config, Metrics::detached(), stop.clone(), |_| {}).unwrap();
        let served = tokio::spawn(server);
        let answer =
            tokio::task::spawn_blocking(move || get_securely(&files, address)).await.unwrap();
        assert_eq!(answer, "HTTP/1.1 200 OK");
        stop.cancel();
        served.await.unwrap().unwrap();
    }

    #[actix_web::test]
    async fn it_serves_until_it_is_asked_to_stop() {
        let mut config = Config::load(Sources::default()).unwrap();
        config.listen = SocketAddr::from(([127, 0, 0, 1], 0));
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
