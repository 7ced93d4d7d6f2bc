//! Conversations that were found by their names.

use super::{Column, Model, list::mine, model::Mine, render::render_mine};
use crate::{
    Context, Result, Scope,
    sql::{Type, find_by},
};
use sea_orm::{ColumnTrait as _, QueryFilter as _};
use std::collections::HashMap;
use uuid::Uuid;
use warbler_protocol::Conversation;

/// These conversations in this order, as the caller sees them: their own with their membership, public
/// ones without, for the tenant's server any. Others are left out.
pub(crate) async fn in_order(
    ctx: &Context,
    scope: &Scope,
    ids: Vec<Uuid>,
) -> Result<Vec<Conversation>> {
    let mut seen = own(ctx, scope, &ids).await?;
    let others = ids.iter().filter(|id| !seen.contains_key(id)).copied().collect::<Vec<_>>();
    let db = ctx.db.reader();
    let found: Vec<Model> =
        find_by(db, "conversations", scope.app_id, ("id", Type::Uuid), others).await?;
    for model in found.into_iter().filter(|model| model.deleted_at.is_none()) {
        if scope.as_user().is_none() || model.is_public()? {
            seen.insert(model.id, model.conversation()?);
        }
    }
    Ok(ids.iter().filter_map(|id| seen.remove(id)).collect())
}

/// Those of them that are a user's own.
async fn own(ctx: &Context, scope: &Scope, ids: &[Uuid]) -> Result<HashMap<Uuid, Conversation>> {
    if scope.as_user().is_none() || ids.is_empty() {
        return Ok(HashMap::new());
    }
    let query = mine(scope)?.filter(Column::Id.is_in(ids.iter().copied()));
    let found = query.all(ctx.db.reader()).await?;
    let found = found.into_iter().filter_map(Mine::from_pair).collect();
    let shown = render_mine(ctx, scope, found).await?;
    Ok(shown.into_iter().map(|conversation| (conversation.id.0, conversation)).collect())
}
