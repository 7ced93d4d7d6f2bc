//! The head of a conversation: what the next entry's numbers follow from.
//!
//! The columns belong to [`crate::conversations`]; the log reads and moves those that count.

use super::LARGE;
use crate::{
    Result,
    sql::{Rows, Script, Type, column},
    validate::from_word,
};
use sea_orm::{ConnectionTrait, QueryResult};
use std::collections::{HashMap, HashSet};
use warbler_protocol::{AppId, ConversationId, ConversationKind, Posting};

/// A conversation, as the log sees it under the lock of its shard.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) kind: ConversationKind,
    pub(crate) posting: Posting,
    /// Of a direct conversation: who blocked the other, `*` if both did.
    pub(crate) blocked_by: Option<String>,
    pub(crate) member_count: i64,
    pub(crate) last_seq: i64,
    pub(crate) last_ordinal: i64,
    pub(crate) last_position: i64,
    pub(crate) active_position: i64,
}

/// Names a conversation across apps.
pub(crate) type Key = (AppId, ConversationId);

/// What [`Head::from_row`] reads, in a query where the conversation is `c`.
pub(crate) const COLUMNS: &str = "c.kind, c.posting, c.blocked_by, c.member_count, \
    c.last_seq, c.last_ordinal, c.last_position, c.active_position";

impl Head {
    /// Whether what members do is state here rather than history: reactions have no seq.
    pub(crate) fn is_large(&self) -> bool {
        self.member_count > LARGE
    }

    pub(crate) fn from_row(row: &QueryResult) -> Result<Self> {
        Ok(Self {
            kind: from_word(&row.try_get::<String>("", "kind")?)?,
            posting: from_word(&row.try_get::<String>("", "posting")?)?,
            blocked_by: row.try_get("", "blocked_by")?,
            member_count: row.try_get("", "member_count")?,
            last_seq: row.try_get("", "last_seq")?,
            last_ordinal: row.try_get("", "last_ordinal")?,
            last_position: row.try_get("", "last_position")?,
            active_position: row.try_get("", "active_position")?,
        })
    }
}

/// The heads of conversations that are there, by key.
pub(crate) async fn load(
    db: &impl ConnectionTrait,
    keys: impl IntoIterator<Item = Key>,
) -> Result<HashMap<Key, Head>> {
    let mut rows = Rows::new([column("app_id", Type::Uuid), column("id", Type::Uuid)]);
    for (app_id, id) in keys.into_iter().collect::<HashSet<_>>() {
        rows.push([app_id.0.into(), id.0.into()]);
    }
    let sql = format!(
        "select c.app_id, c.id, {COLUMNS} from v join conversations c \
         on c.app_id = v.app_id and c.id = v.id where c.deleted_at is null"
    );
    let found = rows.query(db, &sql).await?;
    found
        .iter()
        .map(|row| {
            let key = (AppId(row.try_get("", "app_id")?), ConversationId(row.try_get("", "id")?));
            Ok((key, Head::from_row(row)?))
        })
        .collect()
}

/// Writes back heads that have moved.
pub(crate) fn store<'a>(script: &mut Script, heads: impl Iterator<Item = (Key, &'a Head)>) {
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("id", Type::Uuid),
        column("member_count", Type::Int),
        column("last_seq", Type::Int),
        column("last_ordinal", Type::Int),
        column("last_position", Type::Int),
        column("active_position", Type::Int),
    ]);
    for ((app_id, id), head) in heads {
        rows.push([
            app_id.0.into(),
            id.0.into(),
            head.member_count.into(),
            head.last_seq.into(),
            head.last_ordinal.into(),
            head.last_position.into(),
            head.active_position.into(),
        ]);
    }
    let sql = "update conversations set member_count = v.member_count, last_seq = v.last_seq, \
        last_ordinal = v.last_ordinal, last_position = v.last_position, \
        active_position = v.active_position \
        from v where conversations.app_id = v.app_id and conversations.id = v.id";
    script.add(rows, sql);
}
