//! Threads, reactions, pins, versions, forwards, messages of the system, and what members hide from
//! themselves. Plain messages leave all new columns empty.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &[&str] = &[
    // Why a message has no ordinal of the main timeline: `thread` or `system`.
    "alter table entries add column uncounted text",
    "alter table messages add column kind text",
    // On a reply: the message that its thread is about, and the entry of that.
    "alter table messages add column thread_id {uuid}",
    "alter table messages add column thread_seq bigint",
    "alter table messages add column forwarded_from text",
    // Also in `forwarded_from`; here so that erasing somebody finds it.
    "alter table messages add column forwarded_sender_id text",
    "alter table messages add column replied boolean",
    // Keys with their counts. The position is that of the last change in a large conversation,
    // where reactions are no entries.
    "alter table messages add column reactions text",
    "alter table messages add column reactions_position bigint",
    "create index messages_of_thread on messages (app_id, thread_id, seq)
        where thread_id is not null",
    "create index messages_by_reactions on messages (app_id, conversation_id, reactions_position)
        where reactions_position is not null",
    "create table message_versions (
        app_id      {uuid} not null,
        message_id  {uuid} not null,
        version     integer not null,
        text        text not null,
        metadata    text,
        created_at  bigint not null,
        primary key (app_id, message_id, version)
    )",
    // One row per user and key, kept when the reaction is taken back. `position` is where the log
    // says so last: the one entry about it that still has a body.
    "create table reactions (
        app_id           {uuid} not null,
        message_id       {uuid} not null,
        key              text not null,
        user_id          text not null,
        conversation_id  {uuid} not null,
        active           boolean not null,
        position         bigint not null,
        created_at       bigint not null,
        primary key (app_id, message_id, key, user_id)
    )",
    "create index reactions_of_user on reactions (app_id, user_id, message_id)",
    "create table pins (
        app_id           {uuid} not null,
        conversation_id  {uuid} not null,
        message_id       {uuid} not null,
        pinned_by        text,
        pinned_at        bigint not null,
        position         bigint not null,
        primary key (app_id, conversation_id, message_id)
    )",
    // The id is that of the message the thread is about.
    "create table threads (
        app_id           {uuid} not null,
        id               {uuid} not null,
        conversation_id  {uuid} not null,
        reply_count      bigint not null,
        last_ordinal     bigint not null,
        last_reply_at    bigint not null,
        last_position    bigint not null,
        participants     text not null,
        primary key (app_id, id)
    )",
    "create table thread_members (
        app_id            {uuid} not null,
        thread_id         {uuid} not null,
        user_id           text not null,
        conversation_id   {uuid} not null,
        root_seq          bigint not null,
        following         boolean not null,
        read_ordinal      bigint not null,
        own_last_ordinal  bigint not null,
        changed_position  bigint not null,
        primary key (app_id, thread_id, user_id)
    )",
    "create index thread_members_of_user on thread_members (app_id, user_id)",
    // user_id is `*` where everybody who follows was mentioned.
    "create table thread_mentions (
        app_id     {uuid} not null,
        thread_id  {uuid} not null,
        user_id    text not null,
        ordinal    bigint not null,
        primary key (app_id, thread_id, user_id, ordinal)
    )",
    "create table hidden_messages (
        app_id           {uuid} not null,
        conversation_id  {uuid} not null,
        user_id          text not null,
        seq              bigint not null,
        message_id       {uuid} not null,
        thread_id        {uuid},
        ordinal          bigint not null,
        position         bigint not null,
        primary key (app_id, conversation_id, user_id, seq)
    )",
    "create index hidden_messages_by_seq on hidden_messages (app_id, conversation_id, seq)",
    "alter table members add column cleared_seq bigint not null default 0",
    "alter table members add column cleared_ordinal bigint not null default 0",
    "alter table members add column hidden_count bigint not null default 0",
    // Where the member last changed something that nobody else is told.
    "alter table members add column private_position bigint not null default 0",
    "create index members_by_clearing on members (app_id, conversation_id, cleared_seq)
        where cleared_seq > 0",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }
}
