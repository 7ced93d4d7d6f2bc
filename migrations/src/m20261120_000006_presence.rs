//! When users were last there, and tickets for streams of events.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &[&str] = &[
    "create table last_seen (
        app_id        {uuid} not null,
        user_id       text not null,
        last_seen_at  bigint not null,
        primary key (app_id, user_id),
        foreign key (app_id, user_id) references users (app_id, id)
    ) {fill}",
    "create table event_tickets (
        app_id        {uuid} not null references apps (id),
        hash          {bytes} not null,
        sealed_token  {bytes} not null,
        expires_at    bigint not null,
        primary key (app_id, hash)
    )",
    "create index event_tickets_by_expiry on event_tickets (expires_at)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }
}
