//! Cursors: where a client stands, sealed so that it can neither read nor change it, and so that
//! the traffic of neighbours in the same shard cannot be told from it.

use crate::{
    Context, Error, Result,
    secrets::{Owner, Purpose, Secrets},
    sync::Progress,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};
use warbler_protocol::{AppId, ErrorCode, Page};

/// The sync cursor that stands for a position of the app's shard.
pub fn seal_position(secrets: &Secrets, app_id: AppId, position: i64) -> String {
    URL_SAFE_NO_PAD.encode(secrets.seal_position(app_id, position))
}

/// Where a sync cursor stands.
pub(crate) enum SyncCursor {
    At(i64),
    /// In the middle of catching up.
    Amid(Progress),
}

/// The cursor after a page of catching up.
pub(crate) fn seal_sync(
    secrets: &Secrets,
    app_id: AppId,
    next: Option<Progress>,
    until: i64,
) -> String {
    let Some(Progress { since, told, until }) = next else {
        return seal_position(secrets, app_id, until);
    };
    let bytes = [since, told, until].map(i64::to_be_bytes).concat();
    URL_SAFE_NO_PAD.encode(secrets.seal(Purpose::Cursor, app_id, &bytes))
}

pub(crate) fn open_sync(ctx: &Context, app_id: AppId, cursor: &str) -> Result<SyncCursor> {
    let sealed = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| invalid())?;
    if let Some(at) = ctx.secrets.open_position(app_id, &sealed) {
        return Ok(SyncCursor::At(at));
    }
    let bytes = open(ctx, app_id, cursor)?;
    let (numbers, []) = bytes.as_chunks::<8>() else { return Err(invalid()) };
    match *numbers {
        [since, told, until] => Ok(SyncCursor::Amid(Progress {
            since: i64::from_be_bytes(since),
            told: i64::from_be_bytes(told),
            until: i64::from_be_bytes(until),
        })),
        _ => Err(invalid()),
    }
}

/// A page cursor: `list` names the list it belongs to, `after` where it goes on.
fn seal_page(
    ctx: &Context,
    owner: &impl Owner,
    list: &str,
    after: &impl Serialize,
) -> Result<String> {
    let json = crate::validate::encode(&(list, after))?;
    Ok(URL_SAFE_NO_PAD.encode(ctx.secrets.seal(Purpose::Cursor, owner.owner(), json.as_bytes())))
}

/// A page of what was found with one item more than fit. `key` is what the next page goes on after.
pub(crate) fn page<T, K: Serialize>(
    ctx: &Context,
    owner: &impl Owner,
    (list, limit): (&str, u64),
    mut found: Vec<T>,
    key: impl Fn(&T) -> K,
) -> Result<Page<T>> {
    let has_more = found.len() as u64 > limit;
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let last = found.last().filter(|_| has_more).map(key);
    let next_cursor = last.map(|last| seal_page(ctx, owner, list, &last)).transpose()?;
    Ok(Page { data: found, next_cursor, has_more })
}

/// Where the page of this list goes on.
pub(crate) fn open_page<T: DeserializeOwned>(
    ctx: &Context,
    owner: &impl Owner,
    list: &str,
    cursor: Option<&str>,
) -> Result<Option<T>> {
    let Some(cursor) = cursor else { return Ok(None) };
    let bytes = open(ctx, owner.owner(), cursor)?;
    let (of, after): (String, T) = serde_json::from_slice(&bytes).map_err(|_| invalid())?;
    if of != list {
        return Err(invalid());
    }
    Ok(Some(after))
}

fn open(ctx: &Context, owner: impl Owner, cursor: &str) -> Result<Vec<u8>> {
    let sealed = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| invalid())?;
    ctx.secrets.open(Purpose::Cursor, owner, &sealed).ok_or_else(invalid)
}

pub(crate) fn invalid() -> Error {
    Error::Refused(ErrorCode::InvalidCursor, "not a cursor of this list".to_owned())
}
