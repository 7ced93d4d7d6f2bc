//! What there is to do: the conversations of the desk, the most urgent first.

use super::{
    model::{Column, Entity, Model},
    operators, show,
};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    cursor,
    sql::statement,
    validate::{from_word, word},
};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait as _, ExprTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use std::collections::BTreeMap;
use uuid::Uuid;
use warbler_protocol::{
    KeyScope, Page, QueueCounts, QueueId, Support, SupportCounts, SupportState, UserId,
};

/// Which conversations a list has.
#[derive(Clone, Debug, Default)]
pub struct InboxQuery {
    /// All but resolved ones, if left out.
    pub state: Option<SupportState>,
    pub queue_id: Option<QueueId>,
    /// Those that this operator answers, or answered last.
    pub operator_id: Option<UserId>,
    pub label: Option<String>,
}

/// The conversations of the desk: for an operator those of the queues that they serve, and their own.
pub async fn list(
    ctx: &Context,
    scope: &Scope,
    query: InboxQuery,
    limit: u64,
    cursor: Option<&str>,
) -> Result<Page<Support>> {
    let list = format!("inbox {query:?}");
    let after: Option<(i64, i64, Uuid)> = cursor::open_page(ctx, scope, &list, cursor)?;
    let found = Entity::in_app(scope.app_id)
        .filter(reach(ctx, scope).await?)
        .filter(chosen(&query)?)
        .filter(Condition::all().add_option(after.map(after_in_list)))
        .order_by_desc(Column::Priority)
        .order_by_asc(Column::StateAt)
        .order_by_asc(Column::ConversationId)
        .limit(limit + 1)
        .all(ctx.db.reader())
        .await?;
    let key = |row: &Model| (row.priority, row.state_at, row.conversation_id);
    let page = cursor::page(ctx, scope, (&list, limit), found, key)?;
    page.try_map(|row| show::support(&row))
}

/// How many conversations are where, in the queues that the caller may look into.
pub async fn counts(ctx: &Context, scope: &Scope) -> Result<SupportCounts> {
    let served = served(ctx, scope).await?;
    let db = ctx.db.reader();
    let sql = "select queue_id, state, count(*) as count from support_conversations \
        where app_id = $1 and state <> 'resolved' group by queue_id, state";
    let mut queues: BTreeMap<Uuid, QueueCounts> = BTreeMap::new();
    for row in db.query_all_raw(statement(db, sql, vec![scope.app_id.0.into()])).await? {
        let id: Uuid = row.try_get("", "queue_id")?;
        if served.as_ref().is_some_and(|served| !served.contains(&QueueId(id))) {
            continue;
        }
        let counts = queues.entry(id).or_insert_with(|| QueueCounts::new(QueueId(id)));
        let state: String = row.try_get("", "state")?;
        counts.set(from_word(&state)?, row.try_get("", "count")?);
    }
    let operators = operators::loads(db, scope.app_id).await?.into_iter().collect();
    Ok(SupportCounts { queues: queues.into_values().collect(), operators })
}

/// The queues that the caller serves; all, for the tenant's server.
async fn served(ctx: &Context, scope: &Scope) -> Result<Option<Vec<QueueId>>> {
    scope.require_if_server(KeyScope::ConversationsRead)?;
    let Some(user_id) = scope.as_user() else { return Ok(None) };
    let operator = operators::find(ctx.db.reader(), scope.app_id, user_id).await?;
    let operator = operator.ok_or_else(|| Error::forbidden("this is for operators"))?;
    operator.queues().map(Some)
}

async fn reach(ctx: &Context, scope: &Scope) -> Result<Condition> {
    let Some(queues) = served(ctx, scope).await? else { return Ok(Condition::all()) };
    let queues = queues.iter().map(|id| id.0);
    let own = Column::OperatorId.eq(scope.user()?.as_str()).and(Column::OwnerKind.eq("operator"));
    Ok(Condition::any().add(Column::QueueId.is_in(queues)).add(own))
}

fn chosen(query: &InboxQuery) -> Result<Condition> {
    let state = match query.state {
        Some(state) => Column::State.eq(word(&state)?),
        None => Column::State.ne(word(&SupportState::Resolved)?),
    };
    if let Some(label) = &query.label {
        super::labels::check("/label", label)?;
    }
    let operator = query.operator_id.as_ref().map(|id| Column::OperatorId.eq(id.as_str()));
    let label = query.label.as_ref().map(|label| Column::Labels.contains(format!("\"{label}\"")));
    Ok(Condition::all()
        .add(state)
        .add_option(query.queue_id.map(|id| Column::QueueId.eq(id.0)))
        .add_option(operator)
        .add_option(label))
}

fn after_in_list((priority, state_at, id): (i64, i64, Uuid)) -> Condition {
    let equal = || Column::Priority.eq(priority);
    Condition::any()
        .add(Column::Priority.lt(priority))
        .add(equal().and(Column::StateAt.gt(state_at)))
        .add(equal().and(Column::StateAt.eq(state_at)).and(Column::ConversationId.gt(id)))
}
