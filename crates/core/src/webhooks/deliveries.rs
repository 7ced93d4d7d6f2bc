//! The log of deliveries: what was sent to an endpoint, what it answered, and sending it once more.
//!
//! What was said is not kept: it is put together again for whoever looks, as of now.

use super::{
    body::{PING, event, event_id, ping},
    endpoints::find as find_endpoint,
    new::{New, NewDeliveries},
};
use crate::{
    Context, Error, Result, Scope,
    access::InApp,
    cursor, log,
    validate::{decode, from_word, word},
};
use sea_orm::{Condition, QueryOrder as _, QuerySelect as _, entity::prelude::*};
use std::collections::BTreeMap;
use warbler_protocol::{
    AppEvent, ConversationId, Delivery, DeliveryDetail, DeliveryId, DeliveryStatus, EndpointId,
    EventId, EventPlace, KeyScope, Page, Timestamp, WebhookAttempt,
};

mod attempt {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "webhook_attempts")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub app_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub endpoint_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub delivery_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub at: i64,
        pub duration_ms: i64,
        pub signature: String,
        pub status_code: Option<i64>,
        pub error: Option<String>,
        pub response_headers: Option<String>,
        pub response_body: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_deliveries")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub endpoint_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub position: Option<i64>,
    pub conversation_id: Option<Uuid>,
    pub seq: Option<i64>,
    pub message_id: Option<Uuid>,
    pub ordered: bool,
    pub status: String,
    pub attempts: i64,
    pub run_at: Option<i64>,
    pub status_code: Option<i64>,
    pub error: Option<String>,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

impl InApp for attempt::Entity {
    const APP_ID: attempt::Column = attempt::Column::AppId;
}

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
    page.try_map(|model| delivery(ctx, scope, &model))
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
    let delivery = delivery(ctx, scope, &model)?;
    let event_id = delivery.event_id;
    let attempt_log = attempts.into_iter().map(|attempt| shown(attempt, event_id));
    let attempt_log = attempt_log.collect::<Result<_>>()?;
    let request_body = said(ctx, scope, &model).await?;
    Ok(DeliveryDetail { delivery, request_body, attempt_log })
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
    delivery(ctx, scope, &find(ctx, scope, endpoint_id, id).await?)
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

fn delivery(ctx: &Context, scope: &Scope, model: &Model) -> Result<Delivery> {
    let ping = EventId(model.id);
    Ok(Delivery {
        id: DeliveryId(model.id),
        endpoint_id: EndpointId(model.endpoint_id),
        event_id: model.position.map_or(ping, |position| event_id(ctx, scope.app_id, position)),
        kind: model.kind.clone(),
        conversation: model
            .conversation_id
            .map(|id| EventPlace { id: ConversationId(id), seq: model.seq }),
        status: from_word(&model.status)?,
        attempts: model.attempts,
        next_attempt_at: model.run_at.map(Timestamp),
        status_code: status_code(model.status_code),
        error: model.error.clone(),
        created_at: Timestamp(model.created_at),
    })
}

fn status_code(stored: Option<i64>) -> Option<u16> {
    stored.and_then(|code| u16::try_from(code).ok())
}

async fn said(ctx: &Context, scope: &Scope, model: &Model) -> Result<Option<AppEvent>> {
    let Some(position) = model.position else {
        let (endpoint_id, at) = (EndpointId(model.endpoint_id), Timestamp(model.created_at));
        return ping(scope.app_id, endpoint_id, model.id, at).map(Some);
    };
    let told = log::told_at(ctx, scope.app_id, scope.shard, [position]).await?.pop();
    told.map(|(entry, json)| event(ctx, &entry, json)).transpose()
}

fn shown(attempt: attempt::Model, event_id: EventId) -> Result<WebhookAttempt> {
    let at = Timestamp(attempt.at);
    let headers = super::headers(event_id, at, &attempt.signature);
    let response_headers = attempt.response_headers.as_deref().map(decode).transpose()?;
    Ok(WebhookAttempt {
        number: attempt.number,
        at,
        duration_ms: attempt.duration_ms,
        request_headers: BTreeMap::from(headers.map(|(name, value)| (name.to_owned(), value))),
        status_code: status_code(attempt.status_code),
        error: attempt.error,
        response_headers: response_headers.unwrap_or_default(),
        response_body: attempt.response_body,
    })
}
