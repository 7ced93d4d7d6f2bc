//! The only writer of a shard, for as long as its transaction lasts.

mod import;

pub(crate) use import::Imported;

use super::{
    Batch, Delivery, Draft, Head, Hidden, Log, Place, Uncounted,
    entry::{is_read_anew, shows_message},
    frame,
    head::{self, Key},
};
use crate::{
    Error, Result, error,
    sql::{Rows, Script, Type, column, nullable, statement, text_or_empty, uuid_or_nil},
};
use bytestring::ByteString;
use sea_orm::{ConnectionTrait as _, DatabaseTransaction, DbBackend};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};
use warbler_protocol::{AppId, ConversationId, EventKind, MessageId, Timestamp, UserId};

/// Holds a shard: numbers, writes and finally publishes what is appended.
///
/// Nothing waits on the network while a writer is alive, the database aside. Dropping it takes
/// everything back, the numbers included.
pub(crate) struct Writer<'a> {
    log: &'a Log,
    tx: DatabaseTransaction,
    shard: i32,
    first: i64,
    position: i64,
    now: Timestamp,
    heads: HashMap<Key, Head>,
    moved: HashSet<Key>,
    entries: Rows<11>,
    imported: Rows<{ import::COLUMNS.len() }>,
    script: Script,
    deliveries: Vec<Delivery>,
}

impl<'a> Writer<'a> {
    /// Waits for the shard and takes it.
    pub(crate) async fn begin(log: &'a Log, shard: i32) -> Result<Self> {
        let tx = log.db.begin().await?;
        let lock = match tx.get_database_backend() {
            DbBackend::Postgres => "for update",
            _ => "",
        };
        let sql = format!("select position from shards where shard = $1 {lock}");
        let row = tx.query_one_raw(statement(&tx, &sql, vec![shard.into()])).await?;
        let row = row.ok_or_else(|| Error::Corrupt(format!("there is no shard {shard}")))?;
        let position = row.try_get("", "position")?;
        Ok(Self {
            log,
            script: Script::new(tx.get_database_backend()),
            tx,
            shard,
            first: position + 1,
            position,
            now: (log.clock)(),
            heads: HashMap::new(),
            moved: HashSet::new(),
            entries: Rows::new(COLUMNS),
            imported: Rows::new(import::COLUMNS),
            deliveries: Vec::new(),
        })
    }

    pub(crate) fn tx(&self) -> &DatabaseTransaction {
        &self.tx
    }

    /// What is to be written with the commit, or with the next [`Writer::flush`].
    pub(crate) fn script(&mut self) -> &mut Script {
        &mut self.script
    }

    /// Writes what was kept back, for whoever wants to read it in this transaction.
    pub(crate) async fn flush(&mut self) -> Result<()> {
        Ok(self.script.run(&self.tx).await?)
    }

    /// The one moment at which all of this happens.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// Whether anything was appended.
    pub(crate) fn is_empty(&self) -> bool {
        self.position < self.first
    }

    /// The conversation, or not found.
    pub(crate) async fn head(&mut self, app_id: AppId, id: ConversationId) -> Result<&mut Head> {
        let key = (app_id, id);
        if !self.heads.contains_key(&key) {
            let found = head::load(&self.tx, [key]).await?;
            self.heads.extend(found);
        }
        self.heads.get_mut(&key).ok_or(Error::NotFound("conversation"))
    }

    /// A head that was read under this lock. One that is known already has moved on and stays.
    pub(crate) fn know(&mut self, key: Key, head: Head) {
        self.heads.entry(key).or_insert(head);
    }

    /// The head, if it was read.
    pub(crate) fn known(&self, key: Key) -> Option<&Head> {
        self.heads.get(&key)
    }

    /// Notes how many members a conversation has from now on.
    pub(crate) fn count_members(&mut self, key: Key, count: i64) {
        if let Some(head) = self.heads.get_mut(&key) {
            head.member_count = count;
        }
    }

    /// Gives out the numbers of the next entry. The caller then says what it holds with
    /// [`Writer::write`], which most need the numbers for. The head must be known.
    pub(crate) fn append(&mut self, draft: &Draft) -> Result<Place> {
        match draft.kind {
            EventKind::ReceiptUpdated => self.append_news(draft),
            _ => self.place(draft, true, None),
        }
    }

    /// The same for a message that takes no ordinal of the main timeline.
    pub(crate) fn append_uncounted(&mut self, draft: &Draft, why: Uncounted) -> Result<Place> {
        self.place(draft, true, Some(why))
    }

    /// The same for what takes a position and no seq: it is kept as state, and in the log for a day.
    pub(crate) fn append_news(&mut self, draft: &Draft) -> Result<Place> {
        self.place(draft, false, None)
    }

    fn place(
        &mut self,
        draft: &Draft,
        has_seq: bool,
        uncounted: Option<Uncounted>,
    ) -> Result<Place> {
        let key = (draft.app_id, draft.conversation_id);
        let head = self.heads.get_mut(&key).ok_or(Error::NotFound("conversation"))?;
        self.position += 1;
        if draft.kind.is_private() {
            let (position, ordinal) = (self.position, head.last_ordinal);
            return Ok(Place { position, seq: 0, ordinal, uncounted: None });
        }
        let mut seq = 0;
        if has_seq {
            head.last_seq += 1;
            seq = head.last_seq;
        }
        let counted = uncounted.is_none();
        if draft.kind == EventKind::MessageCreated && counted {
            head.last_ordinal += 1;
        }
        let moves_up = [EventKind::MessageCreated, EventKind::ConversationCreated];
        if moves_up.contains(&draft.kind) && counted {
            head.active_position = self.position;
        }
        head.last_position = self.position;
        let (position, ordinal) = (self.position, head.last_ordinal);
        let place = Place { position, seq, ordinal, uncounted };
        self.moved.insert(key);
        Ok(place)
    }

