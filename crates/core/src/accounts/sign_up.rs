//! Signing up. The account is made when the mail that was sent to it is confirmed: before, nobody
//! has shown that the address is theirs.

use super::{find_by_email, insert, normalize, wrong_password};
use crate::{
    Context, Error, Result, SignUpPolicy,
    mail::{self, letters},
    organizations::{self, invitations},
    secrets,
    sessions::{self, Opened, Visit, throttle},
    sql::statement,
    validate::{plain, rules},
};
use sea_orm::{ConnectionTrait as _, FromQueryResult};
use std::time::Duration;
use warbler_protocol::{AccountId, ConfirmSignUp, SignUp, SignUpInvited, TeamRole};

/// How long a link to confirm works.
const LIFE: Duration = Duration::from_secs(24 * 3600);

/// A row of `sign_ups`.
#[derive(FromQueryResult)]
struct Pending {
    email: String,
    name: String,
    password_hash: String,
    organization_name: String,
}

/// Mails a link that makes the account. Whose address has one already is told so by mail instead:
/// the answer is the same.
pub async fn sign_up(ctx: &Context, input: SignUp, visit: &Visit) -> Result<()> {
    if ctx.limits.sign_up == SignUpPolicy::Invited {
        return Err(Error::forbidden("accounts are made by invitation"));
    }
    rules(&input)?;
    plain("/name", Some(&input.name))?;
    plain("/organization_name", input.organization_name.as_deref())?;
    let email = normalize(&input.email);
    throttle::attempt(ctx, &throttle::mailing(ctx, &email, visit)).await?;
    let password_hash = ctx.passwords.hash(input.password).await?;
    let token = secrets::generate();
    let letter = match find_by_email(ctx, &email).await? {
        None => letters::confirm_sign_up(ctx, &token),
        Some(_) => letters::known_already(ctx),
    };
    let organization_name = input.organization_name.unwrap_or_else(|| input.name.clone());
    let tx = ctx.db.begin().await?;
    let sql = "insert into sign_ups \
        (token_hash, email, name, password_hash, organization_name, expires_at) \
        values ($1, $2, $3, $4, $5, $6)";
    let values = vec![
        secrets::hash(token.as_bytes()).to_vec().into(),
        email.as_str().into(),
        input.name.into(),
        password_hash.into(),
        organization_name.into(),
        (ctx.now() + LIFE).0.into(),
    ];
    tx.execute_raw(statement(&tx, sql, values)).await?;
    mail::write_sparingly(ctx, &tx, &email, Some(letter)).await?;
    Ok(tx.commit().await?)
}

/// Makes the account of a sign-up, and its organisation, and logs in.
pub async fn confirm(ctx: &Context, input: ConfirmSignUp, visit: &Visit) -> Result<Opened> {
    rules(&input)?;
    let token_hash = secrets::hash(input.token.as_bytes()).to_vec();
    let db = ctx.db.reader();
    let sql = "select * from sign_ups where token_hash = $1 and expires_at > $2";
    let values = vec![token_hash.clone().into(), ctx.now().0.into()];
    let pending = Pending::find_by_statement(statement(db, sql, values)).one(db).await?;
    let pending = pending.ok_or(Error::NotFound("link"))?;
    if !ctx.passwords.check(input.password, Some(pending.password_hash.clone())).await? {
        return Err(wrong_password());
    }
    let tx = ctx.db.begin().await?;
    let sql = "delete from sign_ups where token_hash = $1";
    let used = tx.execute_raw(statement(&tx, sql, vec![token_hash.into()])).await?;
    if used.rows_affected() == 0 {
        return Err(Error::NotFound("link"));
    }
    let account = insert(ctx, &tx, &pending.email, &pending.name, pending.password_hash).await?;
    let account_id = AccountId(account.id);
    let organization_id = organizations::insert(ctx, &tx, &pending.organization_name).await?;
    organizations::join(ctx, &tx, organization_id, account_id, TeamRole::Owner).await?;
    let opened = sessions::open(ctx, &tx, account_id, visit).await?;
    tx.commit().await?;
    Ok(opened)
}

/// Makes an account for somebody who was invited, in the team that did, and logs in. That they have
/// the token shows that the address is theirs.
pub async fn sign_up_invited(ctx: &Context, input: SignUpInvited, visit: &Visit) -> Result<Opened> {
    rules(&input)?;
    plain("/name", Some(&input.name))?;
    let invitation = invitations::find(ctx, &input.token).await?;
    let password_hash = ctx.passwords.hash(input.password).await?;
    let tx = ctx.db.begin().await?;
    let account = insert(ctx, &tx, &invitation.email, &input.name, password_hash).await?;
    let account_id = AccountId(account.id);
    invitations::redeem(ctx, &tx, &invitation, account_id, visit.address).await?;
    let opened = sessions::open(ctx, &tx, account_id, visit).await?;
    tx.commit().await?;
    Ok(opened)
}
