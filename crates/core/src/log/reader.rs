//! Reading the log: for nodes that missed something, and for clients that were away.

use super::{
    Audience, Delivery, Effect, Hidden,
    entry::{IMPORTED, is_read_anew},
    frame,
    texts::Texts,
};
use crate::{
    Context, Error, Result, Scope, blocks, conversations, drafts,
    members::{self, RECEIPTS_SHOWN, Visible},
    sql::{Rows, Type, column, statement},
    validate::{decode, encode},
};
use bytestring::ByteString;
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde_json::value::RawValue;
use std::{collections::HashMap, time::Duration};
use uuid::Uuid;
use warbler_protocol::{
    AppId, Conversation, ConversationId, Event, EventKind, MembersAdded, MembersRemoved,
    ReceiptUpdated, UserId,
};

/// How long receipts stay in the log. Nodes repair within seconds; the rest is for whoever looks.
const RECEIPTS_KEPT: Duration = Duration::from_secs(24 * 3600);
/// Receipts deleted in one go.
const PRUNED: u64 = 10_000;

/// A row of the log.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Entry {
    pub position: i64,
    pub app_id: Uuid,
    pub conversation_id: Uuid,
    pub seq: Option<i64>,
    pub kind: String,
    pub sender_id: Option<String>,
    pub message_id: Option<Uuid>,
    pub body: Option<String>,
    /// `import` if it happened elsewhere, before it was here.
    pub origin: Option<String>,
    pub created_at: i64,
}

/// What an [`Entry`] is read from, in a query where the entries are `e`.
pub(crate) const COLUMNS: &str = "e.position, e.app_id, e.conversation_id, e.seq, e.kind, \
    e.sender_id, e.message_id, e.body, e.origin, e.created_at";

impl Entry {
    pub fn kind(&self) -> Result<EventKind> {
        let unknown = |_| Error::Corrupt(format!("an entry of kind {:?}", self.kind));
        self.kind.parse().map_err(unknown)
    }

    /// Whether it came with an import: it is part of history, and nobody is to be alerted by it.
    pub fn is_imported(&self) -> bool {
        self.origin.as_deref() == Some(IMPORTED)
    }

    /// Whether it is where a message began, which stands in a row of its own.
    pub(crate) fn creates_message(&self) -> bool {
        self.kind == EventKind::MessageCreated.as_str()
    }

    /// Whose receipt or private news it is.
    fn sender(&self) -> Result<UserId> {
        let id = self.sender_id.as_deref().unwrap_or_default();
        id.parse().map_err(|_| Error::Corrupt(format!("an entry of {id:?}")))
    }

    pub(super) fn key(&self) -> (AppId, ConversationId) {
        (AppId(self.app_id), ConversationId(self.conversation_id))
    }
}

/// The newest position of a shard.
pub async fn position(ctx: &Context, shard: i32) -> Result<i64> {
    position_in(ctx.db.reader(), shard).await
}

/// The same inside a transaction.
pub(crate) async fn position_in(db: &impl ConnectionTrait, shard: i32) -> Result<i64> {
    let sql = "select position from shards where shard = $1";
    let row = db.query_one_raw(statement(db, sql, vec![shard.into()])).await?;
    let row = row.ok_or_else(|| Error::Corrupt(format!("there is no shard {shard}")))?;
    Ok(row.try_get("", "position")?)
}

/// The entries after a position, oldest first.
pub(crate) async fn entries(
    ctx: &Context,
    shard: i32,
    after: i64,
    limit: u64,
) -> Result<Vec<Entry>> {
    let db = ctx.db.reader();
    let sql = format!(
        "select {COLUMNS} from entries e where shard = $1 and position > $2 \
         order by position limit {limit}"
    );
    let query = statement(db, &sql, vec![shard.into(), after.into()]);
    Ok(Entry::find_by_statement(query).all(db).await?)
}

