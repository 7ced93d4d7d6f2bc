//! Making and changing queues. For the tenant's server.

use super::{Column, Entity, Model, insert, named};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    conversations,
    log::Writer,
    sql::statement,
    support::{hours::Hours, labels},
    validate::{encode, no_nul, rules},
};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, ConnectionTrait as _,
    IntoActiveModel as _, QueryFilter as _,
};
use warbler_protocol::{
    BusinessHours, CreateQueue, KeyScope, Queue, QueueId, QueueMessages, UpdateQueue,
};

/// Makes a queue. Nobody serves it yet.
pub async fn create(ctx: &Context, scope: &Scope, input: CreateQueue) -> Result<Queue> {
    scope.require(KeyScope::AppWrite)?;
    rules(&input)?;
    check(Some(&input.name), input.hours.as_ref(), Some(&input.messages))?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let queue = insert(&mut writer, scope, input).await?;
    writer.commit().await?;
    queue.queue(ctx.now())
}

/// Changes a queue. Customers who wait keep what they were promised.
pub async fn update(
    ctx: &Context,
    scope: &Scope,
    id: QueueId,
    input: UpdateQueue,
) -> Result<Queue> {
    scope.require(KeyScope::AppWrite)?;
    rules(&input)?;
    let hours = input.hours.as_ref().and_then(Option::as_ref);
    check(input.name.as_deref(), hours, input.messages.as_ref())?;
    let log = ctx.log();
    let writer = Writer::begin(&log, scope.shard).await?;
    let mut row = named(writer.tx(), scope.app_id, id).await?.into_active_model();
    if let Some(name) = input.name {
        row.name = Set(name);
    }
    if let Some(skills) = &input.skills {
        row.skills = Set(labels::stored("/skills", skills)?);
    }
    if let Some(hours) = &input.hours {
        row.hours = Set(hours.as_ref().map(encode).transpose()?);
    }
    if let Some(messages) = &input.messages {
        row.messages = Set(encode(messages)?);
    }
    if let Some(targets) = &input.targets {
        row.targets = Set(encode(targets)?);
    }
    if let Some(minutes) = input.max_wait_minutes {
        row.max_wait_minutes = Set(Some(minutes).filter(|minutes| *minutes > 0));
    }
    if let Some(return_to_bot) = input.return_to_bot {
        row.return_to_bot = Set(return_to_bot);
    }
    if let Some(assign) = input.assign {
        row.assign = Set(assign);
    }
    let row: Model = match row.is_changed() {
        true => row.update(writer.tx()).await?,
        false => named(writer.tx(), scope.app_id, id).await?,
    };
    super::super::desk::ring(&writer, scope.app_id).await?;
    writer.commit().await?;
    row.queue(ctx.now())
}

/// Removes a queue that no conversation ever came to.
pub async fn remove(ctx: &Context, scope: &Scope, id: QueueId) -> Result<()> {
    scope.require(KeyScope::AppWrite)?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let queue = named(writer.tx(), scope.app_id, id).await?;
    let sql = "select 1 as one from support_conversations where app_id = $1 and queue_id = $2 \
        limit 1";
    let values = vec![scope.app_id.0.into(), id.0.into()];
    if writer.tx().query_one_raw(statement(writer.tx(), sql, values)).await?.is_some() {
        return Err(Error::conflict("conversations belong to the queue"));
    }
    Entity::delete_in_app(scope.app_id).filter(Column::Id.eq(id.0)).exec(writer.tx()).await?;
    conversations::delete_internal(&mut writer, scope, queue.inbox_id()).await?;
    writer.commit().await.map(drop)
}

fn check(
    name: Option<&str>,
    hours: Option<&BusinessHours>,
    messages: Option<&QueueMessages>,
) -> Result<()> {
    no_nul("/name", name)?;
    if let Some(QueueMessages { closed, away, waited }) = messages {
        for text in [closed, away, waited] {
            no_nul("/messages", text.as_deref())?;
        }
    }
    if let Some(hours) = hours {
        rules(hours)?;
        Hours::new(hours)?;
    }
    Ok(())
}
