//! Users as an import names them.

use crate::{
    Error, Result,
    log::Writer,
    names,
    sql::{Rows, Type, column, nullable, text_or_empty},
    validate::{self, no_nul, rules},
};
use sea_orm::{DbErr, QueryResult};
use std::collections::{BTreeMap, HashMap};
use warbler_protocol::{AppId, UserId, UserRecord};

/// The users of one chunk: those who are there, and those who are to be made.
pub(crate) struct Intake {
    app_id: AppId,
    /// Whether they were erased.
    known: HashMap<UserId, bool>,
    /// In the order of their ids, so that two imports do not wait for each other.
    new: BTreeMap<UserId, Option<UserRecord>>,
}

impl Intake {
    /// Looks up who is there of those who are named.
    pub(crate) async fn load(
        writer: &Writer<'_>,
        app_id: AppId,
        ids: impl Iterator<Item = UserId>,
    ) -> Result<Self> {
        let mut rows = Rows::new([column("app_id", Type::Uuid), column("id", Type::Text)]);
        for id in ids.collect::<std::collections::BTreeSet<_>>() {
            rows.push([app_id.0.into(), id.as_str().into()]);
        }
        let sql = "select u.id, u.erased_at from v \
            join users u on u.app_id = v.app_id and u.id = v.id";
        let mut known = HashMap::new();
        for row in rows.query(writer.tx(), sql).await? {
            let id: String = row.try_get("", "id")?;
            let erased: Option<i64> = row.try_get("", "erased_at")?;
            let id = id.parse().map_err(|_| Error::Corrupt(format!("user id {id:?}")))?;
            known.insert(id, erased.is_some());
        }
        Ok(Self { app_id, known, new: BTreeMap::new() })
    }

    /// Takes a user. Answers whether they are new.
    pub(crate) fn take(&mut self, record: &UserRecord) -> Result<bool> {
        check(record)?;
        if self.known.contains_key(&record.id) {
            return Ok(false);
        }
        let slot = self.new.entry(record.id.clone()).or_default();
        Ok(slot.replace(record.clone()).is_none())
    }

    /// Makes sure of somebody whom another record names.
    pub(crate) fn imply(&mut self, id: &UserId) {
        if !self.known.contains_key(id) {
            self.new.entry(id.clone()).or_default();
        }
    }

    /// Whether nothing may be said in their name any more.
    pub(crate) fn is_erased(&self, id: &UserId) -> bool {
        match self.new.get(id) {
            Some(new) => new.as_ref().is_some_and(|user| user.erased_at.is_some()),
            None => self.known.get(id).copied().unwrap_or_default(),
        }
    }

    /// Writes those who are new, and answers how many.
    pub(crate) async fn store(self, writer: &Writer<'_>) -> Result<i64> {
        let mut rows = Rows::new(COLUMNS);
        let count = self.new.len();
        for (id, record) in self.new {
            rows.push(row(self.app_id, id, record, writer.now().0)?);
        }
        // Somebody may have made one of them meanwhile.
        let made = "on conflict do nothing returning id, case when erased_at is null then name end as name";
        let made = rows.insert_returning(writer.tx(), "users", made).await?;
        let named: Vec<_> = made.iter().map(named).collect::<Result<_, DbErr>>()?;
        let named = named.iter().flatten().map(|(id, name)| (id.as_str(), name.as_str()));
        names::keep_users(writer.tx(), self.app_id, &named.collect::<Vec<_>>()).await?;
        Ok(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

/// The id and the name of a row that was written.
fn named(row: &QueryResult) -> Result<Option<(String, String)>, DbErr> {
    let (id, name): (String, Option<String>) = (row.try_get("", "id")?, row.try_get("", "name")?);
    Ok(name.map(|name| (id, name)))
}

fn check(record: &UserRecord) -> Result<()> {
    rules(record)?;
    no_nul("/name", record.name.as_deref())?;
    no_nul("/avatar_url", record.avatar_url.as_deref())?;
    validate::metadata("/metadata", &record.metadata).map(drop)
}

fn row(
    app_id: AppId,
    id: UserId,
    record: Option<UserRecord>,
    now: i64,
) -> Result<[sea_orm::Value; COLUMNS.len()]> {
    let record = record.unwrap_or_else(|| UserRecord::new(id));
    let created_at = record.created_at.map_or(now, |at| at.0);
    let erased_at = record.erased_at.map_or(0, |at| at.0);
    Ok([
        app_id.0.into(),
        record.id.as_str().into(),
        text_or_empty(record.name.as_deref()),
        text_or_empty(record.avatar_url.as_deref()),
        validate::metadata("/metadata", &record.metadata)?.into(),
        record.deactivated_at.map_or(erased_at, |at| at.0).into(),
        erased_at.into(),
        created_at.into(),
        record.updated_at.map_or(created_at, |at| at.0).into(),
    ])
}

const COLUMNS: [crate::sql::Column; 9] = [
    column("app_id", Type::Uuid),
    column("id", Type::Text),
    nullable("name", Type::Text),
    nullable("avatar_url", Type::Text),
    column("metadata", Type::Text),
    nullable("deactivated_at", Type::Int),
    nullable("erased_at", Type::Int),
    column("created_at", Type::Int),
    column("updated_at", Type::Int),
];
