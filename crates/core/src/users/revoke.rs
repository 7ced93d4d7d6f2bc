//! Ending the tokens of a user.

use super::{Column, Entity, Model};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    auth::{self, Revocation, Revoked},
};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use warbler_protocol::{AppId, KeyScope, Timestamp, TokensRevoked, UserId};

/// Ends all tokens of a user that were issued before now, and closes the connections that were opened
/// with them. Tokens that are signed after the answer count.
pub async fn revoke_tokens(ctx: &Context, scope: &Scope, id: &UserId) -> Result<TokensRevoked> {
    scope.require(KeyScope::UsersWrite)?;
    let valid_from = auth::next_second(ctx.now());
    let found = Entity::update_in_app(scope.app_id)
        .filter(Column::Id.eq(id.as_str()))
        .filter(Column::ErasedAt.is_null())
        .col_expr(Column::TokensValidFrom, Expr::value(valid_from.0))
        .exec(ctx.db.writer())
        .await?;
    match found.rows_affected {
        0 => Err(Error::NotFound("user")),
        _ => Ok(auth::end(ctx, scope, Revoked::OfUser(id.clone(), valid_from)).await),
    }
}

/// The users whose tokens were ended since, of whatever app.
#[expect(clippy::disallowed_methods, reason = "for nodes, which serve all apps")]
pub(crate) async fn revoked_since(ctx: &Context, since: Timestamp) -> Result<Vec<Revocation>> {
    let query = Entity::find().filter(Column::TokensValidFrom.gte(since.0));
    let revocation = |model: Model| {
        let id = model.id.parse();
        let id = id.map_err(|_| Error::Corrupt(format!("user id {:?}", model.id)))?;
        let valid_from = Timestamp(model.tokens_valid_from.unwrap_or_default());
        Ok(Revocation { app_id: AppId(model.app_id), tokens: Revoked::OfUser(id, valid_from) })
    };
    query.all(ctx.db.reader()).await?.into_iter().map(revocation).collect()
}
