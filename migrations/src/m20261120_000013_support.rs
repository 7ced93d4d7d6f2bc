//! The support desk: who answers a customer, queues, operators, kept answers, and what reports count.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &[&str] = &[
    // `due_at`: when customers who wait are to be given to operators again.
    "create table support_desks (
        app_id    {uuid} not null references apps (id),
        settings  text not null,
        due_at    bigint,
        primary key (app_id)
    )",
    "create index support_desks_by_due_at on support_desks (due_at) where due_at is not null",
    "create table support_queues (
        app_id            {uuid} not null references apps (id),
        id                {uuid} not null,
        name              text not null,
        inbox_id          {uuid} not null,
        skills            text not null,
        hours             text,
        messages          text not null,
        targets           text not null,
        max_wait_minutes  bigint,
        return_to_bot     boolean not null,
        assign            boolean not null,
        created_at        bigint not null,
        primary key (app_id, id),
        foreign key (app_id, inbox_id) references conversations (app_id, id)
    )",
    "create table support_operators (
        app_id        {uuid} not null,
        user_id       text not null,
        account_id    {uuid},
        availability  text not null,
        capacity      bigint not null,
        skills        text not null,
        queues        text not null,
        assigned_at   bigint not null,
        created_at    bigint not null,
        primary key (app_id, user_id),
        foreign key (app_id, user_id) references users (app_id, id)
    )",
    "create unique index support_operators_by_account on support_operators (app_id, account_id)",
    "create table canned_replies (
        app_id      {uuid} not null references apps (id),
        id          {uuid} not null,
        shortcut    text not null,
        text        text not null,
        updated_at  bigint not null,
        primary key (app_id, id)
    )",
    "create unique index canned_replies_by_shortcut on canned_replies (app_id, shortcut)",
    // The state is folded from the entries `support.*` of the conversation. What was said since
    // (`customer_seq` to `answered_by_person_at`) is written by a consumer of the log alone.
    "create table support_conversations (
        app_id                 {uuid} not null,
        conversation_id        {uuid} not null,
        internal_id            {uuid} not null,
        customer_id            text not null,
        state                  text not null,
        owner_kind             text not null,
        owner_epoch            bigint not null,
        bot_id                 text,
        queue_id               {uuid} not null,
        operator_id            text,
        priority               bigint not null,
        labels                 text not null,
        reason                 text,
        episode                bigint not null,
        state_seq              bigint not null,
        state_at               bigint not null,
        snoozed_until          bigint,
        wait_due_at            bigint,
        response_due_at        bigint,
        resolution_due_at      bigint,
        breached               text not null,
        customer_seq           bigint not null default 0,
        customer_at            bigint,
        waiting_since          bigint,
        answered_at            bigint,
        answered_by_person_at  bigint,
        due_at                 bigint,
        primary key (app_id, conversation_id),
        foreign key (app_id, conversation_id) references conversations (app_id, id),
        foreign key (app_id, queue_id) references support_queues (app_id, id)
    ) {fill}",
    "create index support_conversations_by_due_at on support_conversations (due_at)
        where due_at is not null",
    "create index support_conversations_by_state
        on support_conversations (app_id, state, priority, state_at)",
    "create index support_conversations_of_operator
        on support_conversations (app_id, operator_id, state)",
    "create index support_conversations_of_customer
        on support_conversations (app_id, customer_id)",
    // From opening or opening again to the resolution.
    "create table support_episodes (
        app_id             {uuid} not null,
        conversation_id    {uuid} not null,
        episode            bigint not null,
        opened_at          bigint not null,
        queued_at          bigint,
        first_response_at  bigint,
        resolved_at        bigint,
        operator_id        text,
        breaches           bigint not null,
        rating_requested   boolean not null default false,
        score              bigint,
        comment            text,
        rated_at           bigint,
        primary key (app_id, conversation_id, episode)
    )",
    "create index support_episodes_by_opening on support_episodes (app_id, opened_at)",
    "create index support_episodes_by_resolution on support_episodes (app_id, resolved_at)",
    "create index support_episodes_by_rating on support_episodes (app_id, rated_at)",
    "create table support_handoffs (
        app_id           {uuid} not null,
        conversation_id  {uuid} not null,
        owner_epoch      bigint not null,
        reason           text not null,
        at               bigint not null,
        primary key (app_id, conversation_id, owner_epoch)
    )",
    "create index support_handoffs_by_time on support_handoffs (app_id, at)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }
}
