//! Blocks as an import has them.

use crate::{
    Error, Result, conversations,
    log::Writer,
    members,
    sql::{Rows, Type, column},
};
use std::collections::{BTreeSet, HashSet};
use warbler_protocol::{AppId, BlockRecord, UserId};

/// Who blocks whom.
pub(crate) type Key = (UserId, UserId);

/// The blocks of one chunk.
pub(crate) struct Intake {
    app_id: AppId,
    known: HashSet<Key>,
    new: Rows<4>,
    sides: Vec<Key>,
}

impl Intake {
    /// Looks up which of the blocks are there.
    pub(crate) async fn load(
        writer: &Writer<'_>,
        app_id: AppId,
        keys: BTreeSet<Key>,
    ) -> Result<Self> {
        let mut rows = Rows::new([COLUMNS[0], COLUMNS[1], COLUMNS[2]]);
        for (user_id, blocked_id) in keys {
            rows.push([app_id.0.into(), user_id.as_str().into(), blocked_id.as_str().into()]);
        }
        let sql = "select b.user_id, b.blocked_id from v join blocks b \
            on b.app_id = v.app_id and b.user_id = v.user_id and b.blocked_id = v.blocked_id";
        let mut known = HashSet::new();
        for row in rows.query(writer.tx(), sql).await? {
            let user = |name: &str| -> Result<UserId> {
                let id: String = row.try_get("", name)?;
                id.parse().map_err(|_| Error::Corrupt(format!("user id {id:?}")))
            };
            known.insert((user("user_id")?, user("blocked_id")?));
        }
        Ok(Self { app_id, known, new: Rows::new(COLUMNS), sides: Vec::new() })
    }

    /// Takes a block. Answers whether it is new.
    pub(crate) fn take(&mut self, writer: &Writer<'_>, record: &BlockRecord) -> Result<bool> {
        let BlockRecord { user_id, blocked_id, created_at } = record;
        if user_id == blocked_id {
            return Err(Error::field("/blocked_id", "invalid", "nobody blocks themselves"));
        }
        if !self.known.insert((user_id.clone(), blocked_id.clone())) {
            return Ok(false);
        }
        self.new.push([
            self.app_id.0.into(),
            user_id.as_str().into(),
            blocked_id.as_str().into(),
            created_at.unwrap_or(writer.now()).0.into(),
        ]);
        self.sides.push((user_id.clone(), blocked_id.clone()));
        Ok(true)
    }

    /// Writes what is new, and folds it into the rows that have to know. The users must be there.
    pub(crate) async fn store(self, writer: &Writer<'_>) -> Result<()> {
        self.new.insert(writer.tx(), "blocks", "").await?;
        let pairs = self.sides.iter().map(|(one, other)| [one, other]);
        conversations::fold_blocks(writer.tx(), self.app_id, pairs).await?;
        let users: BTreeSet<_> = self.sides.iter().flat_map(|(one, other)| [one, other]).collect();
        members::fold_of_users(writer, self.app_id, users).await
    }
}

const COLUMNS: [crate::sql::Column; 4] = [
    column("app_id", Type::Uuid),
    column("user_id", Type::Text),
    column("blocked_id", Type::Text),
    column("created_at", Type::Int),
];
