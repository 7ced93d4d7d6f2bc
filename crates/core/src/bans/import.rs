//! Bans as an import has them. One that is there stays as it is.

use super::{COLUMNS, EVERYWHERE};
use crate::{
    Error, Result,
    log::Writer,
    members,
    sql::{Rows, Type, column, text_or_empty},
    users,
    validate::{no_nul, rules, word},
};
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;
use warbler_protocol::{AppId, BanKind, BanRecord, ConversationId, Timestamp, UserId};

/// Somebody at a place.
pub(crate) type Key = (Option<ConversationId>, UserId);

/// The bans of one chunk.
pub(crate) struct Intake {
    app_id: AppId,
    known: HashSet<Key>,
    new: Rows<{ COLUMNS.len() }>,
    users: BTreeSet<UserId>,
    /// Who is kept out of the app, and until when.
    shut_out: Vec<(UserId, Timestamp)>,
}

impl Intake {
    /// Looks up who is banned where.
    pub(crate) async fn load(
        writer: &Writer<'_>,
        app_id: AppId,
        keys: BTreeSet<Key>,
    ) -> Result<Self> {
        let mut rows = Rows::new([
            column("app_id", Type::Uuid),
            column("conversation_id", Type::Uuid),
            column("user_id", Type::Text),
        ]);
        for (place, user_id) in keys {
            rows.push([app_id.0.into(), uuid_of(place).into(), user_id.as_str().into()]);
        }
        let sql = "select b.conversation_id, b.user_id from v join bans b on b.app_id = v.app_id \
            and b.conversation_id = v.conversation_id and b.user_id = v.user_id";
        let mut known = HashSet::new();
        for row in rows.query(writer.tx(), sql).await? {
            let id: String = row.try_get("", "user_id")?;
            let id = id.parse().map_err(|_| Error::Corrupt(format!("user id {id:?}")))?;
            let place: Uuid = row.try_get("", "conversation_id")?;
            let place = Some(place).filter(|place| *place != EVERYWHERE);
            known.insert((place.map(ConversationId), id));
        }
        let (new, users) = (Rows::new(COLUMNS), BTreeSet::new());
        Ok(Self { app_id, known, new, users, shut_out: Vec::new() })
    }

    /// Takes a ban, and its reason only where its user was not erased. Answers whether it is new.
    pub(crate) fn take(
        &mut self,
        now: Timestamp,
        place: Option<ConversationId>,
        record: &BanRecord,
        heard: bool,
    ) -> Result<bool> {
        rules(record)?;
        no_nul("/reason", record.reason.as_deref())?;
        if !self.known.insert((place, record.user_id.clone())) {
            return Ok(false);
        }
        let until = record.until.unwrap_or(Timestamp::FOREVER);
        self.new.push([
            self.app_id.0.into(),
            uuid_of(place).into(),
            record.user_id.as_str().into(),
            word(&record.kind)?.into(),
            text_or_empty(record.reason.as_deref().filter(|_| heard)),
            until.0.into(),
            text_or_empty(record.by.as_ref().map(|id| id.as_str())),
            record.created_at.unwrap_or(now).0.into(),
        ]);
        self.users.insert(record.user_id.clone());
        if place.is_none() && record.kind == BanKind::Ban {
            self.shut_out.push((record.user_id.clone(), until));
        }
        Ok(true)
    }

    /// Writes what is new, and folds it into the rows that have to know. The users must be there.
    pub(crate) async fn store(self, writer: &Writer<'_>) -> Result<()> {
        self.new.insert(writer.tx(), "bans", "").await?;
        users::shut_out_many(writer, self.app_id, self.shut_out).await?;
        members::fold_of_users(writer, self.app_id, &self.users).await
    }
}

fn uuid_of(place: Option<ConversationId>) -> Uuid {
    place.map_or(EVERYWHERE, |id| id.0)
}
