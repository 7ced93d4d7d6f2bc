//! The `signing_keys` table: keys that we made, public keys of the tenant's, and addresses where it
//! publishes a set of them.
//!
//! Secrets are sealed rather than hashed: verifying a signature and minting tokens need them. A row
//! without a secret holds nothing sealed, so that a public key can never be taken for a secret.

use super::{
    key_set,
    public_key::{self, Verified},
};
use crate::{
    Context, Error, Result, Scope,
    access::InApp,
    auth::{self, Revocation, Revoked, Stale},
    secrets::{self, Purpose},
    validate::{decode, encode, from_word, no_nul, word},
};
use sea_orm::{
    ActiveValue::Set, IntoActiveModel as _, PaginatorTrait as _, QueryOrder as _, SqlErr,
    entity::prelude::*,
};
use warbler_protocol::{
    AppId, CreateSigningKey, CreatedSigningKey, KeyScope, PublicKey, SigningAlgorithm, SigningKey,
    SigningKeyId, Timestamp,
};

/// Live keys of an app: all of them are read together.
const MAX_KEYS: u64 = 50;
/// Sets of an app: each is asked for a key that nobody knows.
const MAX_SETS: u64 = 3;
const MAX_KID: usize = 128;

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
    pub kid: Option<String>,
    pub public_key: Option<String>,
    pub jwks_url: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

/// Makes an HS256 key, or takes note of a public key or of a set of them.
pub async fn create(
    ctx: &Context,
    scope: &Scope,
    input: CreateSigningKey,
) -> Result<CreatedSigningKey> {
    scope.require(KeyScope::KeysWrite)?;
    if input.kid.is_some() && input.public_key.is_none() {
        return Err(Error::field("/kid", "exclusive", "is for public keys alone"));
    }
    let mut row = new_row(ctx, scope)?;
    let secret = match (input.public_key, input.jwks_url) {
        (None, None) => Some(make_secret(ctx, &mut row)),
        (Some(key), None) => describe(&mut row, &key, input.kid).map(|()| None)?,
        (None, Some(url)) => refer(ctx, &mut row, url).await.map(|()| None)?,
        (Some(_), Some(_)) => {
            return Err(Error::field("/jwks_url", "exclusive", "give a public key or a set"));
        }
    };
    let key = insert(ctx, scope, row).await?.try_into()?;
    auth::forget(ctx, Stale::SigningKeys(scope.app_id)).await;
    Ok(CreatedSigningKey { key, secret })
}

fn new_row(ctx: &Context, scope: &Scope) -> Result<Model> {
    Ok(Model {
        app_id: scope.app_id.0,
        id: SigningKeyId::generate().0,
        algorithm: word(&SigningAlgorithm::HS256)?,
        sealed_secret: Vec::new(),
        created_at: ctx.now().0,
        revoked_at: None,
        kid: None,
        public_key: None,
        jwks_url: None,
    })
}

fn make_secret(ctx: &Context, row: &mut Model) -> String {
    let secret = secrets::generate();
    row.sealed_secret = ctx.secrets.seal(Purpose::Secret, AppId(row.app_id), secret.as_bytes());
    secret
}

/// Writes down a public key and what it is called.
fn describe(row: &mut Model, key: &PublicKey, kid: Option<String>) -> Result<()> {
    let refused = |why| Error::field("/public_key", "public_key", why);
    let Verified { algorithm, kid: own, jwk } = public_key::read(key).map_err(refused)?;
    if kid.is_some() && own.is_some() && kid != own {
        return Err(Error::field("/kid", "contradiction", "is not that of the key"));
    }
    row.kid = kid.or(own);
    if let Some(kid) = &row.kid
        && !is_name(kid)
    {
        let detail = "has 1 to 128 visible characters and does not begin with `sig_`";
        return Err(Error::field("/kid", "kid", detail));
    }
    row.algorithm = word(&algorithm)?;
    row.public_key = Some(encode(&jwk)?);
    Ok(())
}

/// Writes down where a set is published, if it is there.
async fn refer(ctx: &Context, row: &mut Model, url: String) -> Result<()> {
    no_nul("/jwks_url", Some(&url))?;
    let refused = |why: String| Error::field("/jwks_url", "jwks_url", &why);
    key_set::download(ctx, &url, SigningKeyId(row.id)).await.map_err(refused)?;
    row.algorithm = word(&SigningAlgorithm::Set)?;
    row.jwks_url = Some(url);
    Ok(())
}

