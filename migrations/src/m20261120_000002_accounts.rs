//! Accounts of the console, their sessions, teams and invitations, the audit log, and mail.
//!
//! What somebody must present (a session, a link of a mail) is kept as its SHA-256.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &[&str] = &[
    "create table accounts (
        id             {uuid} primary key,
        email          text not null,
        name           text not null,
        password_hash  text not null,
        created_at     bigint not null
    )",
    "create unique index accounts_by_email on accounts (email)",
    "create table sessions (
        id            {uuid} primary key,
        account_id    {uuid} not null references accounts (id),
        token_hash    {bytes} not null,
        address       text,
        user_agent    text,
        created_at    bigint not null,
        last_seen_at  bigint not null
    )",
    "create unique index sessions_by_token on sessions (token_hash)",
    "create index sessions_of_account on sessions (account_id)",
    // Sign-ups whose mail was not confirmed yet.
    "create table sign_ups (
        token_hash         {bytes} primary key,
        email              text not null,
        name               text not null,
        password_hash      text not null,
        organization_name  text not null,
        expires_at         bigint not null
    )",
    // Without an account where nobody has the address: asking must take as long.
    "create table password_resets (
        token_hash  {bytes} primary key,
        account_id  {uuid} references accounts (id),
        expires_at  bigint not null
    )",
    "create index password_resets_of_account on password_resets (account_id)",
    // What is counted stands in `key` as a keyed hash: no address, no email.
    "create table log_in_attempts (
        key            {bytes} primary key,
        failures       bigint not null,
        failed_at      bigint not null,
        blocked_until  bigint not null
    )",
    "create table team_members (
        organization_id  {uuid} not null references organizations (id),
        account_id       {uuid} not null references accounts (id),
        role             text not null,
        joined_at        bigint not null,
        primary key (organization_id, account_id)
    )",
    "create index team_members_of_account on team_members (account_id)",
    "create table invitations (
        organization_id  {uuid} not null references organizations (id),
        id               {uuid} not null,
        email            text not null,
        role             text not null,
        token_hash       {bytes} not null,
        invited_by       {uuid} not null,
        created_at       bigint not null,
        expires_at       bigint not null,
        primary key (organization_id, id)
    )",
    "create unique index invitations_by_email on invitations (organization_id, email)",
    "create unique index invitations_by_token on invitations (token_hash)",
    // No foreign keys: an event outlives what it is about. `target` and `fields` are JSON.
    "create table audit_events (
        id               {uuid} primary key,
        at               bigint not null,
        organization_id  {uuid},
        app_id           {uuid},
        actor            text not null,
        actor_id         {uuid},
        address          text,
        request_id       text,
        operation        text not null,
        target           text not null,
        fields           text not null,
        status           integer
    )",
    "create index audit_events_of_organization on audit_events (organization_id, at, id)",
    // `run_at` is when to try next; a mail that was sent or given up has none, and no text.
    "create table mails (
        id              {uuid} primary key,
        recipient_hash  {bytes} not null,
        sealed          {bytes},
        attempts        integer not null,
        run_at          bigint,
        created_at      bigint not null,
        sent_at         bigint,
        error           text
    )",
    "create index mails_by_run_at on mails (run_at) where run_at is not null",
    "create index mails_by_recipient on mails (recipient_hash, created_at)",
    "create index mails_by_creation on mails (created_at)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }
}
