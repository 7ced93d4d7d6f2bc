//! Another password: by knowing the old one, by reading the account's mail, or by whoever runs the
//! installation.

use super::{find_by_email, get, normalize, store_password, wrong_password};
use crate::{
    Context, Error, Result,
    mail::{self, letters},
    secrets,
    sessions::{self, Login, Visit, throttle},
    sql::statement,
    validate::rules,
};
use sea_orm::ConnectionTrait as _;
use std::time::Duration;
use uuid::Uuid;
use validator::Validate;
use warbler_protocol::{
    AccountId, ChangePassword, Password, RedeemPasswordReset, RequestPasswordReset,
};

/// How long a mailed link works.
const LIFE: Duration = Duration::from_secs(3600);

/// Changes the password of who is logged in. Their other sessions end.
pub async fn change_password(ctx: &Context, login: &Login, input: ChangePassword) -> Result<()> {
    rules(&input)?;
    let counters = throttle::session(ctx, login.session_id);
    throttle::attempt(ctx, &counters).await?;
    let account = get(ctx, login.account_id).await?;
    if !ctx.passwords.check(input.password, Some(account.password_hash)).await? {
        return Err(wrong_password());
    }
    throttle::forgive(ctx, &counters).await?;
    let hash = ctx.passwords.hash(input.new_password).await?;
    let tx = ctx.db.begin().await?;
    store_password(&tx, login.account_id, hash).await?;
    sessions::end_all(&tx, login.account_id, Some(login.session_id)).await?;
    mail::write(ctx, &tx, &account.email, letters::password_changed(ctx)).await?;
    Ok(tx.commit().await?)
}

/// Mails a link that sets a new password. Where nobody has the address, as much is written, and
/// nothing sent.
pub async fn request_reset(
    ctx: &Context,
    input: RequestPasswordReset,
    visit: &Visit,
) -> Result<()> {
    rules(&input)?;
    let email = normalize(&input.email);
    throttle::attempt(ctx, &throttle::mailing(ctx, &email, visit)).await?;
    let account = find_by_email(ctx, &email).await?;
    let token = secrets::generate();
    let tx = ctx.db.begin().await?;
    let sql =
        "insert into password_resets (token_hash, account_id, expires_at) values ($1, $2, $3)";
    let values = vec![
        secrets::hash(token.as_bytes()).to_vec().into(),
        account.as_ref().map(|account| account.id).into(),
        (ctx.now() + LIFE).0.into(),
    ];
    tx.execute_raw(statement(&tx, sql, values)).await?;
    let letter = account.map(|_| letters::reset_password(ctx, &token));
    mail::write_sparingly(ctx, &tx, &email, letter).await?;
    Ok(tx.commit().await?)
}

/// Sets a new password with what was mailed, which works once. All sessions end.
pub async fn redeem_reset(ctx: &Context, input: RedeemPasswordReset) -> Result<()> {
    rules(&input)?;
    let token_hash = secrets::hash(input.token.as_bytes()).to_vec();
    let db = ctx.db.reader();
    let sql = "select account_id from password_resets \
        where token_hash = $1 and account_id is not null and expires_at > $2";
    let query = statement(db, sql, vec![token_hash.into(), ctx.now().0.into()]);
    let row = db.query_one_raw(query).await?.ok_or(Error::NotFound("link"))?;
    let account_id = AccountId(row.try_get::<Uuid>("", "account_id")?);
    let hash = ctx.passwords.hash(input.password).await?;
    let tx = ctx.db.begin().await?;
    // All of them: whoever asked several times is done after the first.
    let sql = "delete from password_resets where account_id = $1";
    let used = tx.execute_raw(statement(&tx, sql, vec![account_id.0.into()])).await?;
    if used.rows_affected() == 0 {
        return Err(Error::NotFound("link"));
    }
    store_password(&tx, account_id, hash).await?;
    sessions::end_all(&tx, account_id, None).await?;
    Ok(tx.commit().await?)
}

/// Sets a new password. For whoever runs the installation: only the command line calls it. All
/// sessions end.
pub async fn set_password(ctx: &Context, email: &str, password: Password) -> Result<()> {
    #[derive(Validate)]
    struct New {
        #[validate(length(min = 10, max = 128))]
        password: Password,
    }
    let new = New { password };
    rules(&new)?;
    let account = find_by_email(ctx, &normalize(email)).await?;
    let account_id = AccountId(account.ok_or(Error::NotFound("account"))?.id);
    let hash = ctx.passwords.hash(new.password).await?;
    let tx = ctx.db.begin().await?;
    store_password(&tx, account_id, hash).await?;
    sessions::end_all(&tx, account_id, None).await?;
    Ok(tx.commit().await?)
}