/// What stands after a position, ready for clients, oldest first.
pub async fn read(ctx: &Context, shard: i32, after: i64, limit: u64) -> Result<Vec<Delivery>> {
    let entries = entries(ctx, shard, after, limit).await?;
    let texts = Texts::load(ctx, entries.iter().filter(|entry| !entry.is_imported())).await?;
    let mut estranged = estranged(ctx, &entries).await?;
    let mut sizes = HashMap::new();
    let mut deliveries = Vec::with_capacity(entries.len());
    for entry in &entries {
        let (app_id, conversation_id) = entry.key();
        let kind = entry.kind()?;
        if entry.is_imported() {
            let effect = effect(kind, entry.body.as_deref().unwrap_or("{}"))?;
            let (at, app) = (entry.position, app_id);
            deliveries.push(Delivery::imported(at, app, conversation_id, effect));
            continue;
        }
        let data = match is_read_anew(kind) {
            true => read_anew(ctx, entry, kind).await?,
            false => texts.of(entry)?,
        };
        let (kind, data) = match (data, entry.seq) {
            (Some(data), _) => (kind, data),
            // Its body is gone, its place is not.
            (None, Some(_)) => (EventKind::Hidden, "{}".to_owned()),
            (None, None) => continue,
        };
        let audience = audience(ctx, entry, kind, &mut sizes).await?;
        let numbers = (entry.position, entry.seq);
        let mut hidden = texts.hidden(ctx, entry).await?;
        if let Some(from) = estranged.remove(&entry.position) {
            hidden.push(Hidden { from, frame: ByteString::new() });
        }
        deliveries.push(Delivery {
            position: entry.position,
            app_id,
            conversation_id,
            audience,
            effect: effect(kind, &data)?,
            hidden,
            frame: frame(&ctx.secrets, app_id, conversation_id, kind, numbers, &data),
        });
    }
    Ok(deliveries)
}

/// Entries of a conversation after a seq, oldest first, as the reader may see them: what they may
/// not see keeps its place.
pub(crate) async fn events(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    visible: &Visible,
    after_seq: i64,
    limit: u64,
) -> Result<Vec<Event>> {
    let db = ctx.db.reader();
    let sql = format!(
        "select {COLUMNS} from entries e where app_id = $1 and conversation_id = $2 and seq > $3 \
         order by seq limit {limit}"
    );
    let values = vec![scope.app_id.0.into(), conversation_id.0.into(), after_seq.into()];
    let entries = Entry::find_by_statement(statement(db, &sql, values)).all(db).await?;
    render(ctx, entries, visible).await
}

/// Entries as events, in the same order. They carry no sync cursor: they are read conversation by
/// conversation, and whoever went on from one would miss what came before it in another.
pub(crate) async fn render(
    ctx: &Context,
    entries: Vec<Entry>,
    visible: &Visible,
) -> Result<Vec<Event>> {
    let texts = Texts::load(ctx, entries.iter()).await?;
    let mut events = Vec::with_capacity(entries.len());
    for entry in entries {
        let (_, conversation_id) = entry.key();
        let seen = entry.seq.is_none_or(|seq| visible.covers(seq)) && texts.seen(&entry, visible);
        let (t, data) = match texts.of(&entry)?.filter(|_| seen) {
            Some(data) => (entry.kind()?, data),
            None => texts.instead(&entry, visible)?,
        };
        events.push(Event {
            t,
            c: conversation_id,
            n: entry.seq,
            s: None,
            d: RawValue::from_string(data).map_err(|error| Error::Corrupt(error.to_string()))?,
        });
    }
    Ok(events)
}

/// The entries of an app that stand at these positions, with the JSON that their events are now, for
/// whoever may see everything of it. What is gone is left out.
pub(crate) async fn told_at(
    ctx: &Context,
    app_id: AppId,
    shard: i32,
    positions: impl IntoIterator<Item = i64>,
) -> Result<Vec<(Entry, String)>> {
    let mut rows = Rows::new([column("shard", Type::Int), column("position", Type::Int)]);
    for position in positions {
        rows.push([i64::from(shard).into(), position.into()]);
    }
    let sql = format!(
        "select {COLUMNS} from v join entries e on e.shard = v.shard and e.position = v.position"
    );
    let found = rows.query(ctx.db.reader(), &sql).await?;
    let entries: Vec<_> =
        found.iter().map(|row| Entry::from_query_result(row, "")).collect::<Result<_, _>>()?;
    told(ctx, entries.into_iter().filter(|entry| entry.app_id == app_id.0).collect()).await
}

/// The entries with the JSON that their events are now.
pub(crate) async fn told(ctx: &Context, entries: Vec<Entry>) -> Result<Vec<(Entry, String)>> {
    let texts = Texts::load(ctx, entries.iter()).await?;
    let mut told = Vec::with_capacity(entries.len());
    for entry in entries {
        if let Some(json) = texts.of(&entry)? {
            told.push((entry, json));
        }
    }
    Ok(told)
}

