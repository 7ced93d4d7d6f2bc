//! What is a member's own of a conversation, drafts, bans and blocks.
//!
//! What sending must know of bans and blocks is folded into rows that it reads anyway:
//! `members.silenced_until` and `conversations.blocked_by`.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &[&str] = &[
    "alter table conversations add column description text",
    "alter table conversations add column avatar_url text",
    // The side of a direct conversation that blocked the other, or `*` for both.
    "alter table conversations add column blocked_by text",
    "alter table members add column muted_until bigint",
    // How many messages there were when the member hid the conversation.
    "alter table members add column hidden_ordinal bigint",
    "alter table members add column archived boolean not null default false",
    "alter table members add column pinned boolean not null default false",
    "alter table members add column own_metadata text",
    "alter table members add column silenced_until bigint",
    // Whether a block of theirs, or against them, is in force.
    "alter table members add column estranged boolean not null default false",
    "alter table members add column settings_position bigint not null default 0",
    "alter table members add column draft_position bigint not null default 0",
    // So that those who blocked the sender are not alerted.
    "alter table mentions add column sender_id text",
    "alter table users add column banned_until bigint",
    "alter table users add column banned_at bigint",
    "create index users_by_ban on users (banned_at) where banned_at is not null",
    "create table drafts (
        app_id           {uuid} not null,
        user_id          text not null,
        conversation_id  {uuid} not null,
        text             text not null,
        metadata         text,
        reply_to         {uuid},
        thread_id        {uuid},
        updated_at       bigint not null,
        primary key (app_id, user_id, conversation_id),
        foreign key (app_id, conversation_id, user_id)
            references members (app_id, conversation_id, user_id)
    )",
    // The nil conversation stands for the whole app.
    "create table bans (
        app_id           {uuid} not null,
        conversation_id  {uuid} not null,
        user_id          text not null,
        kind             text not null,
        reason           text,
        until            bigint not null,
        banned_by        text,
        created_at       bigint not null,
        primary key (app_id, conversation_id, user_id),
        foreign key (app_id, user_id) references users (app_id, id)
    )",
    "create index bans_of_user on bans (app_id, user_id)",
    "create table blocks (
        app_id      {uuid} not null,
        user_id     text not null,
        blocked_id  text not null,
        created_at  bigint not null,
        primary key (app_id, user_id, blocked_id),
        foreign key (app_id, user_id) references users (app_id, id),
        foreign key (app_id, blocked_id) references users (app_id, id)
    )",
    "create index blocks_against on blocks (app_id, blocked_id)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }
}
