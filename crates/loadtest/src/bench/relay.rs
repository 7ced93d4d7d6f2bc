//! The ceiling of the socket: an actix-ws server that stores nothing and knows nobody.
//!
//! `/pair/{n}` forwards each frame to the other of (0, 1), (2, 3) …; `/acked/{n}` answers the
//! sender, too, as the product must; `/group` forwards to everyone in the group.

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use actix_ws::{Message, Session};
use anyhow::Result;
use bytestring::ByteString;
use futures_util::StreamExt;
use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

/// Everyone who is connected.
#[derive(Default)]
struct Hub {
    pairs: Mutex<HashMap<usize, Session>>,
    group: Mutex<Vec<Session>>,
}

/// Serves until the process is killed.
pub async fn serve(listen: SocketAddr) -> Result<()> {
    let hub = web::Data::from(Arc::new(Hub::default()));
    let app = move || {
        App::new()
            .app_data(hub.clone())
            .route("/pair/{number}", web::get().to(pair))
            .route("/acked/{number}", web::get().to(acked))
            .route("/group", web::get().to(group))
            .route("/readyz", web::get().to(HttpResponse::Ok))
    };
    Ok(HttpServer::new(app).workers(2).bind(listen)?.run().await?)
}

type Answer = actix_web::Result<HttpResponse>;

async fn pair(
    request: HttpRequest,
    body: web::Payload,
    number: web::Path<usize>,
    hub: web::Data<Hub>,
) -> Answer {
    forward(&request, body, *number, hub, false)
}

async fn acked(
    request: HttpRequest,
    body: web::Payload,
    number: web::Path<usize>,
    hub: web::Data<Hub>,
) -> Answer {
    forward(&request, body, *number, hub, true)
}

fn forward(
    request: &HttpRequest,
    body: web::Payload,
    number: usize,
    hub: web::Data<Hub>,
    acks: bool,
) -> Answer {
    let (response, mut session, mut stream) = actix_ws::handle(request, body)?;
    hub.pairs.lock().unwrap_or_else(PoisonError::into_inner).insert(number, session.clone());
    actix_web::rt::spawn(async move {
        let mut other = None;
        while let Some(Ok(Message::Text(text))) = stream.next().await {
            if acks && session.text(reply(&text)).await.is_err() {
                break;
            }
            if other.is_none() {
                let pairs = hub.pairs.lock().unwrap_or_else(PoisonError::into_inner);
                other = pairs.get(&(number ^ 1)).cloned();
            }
            if let Some(other) = &mut other
                && other.text(text).await.is_err()
            {
                break;
            }
        }
    });
    Ok(response)
}

/// `{"i":17,…` gets `{"r":17,"ok":true}`.
fn reply(text: &str) -> ByteString {
    let digits = text.get(5..).unwrap_or_default();
    let end = digits.find(',').unwrap_or_default();
    format!("{{\"r\":{},\"ok\":true}}", &digits[..end]).into()
}

async fn group(request: HttpRequest, body: web::Payload, hub: web::Data<Hub>) -> Answer {
    let (response, mut session, mut stream) = actix_ws::handle(&request, body)?;
    hub.group.lock().unwrap_or_else(PoisonError::into_inner).push(session.clone());
    actix_web::rt::spawn(async move {
        while let Some(Ok(Message::Text(text))) = stream.next().await {
            if session.text(reply(&text)).await.is_err() {
                break;
            }
            let members = hub.group.lock().unwrap_or_else(PoisonError::into_inner).clone();
            for mut member in members {
                let _gone = member.text(text.clone()).await;
            }
        }
    });
    Ok(response)
}
