//! Queues: where customers wait, when somebody is there, and what they are promised.
//!
//! Each has an inbox: a conversation of kind `internal` whose members are the operators who serve it.
//! An app that made none has one, made when it is first needed.

mod change;
mod model;
mod queueing;

pub use change::{create, remove, update};
pub(crate) use model::Model;
pub(super) use queueing::{fresh_timers, queueing};

use crate::{
    Context, Error, Result, Scope, access::InApp as _, conversations, cursor, log::Writer,
    validate::encode,
};
use model::{Column, Entity};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, IntoActiveModel as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;
use warbler_protocol::{AppId, CreateQueue, Page, Queue, QueueId};

/// One queue.
pub async fn get(ctx: &Context, scope: &Scope, id: QueueId) -> Result<Queue> {
    super::seat::admit_reader(ctx, scope).await?;
    named(ctx.db.reader(), scope.app_id, id).await?.queue(ctx.now())
}

/// The queues of the app, the oldest first.
pub async fn list(
    ctx: &Context,
    scope: &Scope,
    limit: u64,
    cursor: Option<&str>,
) -> Result<Page<Queue>> {
    super::seat::admit_reader(ctx, scope).await?;
    let after: Option<Uuid> = cursor::open_page(ctx, scope, "queues", cursor)?;
    let found = Entity::in_app(scope.app_id)
        .filter(Column::Id.gt(after.unwrap_or(Uuid::nil())))
        .order_by_asc(Column::Id)
        .limit(limit + 1)
        .all(ctx.db.reader())
        .await?;
    let page = cursor::page(ctx, scope, ("queues", limit), found, |queue| queue.id)?;
    page.try_map(|queue| queue.queue(ctx.now()))
}

pub(super) async fn find(
    db: &impl ConnectionTrait,
    app_id: AppId,
    id: QueueId,
) -> Result<Option<Model>> {
    Ok(Entity::in_app(app_id).filter(Column::Id.eq(id.0)).one(db).await?)
}

/// The queue, or not found.
pub(super) async fn named(db: &impl ConnectionTrait, app_id: AppId, id: QueueId) -> Result<Model> {
    find(db, app_id, id).await?.ok_or(Error::NotFound("queue"))
}

/// Where customers wait whom nobody has sent elsewhere: the queue that the app chose, the oldest, or a
/// new one.
pub(super) async fn default(
    writer: &mut Writer<'_>,
    scope: &Scope,
    chosen: Option<QueueId>,
) -> Result<Model> {
    if let Some(id) = chosen
        && let Some(queue) = find(writer.tx(), scope.app_id, id).await?
    {
        return Ok(queue);
    }
    let oldest = Entity::in_app(scope.app_id).order_by_asc(Column::Id).one(writer.tx()).await?;
    match oldest {
        Some(queue) => Ok(queue),
        None => {
            let input =
                CreateQueue { name: "Support".to_owned(), assign: true, ..CreateQueue::default() };
            insert(writer, scope, input).await
        }
    }
}

/// Writes a queue that was checked, and its inbox.
async fn insert(writer: &mut Writer<'_>, scope: &Scope, input: CreateQueue) -> Result<Model> {
    let inbox_id = conversations::create_internal(writer, scope, Some(&input.name)).await?;
    let row = Model {
        app_id: scope.app_id.0,
        id: QueueId::generate().0,
        inbox_id: inbox_id.0,
        skills: super::labels::stored("/skills", &input.skills)?,
        hours: input.hours.as_ref().map(encode).transpose()?,
        messages: encode(&input.messages)?,
        targets: encode(&input.targets)?,
        max_wait_minutes: input.max_wait_minutes,
        return_to_bot: input.return_to_bot,
        assign: input.assign,
        created_at: writer.now().0,
        name: input.name,
    };
    Ok(row.into_active_model().insert(writer.tx()).await?)
}
