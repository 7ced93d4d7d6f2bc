//! Keys that end, are tied to addresses and tell when they were used; signing keys of the tenant's
//! own; tokens that are ended all at once; settings of apps.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &[&str] = &[
    "alter table apps add column settings text",
    // Tokens that were issued before this are over.
    "alter table apps add column tokens_valid_from bigint",
    "create index apps_by_revocation on apps (tokens_valid_from)
        where tokens_valid_from is not null",
    "alter table users add column tokens_valid_from bigint",
    "create index users_by_revocation on users (tokens_valid_from)
        where tokens_valid_from is not null",
    "alter table secret_keys add column expires_at bigint",
    "alter table secret_keys add column allowed_ips text",
    "alter table secret_keys add column last_used_at bigint",
    "alter table secret_keys add column last_used_ip text",
    // Keys of ours are named by their id. A key of the tenant's has no secret: what is sealed of it
    // is empty, which a release that does not know of such keys cannot open.
    "alter table signing_keys add column kid text",
    "alter table signing_keys add column public_key text",
    "alter table signing_keys add column jwks_url text",
    "create unique index signing_keys_by_kid on signing_keys (app_id, kid)",
    "create index signing_keys_by_revocation on signing_keys (revoked_at)
        where revoked_at is not null",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }
}
