//! What stands between clients and operations: rate limits of apps, answers that are kept for
//! repeats, a log of requests, and series by the minute.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &[&str] = &[
    // Set by whoever runs the installation.
    "alter table apps add column rate_limits text",
    // A claim, and once the request is through its answer, sealed.
    "create table idempotency_keys (
        app_id       {uuid} not null,
        key_hash     {bytes} not null,
        fingerprint  {bytes} not null,
        claimed_at   bigint not null,
        answer       {bytes},
        primary key (app_id, key_hash)
    )",
    "create index idempotency_keys_by_age on idempotency_keys (claimed_at)",
    // `weight`: how many requests like this one the row stands for.
    "create table request_logs (
        app_id          {uuid} not null,
        at              bigint not null,
        id              {uuid} not null,
        method          text not null,
        route           text not null,
        path            text not null,
        status          bigint not null,
        code            text,
        duration_us     bigint not null,
        principal_kind  text not null,
        principal_id    text not null,
        address         text,
        request_id      text not null,
        request_bytes   bigint not null,
        response_bytes  bigint not null,
        user_agent      text,
        weight          bigint not null,
        primary key (app_id, at, id)
    ) {clustered}",
    "create index request_logs_by_request on request_logs (app_id, request_id)",
    "create index request_logs_by_age on request_logs (at)",
    // `took_n`: requests that took up to 500 µs times 2^n, the last one all that took longer.
    "create table minute_counts (
        app_id       {uuid} not null,
        minute       bigint not null,
        requests     bigint not null default 0,
        errors_4xx   bigint not null default 0,
        errors_5xx   bigint not null default 0,
        messages     bigint not null default 0,
        connections  bigint not null default 0,
        took_0       bigint not null default 0,
        took_1       bigint not null default 0,
        took_2       bigint not null default 0,
        took_3       bigint not null default 0,
        took_4       bigint not null default 0,
        took_5       bigint not null default 0,
        took_6       bigint not null default 0,
        took_7       bigint not null default 0,
        took_8       bigint not null default 0,
        took_9       bigint not null default 0,
        took_10      bigint not null default 0,
        took_11      bigint not null default 0,
        took_12      bigint not null default 0,
        took_13      bigint not null default 0,
        took_14      bigint not null default 0,
        took_15      bigint not null default 0,
        primary key (app_id, minute)
    ) {fill}",
    "create index minute_counts_by_age on minute_counts (minute)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }
}
