//! Who is an operator, and whether they are there.

use super::{Column, Entity, Model, find, shown};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    log::Writer,
    members,
    sql::statement,
    support::{change, desk, labels, model, queues},
    users,
    validate::{encode, rules, word},
};
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, FromQueryResult as _, QueryFilter as _};
use warbler_protocol::{
    EventKind, KeyScope, NewMember, Operator, OperatorAvailability, Permission, PutOperator,
    QueueId, Role, SetAvailability, UserId,
};

/// Makes a user an operator, or changes what one is. A new one is offline.
pub async fn put(
    ctx: &Context,
    scope: &Scope,
    id: &UserId,
    input: PutOperator,
) -> Result<Operator> {
    scope.require(KeyScope::AppWrite)?;
    rules(&input)?;
    let skills = labels::stored("/skills", &input.skills)?;
    users::require_active(ctx, scope.app_id, id).await?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    desk::ensure(&writer, scope.app_id).await?;
    let before = find(writer.tx(), scope.app_id, id).await?;
    require_free_account(&writer, scope, id, &input).await?;
    let was = before.as_ref().map_or(Ok(Vec::new()), Model::queues)?;
    serve(&mut writer, scope, id, (&was, &input.queues)).await?;
    let sql = "insert into support_operators (app_id, user_id, account_id, availability, capacity, \
            skills, queues, assigned_at, created_at) values ($1, $2, $3, $4, $5, $6, $7, 0, $8) \
        on conflict (app_id, user_id) do update set account_id = excluded.account_id, \
            capacity = excluded.capacity, skills = excluded.skills, queues = excluded.queues";
    let values = vec![
        scope.app_id.0.into(),
        id.as_str().into(),
        input.account_id.map(|id| id.0).into(),
        word(&OperatorAvailability::Offline)?.into(),
        input.capacity.into(),
        skills.into(),
        encode(&input.queues)?.into(),
        writer.now().0.into(),
    ];
    writer.tx().execute_raw(statement(writer.tx(), sql, values)).await?;
    desk::ring(&writer, scope.app_id).await?;
    writer.commit().await?;
    shown(ctx, scope.app_id, id).await
}

/// An account answers as one operator.
async fn require_free_account(
    writer: &Writer<'_>,
    scope: &Scope,
    id: &UserId,
    input: &PutOperator,
) -> Result<()> {
    let Some(account_id) = input.account_id else { return Ok(()) };
    match super::of_account(writer.tx(), scope.app_id, account_id).await? {
        Some(other) if other.user_id != id.as_str() => {
            Err(Error::field("/account_id", "duplicate", "answers as another operator"))
        }
        _ => Ok(()),
    }
}

/// Says whether an operator is there. They say so themselves, or the tenant's server does.
pub async fn set_availability(
    ctx: &Context,
    scope: &Scope,
    id: &UserId,
    input: SetAvailability,
) -> Result<Operator> {
    scope.require_if_server(KeyScope::ConversationsWrite)?;
    scope.permit(Permission::SupportAnswer)?;
    if scope.as_user().is_some_and(|user_id| user_id != id) {
        return Err(Error::NotFound("operator"));
    }
    let log = ctx.log();
    let writer = Writer::begin(&log, scope.shard).await?;
    find(writer.tx(), scope.app_id, id).await?.ok_or(Error::NotFound("operator"))?;
    set(&writer, scope, id, word(&input.availability)?).await?;
    desk::ring(&writer, scope.app_id).await?;
    writer.commit().await?;
    shown(ctx, scope.app_id, id).await
}

async fn set(writer: &Writer<'_>, scope: &Scope, id: &UserId, availability: String) -> Result<()> {
    Entity::update_in_app(scope.app_id)
        .filter(Column::UserId.eq(id.as_str()))
        .col_expr(Column::Availability, sea_orm::sea_query::Expr::value(availability))
        .exec(writer.tx())
        .await?;
    Ok(())
}

/// Makes an operator a plain user again. The customers they have go back to their queues.
pub async fn remove(ctx: &Context, scope: &Scope, id: &UserId) -> Result<()> {
    scope.require(KeyScope::AppWrite)?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let operator = find(writer.tx(), scope.app_id, id).await?;
    let operator = operator.ok_or(Error::NotFound("operator"))?;
    serve(&mut writer, scope, id, (&operator.queues()?, &[])).await?;
    Entity::delete_in_app(scope.app_id)
        .filter(Column::UserId.eq(id.as_str()))
        .exec(writer.tx())
        .await?;
    writer.commit().await?;
    while give_back_one(ctx, scope, id).await? {}
    Ok(())
}

/// Puts one of an operator's customers into its queue. Answers whether there was one.
async fn give_back_one(ctx: &Context, scope: &Scope, id: &UserId) -> Result<bool> {
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let sql = "select * from support_conversations where app_id = $1 and operator_id = $2 \
        and state in ('assigned', 'snoozed') limit 1";
    let values = vec![scope.app_id.0.into(), id.as_str().into()];
    let found = writer.tx().query_one_raw(statement(writer.tx(), sql, values)).await?;
    let Some(found) = found else { return Ok(false) };
    let row = model::Model::from_query_result(&found, "")?;
    let queue = queues::named(writer.tx(), scope.app_id, row.queue_id()).await?;
    let event = EventKind::SupportQueued;
    let change = queues::queueing(&writer, scope.app_id, &queue, &row, event).await?;
    change::apply(&mut writer, scope, row, change).await?;
    writer.commit().await?;
    Ok(true)
}

/// Makes an operator a member of the inboxes of their queues, and of no others.
async fn serve(
    writer: &mut Writer<'_>,
    scope: &Scope,
    id: &UserId,
    (was, is): (&[QueueId], &[QueueId]),
) -> Result<()> {
    for queue_id in is.iter().filter(|queue_id| !was.contains(queue_id)) {
        let unknown = || Error::field("/queues", "unknown", "names no queue");
        let queue = queues::find(writer.tx(), scope.app_id, *queue_id).await?;
        let inbox_id = queue.ok_or_else(unknown)?.inbox_id();
        writer.head(scope.app_id, inbox_id).await?;
        let member = NewMember { user_id: id.clone(), role: Role::Member };
        members::bring_in(writer, scope, inbox_id, vec![member]).await?;
    }
    for queue_id in was.iter().filter(|queue_id| !is.contains(queue_id)) {
        let Some(queue) = queues::find(writer.tx(), scope.app_id, *queue_id).await? else {
            continue;
        };
        writer.head(scope.app_id, queue.inbox_id()).await?;
        let member = members::find(writer.tx(), scope.app_id, queue.inbox_id(), id).await?;
        if let Some(member) = member {
            members::end(writer, scope, &member).await?;
        }
    }
    Ok(())
}
