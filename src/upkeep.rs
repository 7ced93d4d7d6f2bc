//! What every process does beside its roles, and whether it is fit to serve.

use actix_web::{HttpResponse, web::Data};
use serde_json::json;
use std::time::Duration;
use tokio::time::{Interval, MissedTickBehavior, interval};
use warbler_core::{Context, devices, hooks, keys, presence, request_logs, series};

/// How long a device or a user who was seen may wait to be written, and the write-ahead log to be moved on.
const FLUSH: Duration = Duration::from_secs(1);
/// How long what was noted and counted of requests may wait.
const REPORT: Duration = Duration::from_secs(5);
/// How long it may wait to be written when a secret key was used.
const KEY_USES: Duration = Duration::from_secs(60);

/// Writes what operations leave to be written in batches, until it is dropped.
pub async fn run(ctx: Context) {
    let (mut often, mut now_and_then, mut seldom) = (every(FLUSH), every(REPORT), every(KEY_USES));
    loop {
        tokio::select! {
            _ = often.tick() => write_devices(&ctx).await,
            _ = now_and_then.tick() => write_report(&ctx).await,
            _ = seldom.tick() => write_key_uses(&ctx).await,
        }
        if let Err(error) = ctx.db.checkpoint().await {
            tracing::warn!(%error, "the write-ahead log could not be moved on");
        }
    }
}

fn every(period: Duration) -> Interval {
    let mut interval = interval(period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

/// Writes what is left.
pub async fn finish(ctx: &Context) {
    write_devices(ctx).await;
    write_report(ctx).await;
    write_key_uses(ctx).await;
}

async fn write_devices(ctx: &Context) {
    if let Err(error) = devices::flush(ctx).await {
        tracing::warn!(%error, "devices that were seen could not be written");
    }
    if let Err(error) = presence::flush(ctx).await {
        tracing::warn!(%error, "when users were last there could not be written");
    }
}

async fn write_report(ctx: &Context) {
    if let Err(error) = request_logs::flush(ctx).await {
        tracing::warn!(%error, "the log of requests could not be written");
    }
    if let Err(error) = series::flush(ctx).await {
        tracing::warn!(%error, "series could not be written");
    }
    if let Err(error) = hooks::flush(ctx).await {
        tracing::warn!(%error, "how hooks did could not be written");
    }
}

async fn write_key_uses(ctx: &Context) {
    if let Err(error) = keys::write_uses(ctx).await {
        tracing::warn!(%error, "when keys were used could not be written");
    }
}

/// `GET /readyz`: 200 while the database answers. The bus is told of, but not needed: without it
/// nodes hear of each other's messages late, and none is lost.
pub async fn readiness(ctx: Data<Context>) -> HttpResponse {
    let database = ctx.db.ping().await;
    let bus = ctx.bus.check().await;
    let word = |fine: bool| if fine { "ok" } else { "unreachable" };
    let body = json!({ "database": word(database.is_ok()), "bus": word(bus.is_ok()) });
    match database {
        Ok(()) => HttpResponse::Ok().json(body),
        Err(_) => HttpResponse::ServiceUnavailable().json(body),
    }
}
