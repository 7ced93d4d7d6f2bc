//! The `signing_keys` table. Secrets are sealed rather than hashed: verifying a signature and
//! minting tokens need them.

use crate::{
    Context, Error, Result, Scope,
    access::InApp,
    secrets::{self, Purpose},
};
use sea_orm::{ActiveValue::Set, IntoActiveModel as _, QueryOrder as _, entity::prelude::*};
use warbler_protocol::{AppId, CreatedSigningKey, KeyScope, SigningKey, SigningKeyId, Timestamp};

const HS256: &str = "HS256";

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_keys")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub algorithm: String,
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub sealed_secret: Vec<u8>,
    pub created_at: i64,
    pub revoked_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

/// Makes an HS256 signing key.
pub async fn create(ctx: &Context, scope: &Scope) -> Result<CreatedSigningKey> {
    scope.require(KeyScope::KeysWrite)?;
    let secret = secrets::generate();
    let sealed = ctx.secrets.seal(Purpose::Secret, scope.app_id, secret.as_bytes());
    let row = ActiveModel {
        app_id: Set(scope.app_id.0),
        id: Set(SigningKeyId::generate().0),
        algorithm: Set(HS256.to_owned()),
        sealed_secret: Set(sealed),
        created_at: Set(ctx.now().0),
        revoked_at: Set(None),
    };
    let key = row.insert(ctx.db.writer()).await?.into();
    Ok(CreatedSigningKey { key, secret })
}

/// The app's signing keys, the oldest first.
pub async fn list(ctx: &Context, scope: &Scope) -> Result<Vec<SigningKey>> {
    scope.require(KeyScope::KeysRead)?;
    let query = Entity::in_app(scope.app_id).order_by_asc(Column::Id);
    Ok(query.all(ctx.db.reader()).await?.into_iter().map(Into::into).collect())
}

/// Ends a signing key, on this node at once and on the others within seconds: tokens it signed are
/// no longer taken.
pub async fn revoke(ctx: &Context, scope: &Scope, id: SigningKeyId) -> Result<SigningKey> {
    scope.require(KeyScope::KeysWrite)?;
    let model = find(ctx, scope.app_id, id).await?.ok_or(Error::NotFound("signing key"))?;
    let mut row = model.clone().into_active_model();
    row.revoked_at = Set(model.revoked_at.or(Some(ctx.now().0)));
    let key = row.update(ctx.db.writer()).await?.into();
    ctx.cache.forget_signing_key(scope.app_id, id).await;
    Ok(key)
}

pub(crate) async fn find(ctx: &Context, app_id: AppId, id: SigningKeyId) -> Result<Option<Model>> {
    Ok(Entity::in_app(app_id).filter(Column::Id.eq(id.0)).one(ctx.db.reader()).await?)
}

/// The newest live key: the one that mints tokens.
pub(crate) async fn newest(ctx: &Context, app_id: AppId) -> Result<Option<Model>> {
    let query =
        Entity::in_app(app_id).filter(Column::RevokedAt.is_null()).order_by_desc(Column::Id);
    Ok(query.one(ctx.db.reader()).await?)
}

impl Model {
    /// The HMAC secret.
    pub(crate) fn secret(&self, ctx: &Context) -> Result<Vec<u8>> {
        let opened = ctx.secrets.open(Purpose::Secret, AppId(self.app_id), &self.sealed_secret);
        opened.ok_or_else(|| Error::Corrupt("a signing key of another master key".to_owned()))
    }
}

impl From<Model> for SigningKey {
    fn from(model: Model) -> Self {
        Self {
            id: SigningKeyId(model.id),
            algorithm: model.algorithm,
            created_at: Timestamp(model.created_at),
            revoked_at: model.revoked_at.map(Timestamp),
        }
    }
}
