//! Files, and which messages carry them.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &[&str] = &[
    // A row comes before the bytes and goes after them. `expires_at` is null as long as a message
    // carries the file; status is uploading, ready or deleting.
    "create table files (
        app_id            {uuid} not null references apps (id),
        id                {uuid} not null,
        uploader_id       text,
        name              text not null,
        size              bigint not null,
        content_type      text not null,
        sha256            {bytes},
        width             integer,
        height            integer,
        thumbnail_width   integer,
        thumbnail_height  integer,
        thumbnail_type    text,
        status            text not null,
        created_at        bigint not null,
        expires_at        bigint,
        primary key (app_id, id)
    )",
    "create index files_by_expiry on files (expires_at) where expires_at is not null",
    "create index files_of_uploader on files (app_id, uploader_id)",
    "create table attachments (
        app_id           {uuid} not null,
        file_id          {uuid} not null,
        message_id       {uuid} not null,
        conversation_id  {uuid} not null,
        seq              bigint not null,
        primary key (app_id, file_id, message_id),
        foreign key (app_id, file_id) references files (app_id, id)
    )",
    // What the message shows of them, as JSON.
    "alter table messages add column attachments text",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }
}
