//! The messages of a chunk that are there.

use crate::{
    Error, Result,
    log::Writer,
    sql::{Rows, Type, column},
    threads::PartKey,
};
use sea_orm::QueryResult;
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;
use warbler_protocol::{AppId, ConversationId, FileId, MessageId, UserId};

/// What of messages the lines of a chunk name.
#[derive(Default)]
pub(crate) struct Wanted {
    pub(crate) ids: BTreeSet<MessageId>,
    /// Those of them in whose threads others are.
    pub(crate) roots: BTreeSet<MessageId>,
    pub(crate) parts: BTreeSet<PartKey>,
    pub(crate) versions: BTreeSet<(MessageId, i32)>,
    pub(crate) files: BTreeSet<FileId>,
}

/// A message that is there.
pub(super) struct Known {
    pub(super) conversation_id: ConversationId,
    pub(super) seq: i64,
    pub(super) sender_id: Option<UserId>,
    /// On a reply: what its thread is about.
    pub(super) thread_id: Option<MessageId>,
    pub(super) content_hash: Vec<u8>,
    pub(super) version: i32,
    pub(super) recalled: bool,
}

pub(super) async fn load(
    writer: &Writer<'_>,
    app_id: AppId,
    ids: BTreeSet<MessageId>,
) -> Result<HashMap<MessageId, Known>> {
    let mut rows = Rows::new([column("app_id", Type::Uuid), column("id", Type::Uuid)]);
    ids.into_iter().for_each(|id| rows.push([app_id.0.into(), id.0.into()]));
    let sql = "select x.id, x.conversation_id, x.seq, x.sender_id, x.thread_id, x.content_hash, \
            x.version, x.recalled_at from v \
        join messages x on x.app_id = v.app_id and x.id = v.id";
    let rows = rows.query(writer.tx(), sql).await?;
    rows.iter().map(|row| Ok((MessageId(row.try_get("", "id")?), read(row)?))).collect()
}

fn read(row: &QueryResult) -> Result<Known> {
    let recalled_at: Option<i64> = row.try_get("", "recalled_at")?;
    let sender_id: Option<String> = row.try_get("", "sender_id")?;
    let corrupt = |_| Error::Corrupt(format!("user id {sender_id:?}"));
    Ok(Known {
        conversation_id: ConversationId(row.try_get("", "conversation_id")?),
        seq: row.try_get("", "seq")?,
        sender_id: sender_id.as_deref().map(str::parse).transpose().map_err(corrupt)?,
        thread_id: row.try_get::<Option<Uuid>>("", "thread_id")?.map(MessageId),
        content_hash: row.try_get("", "content_hash")?,
        version: row.try_get("", "version")?,
        recalled: recalled_at.is_some(),
    })
}

/// Those of the earlier versions that are there.
pub(super) async fn versions(
    writer: &Writer<'_>,
    app_id: AppId,
    versions: BTreeSet<(MessageId, i32)>,
) -> Result<HashSet<(MessageId, i32)>> {
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("message_id", Type::Uuid),
        column("version", Type::Int),
    ]);
    for (id, version) in versions {
        rows.push([app_id.0.into(), id.0.into(), i64::from(version).into()]);
    }
    let sql = "select w.message_id, w.version from v join message_versions w \
        on w.app_id = v.app_id and w.message_id = v.message_id and w.version = v.version";
    let rows = rows.query(writer.tx(), sql).await?;
    let version = |row: &QueryResult| {
        Ok((MessageId(row.try_get("", "message_id")?), row.try_get("", "version")?))
    };
    rows.iter().map(version).collect()
}
