//! The `secret_keys` table. A secret is shown once and kept as its SHA-256: it has 256 bits of
//! entropy, so neither salt nor slowness would add anything.

use crate::{
    Context, Error, Result, Scope,
    access::InApp,
    secrets,
    validate::{decode, encode, no_nul, rules},
};
use sea_orm::{ActiveValue::Set, QueryOrder as _, entity::prelude::*};
use warbler_protocol::{AppId, CreateKey, CreatedKey, Key, KeyId, KeyScope, Network, Timestamp};

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
    pub expires_at: Option<i64>,
    pub allowed_ips: Option<String>,
    pub last_used_at: Option<i64>,
    pub last_used_ip: Option<String>,
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
    let (row, secret) = row(ctx, scope, input.name, &scopes, &input.allowed_ips)?;
    shown(row.insert(ctx.db.writer()).await?, &secret)
}

/// A new key, and the secret of which it keeps the hash.
pub(super) fn row(
    ctx: &Context,
    scope: &Scope,
    name: String,
    scopes: &[KeyScope],
    allowed_ips: &[Network],
) -> Result<(ActiveModel, String)> {
    let secret = secrets::generate();
    let row = ActiveModel {
        app_id: Set(scope.app_id.0),
        id: Set(KeyId::generate().0),
        name: Set(name),
        secret_hash: Set(secrets::hash(secret.as_bytes()).to_vec()),
        scopes: Set(encode(&scopes)?),
        created_at: Set(ctx.now().0),
        revoked_at: Set(None),
        expires_at: Set(None),
        allowed_ips: Set(stored(allowed_ips)?),
        last_used_at: Set(None),
        last_used_ip: Set(None),
    };
    Ok((row, secret))
}

/// A new key with its secret, as it is told this once.
pub(super) fn shown(model: Model, secret: &str) -> Result<CreatedKey> {
    let secret = format!("sk_{}_{secret}", model.id.simple());
    Ok(CreatedKey { key: model.try_into()?, secret })
}

/// Nothing where a key may be used from anywhere.
pub(super) fn stored(allowed_ips: &[Network]) -> Result<Option<String>> {
    match allowed_ips {
        [] => Ok(None),
        _ => encode(&allowed_ips).map(Some),
    }
}

/// The app's secret keys, the oldest first.
pub async fn list(ctx: &Context, scope: &Scope) -> Result<Vec<Key>> {
    scope.require(KeyScope::KeysRead)?;
    let query = Entity::in_app(scope.app_id).order_by_asc(Column::Id);
    query.all(ctx.db.reader()).await?.into_iter().map(TryInto::try_into).collect()
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

    /// Where it may be used from; empty if from anywhere.
    pub(crate) fn allowed_ips(&self) -> Result<Vec<Network>> {
        self.allowed_ips.as_deref().map_or(Ok(Vec::new()), decode)
    }
}

impl TryFrom<Model> for Key {
    type Error = Error;

    fn try_from(model: Model) -> Result<Self> {
        Ok(Self {
            id: KeyId(model.id),
            scopes: model.scopes()?,
            allowed_ips: model.allowed_ips()?,
            name: model.name,
            created_at: Timestamp(model.created_at),
            expires_at: model.expires_at.map(Timestamp),
            last_used_at: model.last_used_at.map(Timestamp),
            last_used_ip: model.last_used_ip,
            revoked_at: model.revoked_at.map(Timestamp),
        })
    }
}
