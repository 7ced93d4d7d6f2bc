//! The consumer of the log that makes a delivery of every event for every endpoint that selects it.
//!
//! A delivery holds ids alone. Entries of an import are none of it: they happened elsewhere.

use super::{
    model::Selection,
    new::{New, NewDeliveries},
};
use crate::{
    Context, Result,
    log::{self, Effects, Entry},
    sql::{Rows, Type, column, statement},
    validate::from_word,
};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;
use warbler_protocol::{ConversationId, ConversationKind, EventKind, Timestamp};

/// The consumer.
#[derive(Clone, Copy, Debug)]
pub struct Dispatching {
    pub now: Timestamp,
}

impl Effects for Dispatching {
    const NAME: &'static str = "webhooks";

    /// Without endpoints there is nothing to look for.
    /// Without endpoints there is nothing to look for.
    async fn skips(&self, ctx: &Context, shard: i32) -> Result<Option<i64>> {
        // Read first: an endpoint that is not seen now begins behind it.
        let (db, position) = (ctx.db.reader(), log::position(ctx, shard).await?);
        let sql = "select 1 as one from webhook_endpoints where shard = $1 and enabled limit 1";
        let found = db.query_one_raw(statement(db, sql, vec![shard.into()])).await?;
        Ok(found.is_none().then_some(position))
    }

    async fn apply(&self, tx: &DatabaseTransaction, entries: &[Entry]) -> Result<()> {
        let told: Vec<_> = entries.iter().filter(|entry| is_told(entry)).collect();
        let targets = targets(tx, told.iter().map(|entry| entry.app_id).collect()).await?;
        if targets.is_empty() {
            return Ok(());
        }
        let kinds = conversation_kinds(tx, &told, &targets).await?;
        let mut new = NewDeliveries::new(self.now);
        for entry in told {
            let kind = entry.kind()?;
            for target in targets.get(&entry.app_id).into_iter().flatten() {
                if target.wants(entry, kind, &kinds) {
                    new.push(target.delivery(entry))?;
                }
            }
        }
        new.insert(tx).await?;
        blank_answers(tx, entries).await
    }
}

fn is_told(entry: &Entry) -> bool {
    !entry.is_imported() && entry.kind().is_ok_and(EventKind::reaches_servers)
}

/// An endpoint that is told of an app's events.
pub(super) struct Target {
    endpoint_id: Uuid,
    ordered: bool,
    from_position: i64,
    selection: Selection,
}

pub(super) type Kinds = HashMap<(Uuid, Uuid), ConversationKind>;

impl Target {
    pub(super) fn read(row: &QueryResult) -> Result<Self> {
        let text = |name| row.try_get::<String>("", name);
        let (types, kinds) = (text("event_types")?, text("conversation_kinds")?);
        Ok(Self {
            endpoint_id: row.try_get("", "id")?,
            ordered: row.try_get("", "ordered")?,
            from_position: row.try_get("", "from_position")?,
            selection: Selection::read(&types, &kinds, &text("conversation_ids")?)?,
        })
    }

    fn wants(&self, entry: &Entry, kind: EventKind, kinds: &Kinds) -> bool {
        entry.position > self.from_position && self.selects(entry, kind, kinds)
    }

    /// Whether the endpoint is told of an entry, whenever it happened.
    pub(super) fn selects(&self, entry: &Entry, kind: EventKind, kinds: &Kinds) -> bool {
        let Selection { event_types, conversation_kinds, conversation_ids } = &self.selection;
        let conversation = kinds.get(&(entry.app_id, entry.conversation_id));
        event_types.iter().any(|selector| selector.selects(kind))
            && (conversation_ids.is_empty()
                || conversation_ids.contains(&ConversationId(entry.conversation_id)))
            && (conversation_kinds.is_empty()
                || conversation.is_some_and(|kind| conversation_kinds.contains(kind)))
    }

    pub(super) fn delivery(&self, entry: &Entry) -> New {
        New {
            app_id: entry.app_id,
            endpoint_id: self.endpoint_id,
            kind: entry.kind.clone(),
            position: Some(entry.position),
            conversation_id: Some(entry.conversation_id),
            seq: entry.seq,
            message_id: entry.message_id,
            ordered: self.ordered,
        }
    }

    fn asks_for_kinds(&self) -> bool {
        !self.selection.conversation_kinds.is_empty()
    }
}

/// The enabled endpoints of these apps.
async fn targets(
    tx: &DatabaseTransaction,
    apps: HashSet<Uuid>,
) -> Result<HashMap<Uuid, Vec<Target>>> {
    let mut rows = Rows::new([column("app_id", Type::Uuid)]);
    apps.into_iter().for_each(|app_id| rows.push([app_id.into()]));
    let sql = "select x.app_id, x.id, x.ordered, x.from_position, x.event_types, \
        x.conversation_kinds, x.conversation_ids from v \
        join webhook_endpoints x on x.app_id = v.app_id where x.enabled";
    let mut targets: HashMap<_, Vec<_>> = HashMap::new();
    for row in rows.query(tx, sql).await? {
        targets.entry(row.try_get("", "app_id")?).or_default().push(Target::read(&row)?);
    }
    Ok(targets)
}

/// The kinds of the entries' conversations, where an endpoint asks for them.
async fn conversation_kinds(
    tx: &DatabaseTransaction,
    told: &[&Entry],
    targets: &HashMap<Uuid, Vec<Target>>,
) -> Result<Kinds> {
    let asked =
        |app_id| targets.get(app_id).is_some_and(|it| it.iter().any(Target::asks_for_kinds));
    let wanted = told.iter().filter(|entry| asked(&entry.app_id));
    kinds_of(tx, wanted.map(|entry| (entry.app_id, entry.conversation_id)).collect()).await
}

pub(super) async fn kinds_of(
    db: &impl ConnectionTrait,
    conversations: HashSet<(Uuid, Uuid)>,
) -> Result<Kinds> {
    let mut rows = Rows::new([column("app_id", Type::Uuid), column("id", Type::Uuid)]);
    for (app_id, id) in conversations {
        rows.push([app_id.into(), id.into()]);
    }
    let sql = "select x.app_id, x.id, x.kind from v \
        join conversations x on x.app_id = v.app_id and x.id = v.id";
    let mut kinds = HashMap::new();
    for row in rows.query(db, sql).await? {
        let kind = from_word(&row.try_get::<String>("", "kind")?)?;
        kinds.insert((row.try_get("", "app_id")?, row.try_get("", "id")?), kind);
    }
    Ok(kinds)
}

/// What was answered to events of a message goes when the message is recalled: it may repeat it.
async fn blank_answers(tx: &DatabaseTransaction, entries: &[Entry]) -> Result<()> {
    let mut rows = Rows::new([column("app_id", Type::Uuid), column("message_id", Type::Uuid)]);
    let recalled = entries.iter().filter(|it| it.kind == EventKind::MessageRecalled.as_str());
    for (app_id, message_id) in recalled.filter_map(|it| Some((it.app_id, it.message_id?))) {
        rows.push([app_id.into(), message_id.into()]);
    }
    let sql = "update webhook_attempts set response_body = null from v \
        join webhook_deliveries d on d.app_id = v.app_id and d.message_id = v.message_id \
        where webhook_attempts.app_id = d.app_id \
        and webhook_attempts.endpoint_id = d.endpoint_id \
        and webhook_attempts.delivery_id = d.id and webhook_attempts.response_body is not null";
    Ok(rows.execute(tx, sql).await?)
}
