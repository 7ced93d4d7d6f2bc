//! Imports and exports, and the mark that imported entries carry.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &[&str] = &[
    // `import` where an entry happened elsewhere; nobody is alerted by it.
    "alter table entries add column origin text",
    // `digest` is of the first `position` bytes of the file: by it an interrupted import finds its place.
    "create table imports (
        app_id      {uuid} not null references apps (id),
        id          {uuid} not null,
        name        text not null,
        status      text not null,
        skip_bad    boolean not null,
        size        bigint,
        position    bigint not null,
        lines       bigint not null,
        digest      text,
        tally       text not null,
        bad_lines   text not null,
        error       text,
        created_at  bigint not null,
        updated_at  bigint not null,
        primary key (app_id, id)
    )",
    "create index imports_by_name on imports (app_id, name)",
    // `progress` says where it goes on; `parts` how many blobs hold what is written.
    "create table exports (
        app_id      {uuid} not null references apps (id),
        id          {uuid} not null,
        status      text not null,
        progress    text,
        parts       bigint not null,
        size        bigint not null,
        lines       bigint not null,
        error       text,
        created_at  bigint not null,
        updated_at  bigint not null,
        primary key (app_id, id)
    )",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }
}
