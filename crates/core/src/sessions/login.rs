//! Who a session's cookie stands for.

use super::{LIFE, Model, SEEN};
use crate::{Context, Error, Result, secrets, sql::statement};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sea_orm::{ConnectionTrait as _, FromQueryResult as _};
use subtle::ConstantTimeEq as _;
use warbler_protocol::{AccountId, ErrorCode, SessionId, Timestamp};

/// Somebody who is logged in. Only [`authenticate`] and logging in make one.
#[derive(Clone, Debug)]
pub struct Login {
    pub account_id: AccountId,
    pub session_id: SessionId,
    /// The session ends then at the latest.
    pub expires_at: Timestamp,
}

/// The login that a session's token stands for.
pub async fn authenticate(ctx: &Context, token: &str) -> Result<Login> {
    let db = ctx.db.reader();
    let sql = "select * from sessions where token_hash = $1";
    let hash = secrets::hash(token.as_bytes()).to_vec();
    let model = Model::find_by_statement(statement(db, sql, vec![hash.into()])).one(db).await?;
    let live = model.filter(|model| model.is_live(ctx.now()));
    let model = live.ok_or_else(|| {
        let detail = "there is no such session, or it has ended".to_owned();
        Error::Refused(ErrorCode::Unauthenticated, detail)
    })?;
    if ctx.now() >= Timestamp(model.last_seen_at) + SEEN {
        see(ctx, &model).await?;
    }
    Ok(Login {
        account_id: AccountId(model.account_id),
        session_id: SessionId(model.id),
        expires_at: Timestamp(model.created_at) + LIFE,
    })
}

async fn see(ctx: &Context, model: &Model) -> Result<()> {
    let db = ctx.db.writer();
    let sql = "update sessions set last_seen_at = $2 where id = $1 and last_seen_at < $2";
    let values = vec![model.id.into(), ctx.now().0.into()];
    db.execute_raw(statement(db, sql, values)).await?;
    Ok(())
}

impl Login {
    /// What a page of ours knows and a page of others cannot: bound to the session.
    pub fn csrf_token(&self, ctx: &Context) -> String {
        URL_SAFE_NO_PAD.encode(ctx.secrets.sign("csrf", &[self.session_id.0.as_bytes()]))
    }

    /// Refuses requests that do not bring the token along.
    pub fn check_csrf(&self, ctx: &Context, given: Option<&str>) -> Result<()> {
        let expected = self.csrf_token(ctx);
        match given.is_some_and(|given| given.as_bytes().ct_eq(expected.as_bytes()).into()) {
            true => Ok(()),
            false => {
                let detail = "send the session's csrf_token as X-CSRF-Token".to_owned();
                Err(Error::Refused(ErrorCode::CsrfFailed, detail))
            }
        }
    }
}
