//! Users and conversations by name.
//!
//! A row is a place in a name at which somebody may begin to type, with what follows. `bytewise`
//! columns compare as bytes, so that what begins alike stands together. `clustered`, because without
//! statistics SQLite takes an index that covers for better than a key that fits.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &[&str] = &[
    "create table user_names (
        app_id   {uuid} not null,
        user_id  text not null,
        place    bigint not null,
        tail     text {bytewise} not null,
        primary key (app_id, user_id, place),
        foreign key (app_id, user_id) references users (app_id, id)
    ) {clustered}",
    "create index user_names_by_tail on user_names (app_id, tail, user_id)",
    "create index user_names_by_beginning on user_names (app_id, tail, user_id) where place = 0",
    // `public`: whether it is open to all users of the app.
    "create table conversation_names (
        app_id           {uuid} not null,
        conversation_id  {uuid} not null,
        place            bigint not null,
        tail             text {bytewise} not null,
        public           boolean not null,
        primary key (app_id, conversation_id, place),
        foreign key (app_id, conversation_id) references conversations (app_id, id)
    ) {clustered}",
    "create index conversation_names_by_tail
        on conversation_names (app_id, tail, conversation_id)",
    "create index conversation_names_by_beginning
        on conversation_names (app_id, tail, conversation_id) where place = 0",
    "create index conversation_names_public
        on conversation_names (app_id, tail, conversation_id) where public",
    // Those who have names already get their rows from a job of their app.
    "insert into jobs (app_id, id, kind, payload, attempts, run_at, created_at)
        select id, id, 'fill_names', '{\"users_after\":\"\"}', 0, 0, 0 from apps",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }
}
