//! Accounts: people who log in to the console. They are not users of an app.
//!
//! Nobody who does not read an address' mail learns whether there is an account for it: logging in,
//! signing up and asking for another password answer the same, and do as much, either way.

mod create;
mod password;
mod prune;
mod reset;
mod sign_up;

pub(crate) use create::insert;
pub use create::{NewAccount, create};
pub(crate) use password::Passwords;
pub use password::generate as generate_password;
pub use prune::prune;
pub use reset::{change_password, redeem_reset, request_reset, set_password};
pub use sign_up::{confirm, sign_up, sign_up_invited};

use crate::{Context, Error, Result, sql::statement};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;
use warbler_protocol::{Account, AccountId, ErrorCode, Timestamp};

/// A row of `accounts`.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Model {
    pub(crate) id: Uuid,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) password_hash: String,
    pub(crate) created_at: i64,
}

impl From<Model> for Account {
    fn from(model: Model) -> Self {
        Self {
            id: AccountId(model.id),
            email: model.email,
            name: model.name,
            created_at: Timestamp(model.created_at),
        }
    }
}

/// The account of an address, for whoever runs the installation.
pub async fn find(ctx: &Context, email: &str) -> Result<Option<Account>> {
    Ok(find_by_email(ctx, &normalize(email)).await?.map(Into::into))
}

pub(crate) async fn get(ctx: &Context, id: AccountId) -> Result<Model> {
    let db = ctx.db.reader();
    let sql = "select * from accounts where id = $1";
    let found = Model::find_by_statement(statement(db, sql, vec![id.0.into()])).one(db).await?;
    found.ok_or(Error::NotFound("account"))
}

/// `email` is normalized.
pub(crate) async fn find_by_email(ctx: &Context, email: &str) -> Result<Option<Model>> {
    // PostgreSQL does not even look for it, and nobody is called so.
    if email.contains('\0') {
        return Ok(None);
    }
    let db = ctx.db.reader();
    let sql = "select * from accounts where email = $1";
    Ok(Model::find_by_statement(statement(db, sql, vec![email.into()])).one(db).await?)
}

/// One address, one spelling.
pub(crate) fn normalize(email: &str) -> String {
    email.to_lowercase()
}

pub(crate) fn wrong_password() -> Error {
    let detail = "email and password do not belong together";
    Error::Refused(ErrorCode::WrongPassword, detail.to_owned())
}

/// Replaces a password. Sessions are for the caller to end.
async fn store_password(tx: &impl ConnectionTrait, id: AccountId, hash: String) -> Result<()> {
    let sql = "update accounts set password_hash = $2 where id = $1";
    tx.execute_raw(statement(tx, sql, vec![id.0.into(), hash.into()])).await?;
    Ok(())
}