/// Whether a tenant may call a key so. Ids are names of ours.
fn is_name(kid: &str) -> bool {
    (1..=MAX_KID).contains(&kid.len())
        && kid.bytes().all(|byte| byte.is_ascii_graphic())
        && !kid.starts_with("sig_")
}

async fn insert(ctx: &Context, scope: &Scope, row: Model) -> Result<Model> {
    let live = || Entity::in_app(scope.app_id).filter(Column::RevokedAt.is_null());
    let sets = live().filter(Column::JwksUrl.is_not_null());
    if live().count(ctx.db.reader()).await? >= MAX_KEYS {
        return Err(Error::limit("an app has at most 50 live signing keys"));
    }
    if row.jwks_url.is_some() && sets.count(ctx.db.reader()).await? >= MAX_SETS {
        return Err(Error::limit("an app has at most 3 live key sets"));
    }
    let inserted = row.into_active_model().insert(ctx.db.writer()).await;
    inserted.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            Error::conflict("a signing key of this name was there before")
        }
        _ => error.into(),
    })
}

/// The app's signing keys, the oldest first.
pub async fn list(ctx: &Context, scope: &Scope) -> Result<Vec<SigningKey>> {
    scope.require(KeyScope::KeysRead)?;
    let query = Entity::in_app(scope.app_id).order_by_asc(Column::Id);
    query.all(ctx.db.reader()).await?.into_iter().map(TryInto::try_into).collect()
}

/// Ends a signing key: tokens that it signed are no longer taken, and connections that were opened
/// with them are closed.
pub async fn revoke(ctx: &Context, scope: &Scope, id: SigningKeyId) -> Result<SigningKey> {
    scope.require(KeyScope::KeysWrite)?;
    let query = Entity::in_app(scope.app_id).filter(Column::Id.eq(id.0));
    let model = query.one(ctx.db.reader()).await?.ok_or(Error::NotFound("signing key"))?;
    let mut row = model.clone().into_active_model();
    row.revoked_at = Set(model.revoked_at.or(Some(ctx.now().0)));
    let key = row.update(ctx.db.writer()).await?.try_into()?;
    auth::end(ctx, scope, Revoked::SignedWith(id)).await;
    Ok(key)
}

/// The newest live key of which we have the secret: the one that mints tokens.
pub(crate) async fn minting(ctx: &Context, app_id: AppId) -> Result<Option<Model>> {
    let query = Entity::in_app(app_id)
        .filter(Column::RevokedAt.is_null())
        .filter(Column::Algorithm.eq(word(&SigningAlgorithm::HS256)?))
        .order_by_desc(Column::Id);
    Ok(query.one(ctx.db.reader()).await?)
}

/// The keys that were revoked since, of whatever app.
#[expect(clippy::disallowed_methods, reason = "for nodes, which serve all apps")]
pub(crate) async fn revoked_since(ctx: &Context, since: Timestamp) -> Result<Vec<Revocation>> {
    let query = Entity::find().filter(Column::RevokedAt.gte(since.0));
    let revocation = |model: Model| Revocation {
        app_id: AppId(model.app_id),
        tokens: Revoked::SignedWith(SigningKeyId(model.id)),
    };
    Ok(query.all(ctx.db.reader()).await?.into_iter().map(revocation).collect())
}

impl Model {
    /// What tokens call the key.
    pub(crate) fn kid(&self) -> String {
        self.kid.clone().unwrap_or_else(|| SigningKeyId(self.id).to_string())
    }

    /// The HMAC secret.
    pub(crate) fn secret(&self, ctx: &Context) -> Result<Vec<u8>> {
        let opened = ctx.secrets.open(Purpose::Secret, AppId(self.app_id), &self.sealed_secret);
        opened.ok_or_else(|| Error::Corrupt("a signing key of another master key".to_owned()))
    }
}

impl TryFrom<Model> for SigningKey {
    type Error = Error;

    fn try_from(model: Model) -> Result<Self> {
        Ok(Self {
            id: SigningKeyId(model.id),
            kid: model.jwks_url.is_none().then(|| model.kid()),
            algorithm: from_word(&model.algorithm)?,
            public_key: model.public_key.as_deref().map(decode).transpose()?,
            jwks_url: model.jwks_url,
            created_at: Timestamp(model.created_at),
            revoked_at: model.revoked_at.map(Timestamp),
        })
    }
}
