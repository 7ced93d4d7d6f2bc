//! Ending the tokens of all users of an app.

use super::model::{Column, Entity, Model};
use crate::{
    Context, Result, Scope,
    auth::{self, Revocation, Revoked},
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use warbler_protocol::{AppId, KeyScope, Timestamp, TokensRevoked};

/// Ends all user tokens that were issued before now, and closes the connections that were opened with
/// them. Tokens that are signed after the answer count.
pub async fn revoke_tokens(ctx: &Context, scope: &Scope) -> Result<TokensRevoked> {
    scope.require(KeyScope::AppWrite)?;
    let valid_from = auth::next_second(ctx.now());
    Entity::update_many()
        .filter(Column::Id.eq(scope.app_id.0))
        .col_expr(Column::TokensValidFrom, Expr::value(valid_from.0))
        .exec(ctx.db.writer())
        .await?;
    Ok(auth::end(ctx, scope, Revoked::OfApp(valid_from)).await)
}

/// The apps whose tokens were ended since.
#[expect(clippy::disallowed_methods, reason = "for nodes, which serve all apps")]
pub(crate) async fn revoked_since(ctx: &Context, since: Timestamp) -> Result<Vec<Revocation>> {
    let query = Entity::find().filter(Column::TokensValidFrom.gte(since.0));
    let revocation = |model: Model| {
        let valid_from = Timestamp(model.tokens_valid_from.unwrap_or_default());
        Revocation { app_id: AppId(model.id), tokens: Revoked::OfApp(valid_from) }
    };
    Ok(query.all(ctx.db.reader()).await?.into_iter().map(revocation).collect())
}
