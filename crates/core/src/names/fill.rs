//! Names that were there before their rows were: a job of each app writes them once.

use super::{NamedConversation, keep_conversations, keep_users};
use crate::{Context, Result, Scope, jobs::Job, sql::statement};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use warbler_protocol::AppId;

/// Names in one transaction.
const CHUNK: usize = 200;

/// Where to go on: first with the users, then with the conversations. A migration queues the first.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FillNames {
    UsersAfter(String),
    ConversationsAfter(Uuid),
}

impl Job for FillNames {
    const KIND: &'static str = "fill_names";
}

/// One step of the job. Answers the next, until nothing is left. Repeating a step does no harm.
pub async fn fill_chunk(
    ctx: &Context,
    scope: &Scope,
    job: &FillNames,
) -> Result<Option<FillNames>> {
    let tx = ctx.db.begin().await?;
    let next = match job {
        FillNames::UsersAfter(after) => fill_users(&tx, scope.app_id, after).await?,
        FillNames::ConversationsAfter(after) => {
            fill_conversations(&tx, scope.app_id, *after).await?
        }
    };
    tx.commit().await?;
    Ok(next)
}

async fn fill_users(
    tx: &impl ConnectionTrait,
    app_id: AppId,
    after: &str,
) -> Result<Option<FillNames>> {
    let sql = "select id, name from users where app_id = $1 and id > $2 and name is not null";
    let rows = chunk(tx, sql, vec![app_id.0.into(), after.into()]).await?;
    let named = rows.iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "name")?)));
    let named: Vec<(String, String)> = named.collect::<Result<_, DbErr>>()?;
    let pairs: Vec<_> = named.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
    keep_users(tx, app_id, &pairs).await?;
    Ok(Some(match named.last().filter(|_| named.len() == CHUNK) {
        Some((last, _)) => FillNames::UsersAfter(last.clone()),
        None => FillNames::ConversationsAfter(Uuid::nil()),
    }))
}

async fn fill_conversations(
    tx: &impl ConnectionTrait,
    app_id: AppId,
    after: Uuid,
) -> Result<Option<FillNames>> {
    let sql = "select id, name, visibility = 'public' as public from conversations \
        where app_id = $1 and id > $2 and name is not null and deleted_at is null";
    let rows = chunk(tx, sql, vec![app_id.0.into(), after.into()]).await?;
    let named = rows.iter().map(|row| {
        Ok((row.try_get("", "id")?, row.try_get("", "name")?, row.try_get("", "public")?))
    });
    let named: Vec<(Uuid, String, bool)> = named.collect::<Result<_, DbErr>>()?;
    let rows = named.iter().map(|(id, name, public)| NamedConversation {
        id: *id,
        name: Some(name),
        public: *public,
    });
    keep_conversations(tx, app_id, &rows.collect::<Vec<_>>()).await?;
    let more = named.last().filter(|_| named.len() == CHUNK);
    Ok(more.map(|(last, ..)| FillNames::ConversationsAfter(*last)))
}

/// The next rows, locked: who renames one meanwhile waits, and has the last word.
async fn chunk(
    tx: &impl ConnectionTrait,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<QueryResult>> {
    let lock = match tx.get_database_backend() {
        DbBackend::Postgres => "for update",
        _ => "",
    };
    let sql = format!("{sql} order by id limit {CHUNK} {lock}");
    Ok(tx.query_all_raw(statement(tx, &sql, values)).await?)
}
