//! The log of deliveries: what was sent to an endpoint, what it answered, and sending it once more.
//!
//! What was said is not kept: it is put together again for whoever looks, as of now.

use super::{
    attempt,
    body::{PING, event, ping},
    delivery::{Column, Entity, Model},
    endpoints::find as find_endpoint,
    new::{New, NewDeliveries},
};
use crate::{Context, Error, Result, Scope, access::InApp as _, cursor, log, validate::word};
use sea_orm::{Condition, QueryOrder as _, QuerySelect as _, entity::prelude::*};
use warbler_protocol::{
    AppEvent, Delivery, DeliveryDetail, DeliveryId, DeliveryStatus, EndpointId, KeyScope, Page,
    Timestamp,
};

/// The deliveries to an endpoint, the newest first.
pub async fn list(
    ctx: &Context,
    scope: &Scope,
    endpoint_id: EndpointId,
    status: Option<DeliveryStatus>,
    (limit, cursor): (u64, Option<&str>),
) -> Result<Page<Delivery>> {
    scope.require(KeyScope::WebhooksRead)?;
    find_endpoint(ctx.db.reader(), scope, endpoint_id).await?;
    let before: Option<Uuid> = cursor::open_page(ctx, scope, "deliveries", cursor)?;
    let status = status.map(|status| word(&status)).transpose()?;
    let found = Entity::in_app(scope.app_id)
        .filter(Column::EndpointId.eq(endpoint_id.0))
        .filter(Condition::all().add_option(before.map(|before| Column::Id.lt(before))))
        .filter(Condition::all().add_option(status.map(|status| Column::Status.eq(status))))
        .order_by_desc(Column::Id)
        .limit(limit + 1)
        .all(ctx.db.reader())
        .await?;
    let page = cursor::page(ctx, scope, ("deliveries", limit), found, |model: &Model| model.id)?;
    page.try_map(|model| model.shown(ctx))
}

/// A delivery with its attempts, and what it would say now.
pub async fn get(
    ctx: &Context,
    scope: &Scope,
    endpoint_id: EndpointId,
    id: DeliveryId,
) -> Result<DeliveryDetail> {
    scope.require(KeyScope::WebhooksRead)?;
    let model = find(ctx, scope, endpoint_id, id).await?;
    let attempts = attempt::Entity::in_app(scope.app_id)
        .filter(attempt::Column::EndpointId.eq(endpoint_id.0))
        .filter(attempt::Column::DeliveryId.eq(id.0))
        .order_by_asc(attempt::Column::Number)
        .all(ctx.db.reader())
        .await?;
    let event_id = model.event_id(ctx);
    let attempt_log = attempts.into_iter().map(|attempt| attempt.shown(event_id));
    let attempt_log = attempt_log.collect::<Result<_>>()?;
    let request_body = said(ctx, scope, &model).await?;
    Ok(DeliveryDetail { delivery: model.shown(ctx)?, request_body, attempt_log })
}

/// Sends once more, whatever came of it: a new delivery of the same event.
pub async fn resend(
    ctx: &Context,
    scope: &Scope,
    endpoint_id: EndpointId,
    id: DeliveryId,
) -> Result<Delivery> {
    scope.require(KeyScope::WebhooksWrite)?;
    let model = find(ctx, scope, endpoint_id, id).await?;
    let new = New {
        app_id: model.app_id,
        endpoint_id: model.endpoint_id,
        kind: model.kind,
        position: model.position,
        conversation_id: model.conversation_id,
        seq: model.seq,
        message_id: model.message_id,
        ordered: model.ordered,
    };
    begin(ctx, scope, endpoint_id, new).await
}

/// Sends an event that only says that it can be sent.
pub async fn ping_endpoint(ctx: &Context, scope: &Scope, id: EndpointId) -> Result<Delivery> {
    scope.require(KeyScope::WebhooksWrite)?;
    let endpoint = find_endpoint(ctx.db.reader(), scope, id).await?;
    if !endpoint.enabled {
        return Err(Error::conflict("the endpoint is disabled"));
    }
    let new = New {
        app_id: endpoint.app_id,
        endpoint_id: endpoint.id,
        kind: PING.to_owned(),
        position: None,
        conversation_id: None,
        seq: None,
        message_id: None,
        ordered: endpoint.ordered,
    };
    begin(ctx, scope, id, new).await
}

async fn begin(
    ctx: &Context,
    scope: &Scope,
    endpoint_id: EndpointId,
    new: New,
) -> Result<Delivery> {
    let tx = ctx.db.begin().await?;
    let mut deliveries = NewDeliveries::new(ctx.now());
    let id = deliveries.push(new)?;
    deliveries.insert(&tx).await?;
    tx.commit().await?;
    find(ctx, scope, endpoint_id, id).await?.shown(ctx)
}

async fn find(
    ctx: &Context,
    scope: &Scope,
    endpoint_id: EndpointId,
    id: DeliveryId,
) -> Result<Model> {
    find_endpoint(ctx.db.reader(), scope, endpoint_id).await?;
    let query = Entity::in_app(scope.app_id)
        .filter(Column::EndpointId.eq(endpoint_id.0))
        .filter(Column::Id.eq(id.0));
    query.one(ctx.db.writer()).await?.ok_or(Error::NotFound("delivery"))
}

async fn said(ctx: &Context, scope: &Scope, model: &Model) -> Result<Option<AppEvent>> {
    let Some(position) = model.position else {
        let (endpoint_id, at) = (EndpointId(model.endpoint_id), Timestamp(model.created_at));
        return ping(scope.app_id, endpoint_id, model.id, at).map(Some);
    };
    let told = log::told_at(ctx, scope.app_id, scope.shard, [position]).await?.pop();
    told.map(|(entry, json)| event(ctx, &entry, json)).transpose()
}
