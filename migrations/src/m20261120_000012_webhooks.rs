//! Webhooks: endpoints, what is delivered to them and every attempt at it; hooks that are asked
//! before something happens.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &[&str] = &[
    // `from_position`: only entries behind it are delivered. `due_at`: when its next delivery is to
    // be tried, or earlier; `leased_by`: the worker that has all of them in hand.
    "create table webhook_endpoints (
        app_id              {uuid} not null references apps (id),
        id                  {uuid} not null,
        shard               integer not null,
        url                 text not null,
        description         text,
        event_types         text not null,
        conversation_kinds  text not null,
        conversation_ids    text not null,
        ordered             boolean not null,
        enabled             boolean not null,
        disabled_at         bigint,
        disabled_reason     text,
        from_position       bigint not null,
        sealed_secret       {bytes} not null,
        sealed_previous     {bytes},
        previous_until      bigint,
        failing_since       bigint,
        paused_until        bigint,
        due_at              bigint,
        leased_by           {uuid},
        leased_until        bigint,
        created_at          bigint not null,
        updated_at          bigint not null,
        primary key (app_id, id)
    ) {fill}",
    "create index webhook_endpoints_by_due on webhook_endpoints (due_at) where due_at is not null",
    "create index webhook_endpoints_by_shard on webhook_endpoints (shard) where enabled",
    // Ids alone: what an event says is read when it is sent. Without a position it is a ping;
    // without a `run_at` it is done with. `ordered` is the endpoint's, for the indexes.
    "create table webhook_deliveries (
        app_id           {uuid} not null,
        endpoint_id      {uuid} not null,
        id               {uuid} not null,
        kind             text not null,
        position         bigint,
        conversation_id  {uuid},
        seq              bigint,
        message_id       {uuid},
        ordered          boolean not null,
        status           text not null,
        attempts         bigint not null,
        run_at           bigint,
        status_code      bigint,
        error            text,
        created_at       bigint not null,
        primary key (app_id, endpoint_id, id)
    ) {fill}",
    "create index webhook_deliveries_by_due on webhook_deliveries
        (app_id, endpoint_id, run_at, id) where run_at is not null",
    "create index webhook_deliveries_in_order on webhook_deliveries
        (app_id, endpoint_id, position) where ordered and run_at is not null",
    "create index webhook_deliveries_of_conversation on webhook_deliveries
        (app_id, endpoint_id, conversation_id, position) where ordered and run_at is not null",
    "create index webhook_deliveries_of_message on webhook_deliveries (app_id, message_id)
        where message_id is not null",
    "create index webhook_deliveries_by_age on webhook_deliveries (created_at)",
    "create table webhook_attempts (
        app_id            {uuid} not null,
        endpoint_id       {uuid} not null,
        delivery_id       {uuid} not null,
        number            bigint not null,
        at                bigint not null,
        duration_ms       bigint not null,
        signature         text not null,
        status_code       bigint,
        error             text,
        response_headers  text,
        response_body     text,
        primary key (app_id, endpoint_id, delivery_id, number)
    )",
    "create index webhook_attempts_by_age on webhook_attempts (at)",
    "create table hooks (
        app_id           {uuid} not null references apps (id),
        id               {uuid} not null,
        kind             text not null,
        url              text not null,
        deadline_ms      bigint not null,
        on_failure       text not null,
        enabled          boolean not null,
        sealed_secret    {bytes} not null,
        sealed_previous  {bytes},
        previous_until   bigint,
        created_at       bigint not null,
        updated_at       bigint not null,
        primary key (app_id, id)
    )",
    "create unique index hooks_by_kind on hooks (app_id, kind)",
    "create table hook_minutes (
        app_id    {uuid} not null,
        hook_id   {uuid} not null,
        minute    bigint not null,
        calls     bigint not null,
        rejected  bigint not null,
        modified  bigint not null,
        failed    bigint not null,
        skipped   bigint not null,
        total_ms  bigint not null,
        max_ms    bigint not null,
        primary key (app_id, hook_id, minute)
    )",
    "create index hook_minutes_by_age on hook_minutes (minute)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }
}
