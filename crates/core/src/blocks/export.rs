//! Blocks as an export has them.

use super::model::Model;
use crate::{Error, Result, sql::statement};
use sea_orm::{ConnectionTrait, FromQueryResult as _};
use warbler_protocol::{AppId, BlockRecord, Timestamp};

/// The blocks after that of one user against another, by user ids.
pub(crate) async fn records(
    db: &impl ConnectionTrait,
    app_id: AppId,
    (user_id, blocked_id): (&str, &str),
    limit: u64,
) -> Result<Vec<BlockRecord>> {
    let sql = format!(
        "select * from blocks where app_id = $1 and (user_id, blocked_id) > ($2, $3) \
         order by user_id, blocked_id limit {limit}"
    );
    let values = vec![app_id.0.into(), user_id.into(), blocked_id.into()];
    let found = Model::find_by_statement(statement(db, &sql, values)).all(db).await?;
    found.into_iter().map(record).collect()
}

fn record(model: Model) -> Result<BlockRecord> {
    let user_id = model.user_id.parse();
    Ok(BlockRecord {
        blocked_id: model.blocked_id()?,
        user_id: user_id.map_err(|_| Error::Corrupt(format!("user id {:?}", model.user_id)))?,
        created_at: Some(Timestamp(model.created_at)),
    })
}
