//! Tenants, users, conversations, the log and its readers, jobs.
//!
//! Written once for both databases; [`crate::dialect`] puts in the few types that differ. Times are
//! milliseconds since 1970; JSON is text, because the database never looks into it.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &[&str] = &[
    "create table organizations (
        id          {uuid} primary key,
        name        text not null,
        created_at  bigint not null
    )",
    // One counter per shard. Whoever holds the row is the shard's only writer.
    "create table shards (
        shard     integer primary key,
        position  bigint not null
    )",
    "create table apps (
        id               {uuid} primary key,
        organization_id  {uuid} not null references organizations (id),
        name             text not null,
        mode             text not null,
        shard            integer not null references shards (shard),
        created_at       bigint not null
    )",
    "create index apps_of_organization on apps (organization_id)",
    "create table secret_keys (
        app_id       {uuid} not null references apps (id),
        id           {uuid} not null,
        name         text not null,
        secret_hash  {bytes} not null,
        scopes       text not null,
        created_at   bigint not null,
        revoked_at   bigint,
        primary key (app_id, id)
    )",
    "create unique index secret_keys_by_id on secret_keys (id)",
    "create table signing_keys (
        app_id         {uuid} not null references apps (id),
        id             {uuid} not null,
        algorithm      text not null,
        sealed_secret  {bytes} not null,
        created_at     bigint not null,
        revoked_at     bigint,
        primary key (app_id, id)
    )",
    "create table users (
        app_id          {uuid} not null references apps (id),
        id              text not null,
        name            text,
        avatar_url      text,
        metadata        text not null,
        deactivated_at  bigint,
        erased_at       bigint,
        created_at      bigint not null,
        updated_at      bigint not null,
        primary key (app_id, id)
    )",
    "create index users_by_deactivation on users (deactivated_at) where deactivated_at is not null",
    "create table devices (
        app_id        {uuid} not null,
        user_id       text not null,
        id            text not null,
        platform      text,
        name          text,
        last_seen_at  bigint not null,
        primary key (app_id, user_id, id),
        foreign key (app_id, user_id) references users (app_id, id)
    )",
    // `pair` is what makes a direct conversation one per pair of users.
    "create table conversations (
        app_id           {uuid} not null references apps (id),
        id               {uuid} not null,
        kind             text not null,
        key              text,
        pair             text,
        name             text,
        visibility       text not null,
        history          text not null,
        posting          text not null,
        metadata         text not null,
        created_by       text,
        member_count     bigint not null,
        last_seq         bigint not null,
        last_ordinal     bigint not null,
        last_position    bigint not null,
        active_position  bigint not null,
        created_at       bigint not null,
        updated_at       bigint not null,
        deleted_at       bigint,
        primary key (app_id, id)
    ) {fill}",
    "create unique index conversations_by_key on conversations (app_id, key)",
    "create unique index conversations_by_pair on conversations (app_id, pair)",
    // A member who left keeps the row, inactive, so that their other devices can be told.
    "create table members (
        app_id            {uuid} not null,
        conversation_id   {uuid} not null,
        user_id           text not null,
        role              text not null,
        active            boolean not null,
        joined_at         bigint not null,
        joined_seq        bigint not null,
        joined_ordinal    bigint not null,
        read_seq          bigint not null default 0,
        read_ordinal      bigint not null default 0,
        delivered_seq     bigint not null default 0,
        own_last_ordinal  bigint not null default 0,
        marked_unread     boolean not null default false,
        changed_position  bigint not null,
        primary key (app_id, conversation_id, user_id),
        foreign key (app_id, conversation_id) references conversations (app_id, id),
        foreign key (app_id, user_id) references users (app_id, id)
    ) {fill}",
    "create index members_of_user on members (app_id, user_id)",
    // What a member may see of a conversation: from_seq to to_seq, or to the end.
    "create table member_intervals (
        app_id           {uuid} not null,
        conversation_id  {uuid} not null,
        user_id          text not null,
        from_seq         bigint not null,
        to_seq           bigint,
        primary key (app_id, conversation_id, user_id, from_seq),
        foreign key (app_id, conversation_id, user_id)
            references members (app_id, conversation_id, user_id)
    )",
    // The log. Receipts have a position and no seq. What a message says stands in `messages`
    // alone, so that a recall has one place to blank.
    "create table entries (
        shard            integer not null,
        position         bigint not null,
        app_id           {uuid} not null,
        conversation_id  {uuid} not null,
        seq              bigint,
        kind             text not null,
        sender_id        text,
        message_id       {uuid},
        body             text,
        created_at       bigint not null,
        primary key (shard, position)
    ) {clustered}",
    "create unique index entries_by_seq on entries (app_id, conversation_id, seq)
        where seq is not null",
    // The id is derived from conversation, sender and client_id: the primary key is what makes
    // sending idempotent. There is no index by seq: the entries have one, and lead here. `content_hash` is of what the client sent and survives edit and recall.
    "create table messages (
        app_id           {uuid} not null,
        id               {uuid} not null,
        conversation_id  {uuid} not null,
        seq              bigint not null,
        ordinal          bigint not null,
        sender_id        text,
        client_id        text,
        content_hash     {bytes} not null,
        text             text not null,
        metadata         text,
        mentions         text,
        mention_all      boolean not null,
        reply_to         {uuid},
        version          integer not null,
        created_at       bigint not null,
        edited_at        bigint,
        recalled_at      bigint,
        primary key (app_id, id)
    )",
    // user_id is `*` where everybody was mentioned.
    "create table mentions (
        app_id           {uuid} not null,
        conversation_id  {uuid} not null,
        user_id          text not null,
        ordinal          bigint not null,
        primary key (app_id, conversation_id, user_id, ordinal)
    )",
    "create table consumers (
        name          text not null,
        shard         integer not null,
        position      bigint not null,
        leased_by     {uuid},
        leased_until  bigint not null,
        primary key (name, shard)
    )",
    "create table hourly_counts (
        app_id   {uuid} not null,
        hour     bigint not null,
        counter  text not null,
        count    bigint not null,
        primary key (app_id, hour, counter)
    )",
    "create table jobs (
        app_id      {uuid} not null,
        id          {uuid} not null,
        kind        text not null,
        payload     text not null,
        attempts    integer not null,
        run_at      bigint not null,
        created_at  bigint not null,
        primary key (app_id, id)
    )",
    "create index jobs_by_run_at on jobs (run_at)",
    "create table dead_letters (
        app_id      {uuid} not null,
        id          {uuid} not null,
        kind        text not null,
        payload     text not null,
        attempts    integer not null,
        error       text not null,
        died_at     bigint not null,
        primary key (app_id, id)
    )",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }
}