    /// Writes the entry that `place` was given out for. `data` is the JSON of its event. What a
    /// message says is not kept here: `message_id` says where it is, and whom it may be shown to. Nor
    /// are settings and drafts: they are read from where they stand now.
    pub(crate) fn write(
        &mut self,
        draft: Draft,
        place: Place,
        data: &str,
        message_id: Option<MessageId>,
    ) {
        let elsewhere = shows_message(draft.kind) || is_read_anew(draft.kind);
        let body = (!elsewhere).then_some(data);
        self.entries.push([
            i64::from(self.shard).into(),
            place.position.into(),
            draft.app_id.0.into(),
            draft.conversation_id.0.into(),
            place.seq.into(),
            draft.kind.as_str().into(),
            text_or_empty(draft.sender_id.as_ref().map(|id| id.as_str())),
            uuid_or_nil(message_id.map(|id| id.0)),
            text_or_empty(body),
            self.now.0.into(),
            text_or_empty(place.uncounted.map(Uncounted::as_str)),
        ]);
        let numbers = (place.position, (place.seq > 0).then_some(place.seq));
        let (secrets, app_id, conversation_id) =
            (&self.log.secrets, draft.app_id, draft.conversation_id);
        let frame = frame(secrets, app_id, conversation_id, draft.kind, numbers, data);
        let mut hidden = Vec::new();
        if !draft.hidden_from.is_empty() {
            // What has no place leaves none.
            let frame = match numbers.1 {
                Some(_) => {
                    let kind = EventKind::Hidden;
                    super::frame(secrets, app_id, conversation_id, kind, numbers, "{}")
                }
                None => ByteString::new(),
            };
            hidden.push(Hidden { from: draft.hidden_from, frame });
        }
        let size = self.known((draft.app_id, draft.conversation_id)).map(|head| head.member_count);
        self.deliveries.push(Delivery {
            position: place.position,
            app_id: draft.app_id,
            conversation_id: draft.conversation_id,
            audience: draft.audience.for_size(size.unwrap_or_default()),
            effect: draft.effect,
            hidden,
            frame,
        });
    }

    /// Tells some of those who may not see the entry that was written last this instead.
    pub(crate) fn write_instead(
        &mut self,
        place: Place,
        from: Vec<UserId>,
        kind: EventKind,
        data: &str,
    ) {
        let Some(delivery) = self.deliveries.last_mut().filter(|_| !from.is_empty()) else {
            return;
        };
        let numbers = (place.position, (place.seq > 0).then_some(place.seq));
        let (app_id, conversation_id) = (delivery.app_id, delivery.conversation_id);
        let frame = frame(&self.log.secrets, app_id, conversation_id, kind, numbers, data);
        delivery.hidden.push(Hidden { from, frame });
    }

    /// Takes the bodies of earlier entries out of the log: they keep their places as `hidden`.
    pub(crate) async fn blank(&self, positions: &[i64]) -> Result<()> {
        let mut rows = Rows::new([column("shard", Type::Int), column("position", Type::Int)]);
        for position in positions {
            rows.push([i64::from(self.shard).into(), (*position).into()]);
        }
        let sql = "update entries set body = null from v \
            where entries.shard = v.shard and entries.position = v.position";
        Ok(rows.execute(&self.tx, sql).await?)
    }

    /// Commits, then publishes. Answers the shard's position after it.
    ///
    /// [`Error::OutcomeUnknown`] means that the commit was sent and its answer never came.
    pub(crate) async fn commit(mut self) -> Result<i64> {
        if self.is_empty() {
            self.tx.commit().await?;
            return Ok(self.position);
        }
        let entries = std::mem::replace(&mut self.entries, Rows::new(COLUMNS));
        self.script.insert(entries, "entries", "");
        let imported = std::mem::replace(&mut self.imported, Rows::new(import::COLUMNS));
        self.script.insert(imported, "entries", "");
        let heads = &self.heads;
        let moved = self.moved.iter().filter_map(|key| Some((*key, heads.get(key)?)));
        head::store(&mut self.script, moved);
        let mut position = Rows::new([column("shard", Type::Int), column("position", Type::Int)]);
        position.push([i64::from(self.shard).into(), self.position.into()]);
        let sql = "update shards set position = v.position from v where shards.shard = v.shard";
        self.script.add(position, sql);
        self.script.run(&self.tx).await?;
        self.tx.commit().await.map_err(|error| match error::is_connection_error(&error) {
            true => Error::OutcomeUnknown,
            false => error.into(),
        })?;
        let (shard, first, last) = (self.shard, self.first, self.position);
        self.log.bus.publish(Arc::new(Batch { shard, first, last, deliveries: self.deliveries }));
        Ok(last)
    }
}

const COLUMNS: [crate::sql::Column; 11] = [
    column("shard", Type::Int),
    column("position", Type::Int),
    column("app_id", Type::Uuid),
    column("conversation_id", Type::Uuid),
    nullable("seq", Type::Int),
    column("kind", Type::Text),
    nullable("sender_id", Type::Text),
    nullable("message_id", Type::Uuid),
    nullable("body", Type::Text),
    column("created_at", Type::Int),
    nullable("uncounted", Type::Text),
];
