//! When secret keys were last used, and from where. No request waits for it to be written: uses are
//! collected and written in batches, as whoever runs [`write`] decides. A crash loses a minute of it.

use super::SecretModel;
use crate::{
    Context, Result,
    sql::{Rows, Type, column, text_or_empty},
};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};
use uuid::Uuid;
use warbler_protocol::Timestamp;

/// Uses that are not written yet, the newest of each key.
#[derive(Debug, Default)]
pub(crate) struct Uses(Mutex<HashMap<Key, Use>>);

/// The app's id and the key's.
type Key = (Uuid, Uuid);
type Use = (Timestamp, Option<IpAddr>);

/// Notes that a key was used.
pub(crate) fn used(ctx: &Context, key: &SecretModel, address: Option<IpAddr>) {
    let mut uses = ctx.key_uses.0.lock().unwrap_or_else(PoisonError::into_inner);
    uses.insert((key.app_id, key.id), (ctx.now(), address));
}

/// Writes what was noted since the last time.
pub async fn write(ctx: &Context) -> Result<()> {
    let uses = {
        let mut uses = ctx.key_uses.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *uses)
    };
    let mut uses: Vec<_> = uses.into_iter().collect();
    // In one order everywhere, so that two nodes do not wait for each other's rows.
    uses.sort_by_key(|(key, _)| *key);
    for chunk in uses.chunks(500) {
        let mut rows = Rows::new(COLUMNS);
        for ((app_id, id), (at, address)) in chunk {
            let address = address.map(|address| address.to_string());
            let address = text_or_empty(address.as_deref());
            rows.push([(*app_id).into(), (*id).into(), at.0.into(), address]);
        }
        let sql = "update secret_keys set last_used_at = v.used_at, \
            last_used_ip = coalesce(nullif(v.address, ''), secret_keys.last_used_ip) from v \
            where secret_keys.app_id = v.app_id and secret_keys.id = v.id \
            and (secret_keys.last_used_at is null or secret_keys.last_used_at < v.used_at)";
        rows.execute(ctx.db.writer(), sql).await?;
    }
    Ok(())
}

const COLUMNS: [crate::sql::Column; 4] = [
    column("app_id", Type::Uuid),
    column("id", Type::Uuid),
    column("used_at", Type::Int),
    column("address", Type::Text),
];
