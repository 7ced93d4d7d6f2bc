//! Reactions as an import has them: made of their entries, and of records where they are none.

use super::change::{check_key, tally};
use crate::{
    Error, Result,
    log::{Place, Writer},
    sql::{Rows, Type, column},
    validate::{decode, encode},
};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;
use warbler_protocol::{
    AppId, ConversationId, EventKind, EventRecord, MessageId, ReactionChanged, ReactionCount,
    Timestamp, UserId,
};

/// One user's reaction of one kind to one message.
pub(crate) type Key = (MessageId, String, UserId);

/// The reactions of one chunk.
pub(crate) struct Intake {
    app_id: AppId,
    /// Whether it stands, and the position of the entry that says so.
    known: HashMap<Key, (bool, i64)>,
    counts: HashMap<MessageId, Vec<ReactionCount>>,
    changed: HashMap<Key, Change>,
    /// Messages whose reactions changed; where that was, if it is no entry.
    touched: HashMap<MessageId, i64>,
    /// Entries that are not the last word any more.
    outdated: Vec<i64>,
}

struct Change {
    conversation_id: ConversationId,
    active: bool,
    position: i64,
    at: Timestamp,
}

/// What an entry says of a reaction, if it is one of those that do.
pub(crate) fn change_of(record: &EventRecord) -> Option<ReactionChanged> {
    let kinds = [EventKind::ReactionAdded, EventKind::ReactionRemoved];
    let data = record.data.clone().filter(|_| kinds.contains(&record.kind))?;
    let changed: ReactionChanged = serde_json::from_value(data.into()).ok()?;
    check_key(&changed.key).ok()?;
    (record.message_id == Some(changed.message_id)).then_some(changed)
}

impl Intake {
    /// Looks up the reactions that are named, and how many each message has.
    pub(crate) async fn load(
        writer: &Writer<'_>,
        app_id: AppId,
        keys: BTreeSet<Key>,
    ) -> Result<Self> {
        let ids: HashSet<_> = keys.iter().map(|(id, ..)| *id).collect();
        let mut rows = Rows::new(KEYS);
        for (id, key, user_id) in keys {
            // One with a NUL is nobody's, and PostgreSQL cannot look for it.
            if check_key(&key).is_ok() {
                let user_id = user_id.as_str();
                rows.push([app_id.0.into(), id.0.into(), key.into(), user_id.into()]);
            }
        }
        let sql = "select r.message_id, r.key, r.user_id, r.active, r.position from v \
            join reactions r on r.app_id = v.app_id and r.message_id = v.message_id \
            and r.key = v.key and r.user_id = v.user_id";
        let mut known = HashMap::new();
        for row in rows.query(writer.tx(), sql).await? {
            let user_id: String = row.try_get("", "user_id")?;
            let user_id =
                user_id.parse().map_err(|_| Error::Corrupt(format!("user id {user_id:?}")))?;
            let key = (MessageId(row.try_get("", "message_id")?), row.try_get("", "key")?, user_id);
            known.insert(key, (row.try_get("", "active")?, row.try_get("", "position")?));
        }
        Ok(Self {
            app_id,
            known,
            counts: counts(writer, app_id, ids).await?,
            changed: HashMap::new(),
            touched: HashMap::new(),
            outdated: Vec::new(),
        })
    }

    /// Refuses a reaction of another kind where a message has as many as it may have.
    pub(crate) fn require_room(&self, changed: &ReactionChanged) -> Result<()> {
        let mut counts = self.counts.get(&changed.message_id).cloned().unwrap_or_default();
        tally(&mut counts, &changed.key, true).map(drop)
    }

    /// Takes what an entry says that was appended at a place.
    pub(crate) fn take_entry(
        &mut self,
        record: &EventRecord,
        changed: ReactionChanged,
        place: Place,
    ) -> Result<()> {
        let active = record.kind == EventKind::ReactionAdded;
        let (conversation_id, at) = (record.conversation_id, record.created_at);
        let change = Change { conversation_id, active, position: place.position, at };
        let ReactionChanged { message_id, key, user_id, .. } = changed;
        self.touched.entry(message_id).or_default();
        self.change((message_id, key, user_id), change)
    }

