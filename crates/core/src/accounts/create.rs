//! Making accounts.

use super::{Model, normalize};
use crate::{
    Context, Error, Result, organizations,
    sql::statement,
    validate::{plain, rules},
};
use sea_orm::{ConnectionTrait, FromQueryResult as _};
use validator::Validate;
use warbler_protocol::{Account, AccountId, Password, TeamRole};

/// An account that needs no mail to be believed.
#[derive(Clone, Debug, Validate)]
pub struct NewAccount {
    #[validate(email, length(max = 254))]
    pub email: String,
    #[validate(length(min = 1, max = 128))]
    pub name: String,
    #[validate(length(min = 10, max = 128))]
    pub password: Password,
    /// The organisation to own, made where there is none of this name; a new one that is called
    /// like the account, if left out.
    #[validate(length(min = 1, max = 128))]
    pub organization: Option<String>,
}

/// Makes an account that owns an organisation. For whoever runs the installation: only the command
/// line calls it.
pub async fn create(ctx: &Context, input: NewAccount) -> Result<Account> {
    rules(&input)?;
    plain("/name", Some(&input.name))?;
    plain("/organization", input.organization.as_deref())?;
    let hash = ctx.passwords.hash(input.password).await?;
    let organization_id = match &input.organization {
        Some(name) => Some(organizations::ensure(ctx, name).await?),
        None => None,
    };
    let tx = ctx.db.begin().await?;
    let account = insert(ctx, &tx, &normalize(&input.email), &input.name, hash).await?;
    let organization_id = match organization_id {
        Some(id) => id,
        None => organizations::insert(ctx, &tx, &input.name).await?,
    };
    organizations::join(ctx, &tx, organization_id, AccountId(account.id), TeamRole::Owner).await?;
    tx.commit().await?;
    Ok(account.into())
}

/// `email` is normalized.
pub(crate) async fn insert(
    ctx: &Context,
    tx: &impl ConnectionTrait,
    email: &str,
    name: &str,
    password_hash: String,
) -> Result<Model> {
    let sql = "insert into accounts (id, email, name, password_hash, created_at) \
        values ($1, $2, $3, $4, $5) on conflict (email) do nothing returning *";
    let values = vec![
        AccountId::generate().0.into(),
        email.into(),
        name.into(),
        password_hash.into(),
        ctx.now().0.into(),
    ];
    let inserted = Model::find_by_statement(statement(tx, sql, values)).one(tx).await?;
    inserted.ok_or_else(|| Error::conflict("there is an account with this email"))
}
