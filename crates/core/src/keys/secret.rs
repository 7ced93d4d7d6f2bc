//! The `secret_keys` table. A secret is shown once and kept as its SHA-256: it has 256 bits of
//! entropy, so neither salt nor slowness would add anything.

use crate::{
    Context, Error, Result, Scope,
    access::InApp,
    secrets,
    validate::{decode, encode, no_nul, rules},
};
use sea_orm::{ActiveValue::Set, IntoActiveModel as _, QueryOrder as _, entity::prelude::*};
use warbler_protocol::{AppId, CreateKey, CreatedKey, Key, KeyId, KeyScope, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "secret_keys")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub secret_hash: Vec<u8>,
    pub scopes: String,
    pub created_at: i64,
    pub revoked_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

/// Makes a secret key. Its scopes are those of who asks, or fewer.
pub async fn create(ctx: &Context, scope: &Scope, input: CreateKey) -> Result<CreatedKey> {
    scope.require(KeyScope::KeysWrite)?;
    rules(&input)?;
    no_nul("/name", Some(&input.name))?;
    let own = scope.granted().unwrap_or(KeyScope::ALL);
    let scopes = input.scopes.unwrap_or_else(|| own.to_vec());
    if scopes.is_empty() || !scopes.iter().all(|wanted| own.contains(wanted)) {
        return Err(Error::forbidden("a key gives the scopes it has, and at least one"));
    }
    let (id, secret) = (KeyId::generate(), secrets::generate());
    let row = ActiveModel {
        app_id: Set(scope.app_id.0),
        id: Set(id.0),
        name: Set(input.name),
        secret_hash: Set(secrets::hash(secret.as_bytes()).to_vec()),
        scopes: Set(encode(&scopes)?),
        created_at: Set(ctx.now().0),
        revoked_at: Set(None),
    };
    let key = row.insert(ctx.db.writer()).await?.try_into()?;
    Ok(CreatedKey { key, secret: format!("sk_{}_{secret}", id.0.simple()) })
}

/// The app's secret keys, the oldest first.
pub async fn list(ctx: &Context, scope: &Scope) -> Result<Vec<Key>> {
    scope.require(KeyScope::KeysRead)?;
    let query = Entity::in_app(scope.app_id).order_by_asc(Column::Id);
    query.all(ctx.db.reader()).await?.into_iter().map(TryInto::try_into).collect()
}

/// Ends a key, on this node at once and on the others within seconds.
pub async fn revoke(ctx: &Context, scope: &Scope, id: KeyId) -> Result<Key> {
    scope.require(KeyScope::KeysWrite)?;
    let query = Entity::in_app(scope.app_id).filter(Column::Id.eq(id.0));
    let model = query.one(ctx.db.reader()).await?.ok_or(Error::NotFound("key"))?;
    let mut row = model.clone().into_active_model();
    row.revoked_at = Set(model.revoked_at.or(Some(ctx.now().0)));
    let key = row.update(ctx.db.writer()).await?.try_into()?;
    ctx.cache.forget_secret_key(id).await;
    Ok(key)
}

/// The key with this id, of whatever app: this is how a caller's app is found out.
#[expect(clippy::disallowed_methods, reason = "the app is what is asked for")]
pub(crate) async fn find(ctx: &Context, id: KeyId) -> Result<Option<Model>> {
    Ok(Entity::find().filter(Column::Id.eq(id.0)).one(ctx.db.reader()).await?)
}

impl Model {
    pub(crate) fn app_id(&self) -> AppId {
        AppId(self.app_id)
    }

    pub(crate) fn scopes(&self) -> Result<Vec<KeyScope>> {
        decode(&self.scopes)
    }
}

impl TryFrom<Model> for Key {
    type Error = Error;

    fn try_from(model: Model) -> Result<Self> {
        Ok(Self {
            id: KeyId(model.id),
            scopes: model.scopes()?,
            name: model.name,
            created_at: Timestamp(model.created_at),
            revoked_at: model.revoked_at.map(Timestamp),
        })
    }
}