    /// Takes a reaction that is no entry. Answers whether it is new.
    pub(crate) fn take(
        &mut self,
        writer: &Writer<'_>,
        conversation_id: ConversationId,
        key: Key,
        at: Timestamp,
    ) -> Result<bool> {
        check_key(&key.1)?;
        if self.known.get(&key).is_some_and(|(active, _)| *active) {
            return Ok(false);
        }
        let head = writer.known((self.app_id, conversation_id));
        let moved = head.ok_or(Error::NotFound("conversation"))?.last_position;
        let message_id = key.0;
        self.change(key, Change { conversation_id, active: true, position: 0, at })?;
        self.touched.insert(message_id, moved);
        Ok(true)
    }

    fn change(&mut self, key: Key, change: Change) -> Result<()> {
        let before = self.known.get(&key).copied();
        if before.is_some_and(|(active, _)| active) != change.active {
            let counts = self.counts.entry(key.0).or_default();
            tally(counts, &key.1, change.active)?;
        }
        self.outdated.extend(before.map(|(_, position)| position).filter(|at| *at > 0));
        self.known.insert(key.clone(), (change.active, change.position));
        self.changed.insert(key, change);
        Ok(())
    }

    /// Writes what changed. The messages must be there.
    pub(crate) async fn store(mut self, writer: &Writer<'_>) -> Result<()> {
        let mut rows = Rows::new(REACTIONS);
        for ((message_id, key, user_id), change) in self.changed {
            rows.push([
                self.app_id.0.into(),
                message_id.0.into(),
                key.into(),
                user_id.as_str().into(),
                change.conversation_id.0.into(),
                change.active.into(),
                change.position.into(),
                change.at.0.into(),
            ]);
        }
        let again = "on conflict (app_id, message_id, key, user_id) do update set \
            active = excluded.active, position = excluded.position, \
            created_at = excluded.created_at";
        rows.insert(writer.tx(), "reactions", again).await?;
        let mut messages = Rows::new(MESSAGES);
        for (id, moved) in self.touched {
            let counts = self.counts.remove(&id).unwrap_or_default();
            let app_id = self.app_id.0;
            messages.push([app_id.into(), id.0.into(), encode(&counts)?.into(), moved.into()]);
        }
        let sql = "update messages set reactions = v.reactions, \
            reactions_position = coalesce(nullif(v.position, 0), reactions_position) from v \
            where messages.app_id = v.app_id and messages.id = v.id";
        messages.execute(writer.tx(), sql).await?;
        writer.blank(&self.outdated).await
    }
}

/// How many reacted how to these messages.
async fn counts(
    writer: &Writer<'_>,
    app_id: AppId,
    ids: HashSet<MessageId>,
) -> Result<HashMap<MessageId, Vec<ReactionCount>>> {
    let mut rows = Rows::new([column("app_id", Type::Uuid), column("id", Type::Uuid)]);
    ids.into_iter().for_each(|id| rows.push([app_id.0.into(), id.0.into()]));
    let sql = "select x.id, x.reactions from v \
        join messages x on x.app_id = v.app_id and x.id = v.id where x.reactions is not null";
    let mut counts = HashMap::new();
    for row in rows.query(writer.tx(), sql).await? {
        let reactions: String = row.try_get("", "reactions")?;
        counts.insert(MessageId(row.try_get::<Uuid>("", "id")?), decode(&reactions)?);
    }
    Ok(counts)
}

const KEYS: [crate::sql::Column; 4] = [
    column("app_id", Type::Uuid),
    column("message_id", Type::Uuid),
    column("key", Type::Text),
    column("user_id", Type::Text),
];

const REACTIONS: [crate::sql::Column; 8] = [
    KEYS[0],
    KEYS[1],
    KEYS[2],
    KEYS[3],
    column("conversation_id", Type::Uuid),
    column("active", Type::Bool),
    column("position", Type::Int),
    column("created_at", Type::Int),
];

const MESSAGES: [crate::sql::Column; 4] = [
    column("app_id", Type::Uuid),
    column("id", Type::Uuid),
    column("reactions", Type::Text),
    column("position", Type::Int),
];