/// The app's entries among those of its shard from behind a position up to another, oldest first.
pub(crate) async fn of_app(
    ctx: &Context,
    (app_id, shard): (AppId, i32),
    (after, until): (i64, i64),
    limit: u64,
) -> Result<Vec<Entry>> {
    let db = ctx.db.reader();
    let sql = format!(
        "select {COLUMNS} from entries e where e.shard = $1 and e.position > $2 \
         and e.position <= $3 and e.app_id = $4 order by e.position limit {limit}"
    );
    let values = vec![shard.into(), after.into(), until.into(), app_id.0.into()];
    Ok(Entry::find_by_statement(statement(db, &sql, values)).all(db).await?)
}

/// Receipts and other news are not history: those that every node has long seen go. Answers how many
/// went.
pub async fn prune_receipts(ctx: &Context) -> Result<u64> {
    let db = ctx.db.writer();
    let sql = format!(
        "delete from entries where (shard, position) in (select shard, position from entries \
         where seq is null and created_at < $1 order by shard, position limit {PRUNED})"
    );
    let before = ctx.now() - RECEIPTS_KEPT;
    Ok(db.execute_raw(statement(db, &sql, vec![before.0.into()])).await?.rows_affected())
}

/// What some private news say now: the log itself does not keep it.
async fn read_anew(ctx: &Context, entry: &Entry, kind: EventKind) -> Result<Option<String>> {
    let (app_id, conversation_id) = entry.key();
    let (db, user_id) = (ctx.db.reader(), entry.sender()?);
    if kind == EventKind::MembershipUpdated {
        let settings = members::settings_of(db, app_id, conversation_id, &user_id).await?;
        return settings.as_ref().map(encode).transpose();
    }
    let draft = drafts::find(db, app_id, conversation_id, &user_id).await?;
    draft.as_ref().map_or(Ok("{}".to_owned()), encode).map(Some)
}

/// For each receipt, by position, the members who are not told because of a block.
async fn estranged(ctx: &Context, entries: &[Entry]) -> Result<HashMap<i64, Vec<UserId>>> {
    let mut keys = Vec::new();
    for entry in entries.iter().filter(|it| it.kind == EventKind::ReceiptUpdated.as_str()) {
        let (app_id, conversation_id) = entry.key();
        keys.push((entry.position, (app_id, conversation_id, entry.sender()?)));
    }
    let found = blocks::among(ctx.db.reader(), keys.iter().map(|(_, key)| key.clone())).await?;
    let of = |key| found.get(key).cloned();
    Ok(keys.iter().filter_map(|(position, key)| Some((*position, of(key)?))).collect())
}

/// What an event of this kind does to who is told of the next ones; an error where its data is not
/// what the kind has.
pub(crate) fn effect(kind: EventKind, data: &str) -> Result<Effect> {
    Ok(match kind {
        EventKind::ConversationCreated => {
            let conversation: Conversation = decode(data)?;
            Effect::Joined(conversation.members.into_iter().map(|it| it.user_id).collect())
        }
        EventKind::MemberAdded => {
            let added: MembersAdded = decode(data)?;
            Effect::Joined(added.members.into_iter().map(|member| member.user_id).collect())
        }
        EventKind::MemberRemoved => Effect::Left(decode::<MembersRemoved>(data)?.user_ids),
        EventKind::ConversationDeleted => Effect::Deleted,
        _ => Effect::None,
    })
}

/// Who is told: as many as the size of the conversation allows, and of reminders and private news
/// the member alone.
async fn audience(
    ctx: &Context,
    entry: &Entry,
    kind: EventKind,
    sizes: &mut HashMap<(AppId, ConversationId), i64>,
) -> Result<Audience> {
    if kind.is_private() {
        return Ok(Audience::User(entry.sender()?));
    }
    let (app_id, conversation_id) = entry.key();
    let size = match sizes.get(&(app_id, conversation_id)) {
        Some(size) => *size,
        None => {
            let found = conversations::find(ctx.db.reader(), app_id, conversation_id).await?;
            let size = found.map_or(0, |conversation| conversation.member_count);
            sizes.insert((app_id, conversation_id), size);
            size
        }
    };
    if kind != EventKind::ReceiptUpdated {
        return Ok(Audience::Members.for_size(size));
    }
    let updated: ReceiptUpdated = decode(entry.body.as_deref().unwrap_or("{}"))?;
    match size <= RECEIPTS_SHOWN && !updated.marked_unread {
        true => Ok(Audience::Members),
        false => Ok(Audience::User(updated.receipt.user_id)),
    }
}
