//! Reading the log: for nodes that missed something, and for clients that were away.

use super::{Audience, Delivery, Effect, Hidden, entry::IMPORTED, frame};
use crate::{
    Context, Error, Result, Scope, conversations,
    members::{self, RECEIPTS_SHOWN, Visible},
    messages,
    sql::statement,
    validate::{decode, encode},
};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde_json::value::RawValue;
use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};
use uuid::Uuid;
use warbler_protocol::{
    AppId, Conversation, ConversationId, Event, EventKind, MembersAdded, MembersRemoved, MessageId,
    ReceiptUpdated,
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

    fn key(&self) -> (AppId, ConversationId) {
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

/// What stands after a position, ready for clients, oldest first.
pub async fn read(ctx: &Context, shard: i32, after: i64, limit: u64) -> Result<Vec<Delivery>> {
    let db = ctx.db.reader();
    let sql = format!(
        "select {COLUMNS} from entries e where shard = $1 and position > $2 \
         order by position limit {limit}"
    );
    let query = statement(db, &sql, vec![shard.into(), after.into()]);
    let entries = Entry::find_by_statement(query).all(db).await?;
    let texts = Texts::load(ctx, entries.iter().filter(|entry| !entry.is_imported())).await?;
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
        let Some(data) = texts.of(entry)? else { continue };
        let audience = audience(ctx, entry, kind, &mut sizes).await?;
        let numbers = (entry.position, entry.seq);
        let blind = match texts.seq_of(entry).filter(|sent| Some(*sent) != entry.seq) {
            Some(sent) => members::blind_to(ctx.db.reader(), app_id, conversation_id, sent).await?,
            None => Vec::new(),
        };
        deliveries.push(Delivery {
            position: entry.position,
            app_id,
            conversation_id,
            audience,
            effect: effect(kind, &data)?,
            hidden: Hidden::new(&ctx.secrets, app_id, conversation_id, numbers, blind),
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
        // A change to a message shows the message: both must be for the reader to see.
        let seqs = [entry.seq, texts.seq_of(&entry)];
        let seen = seqs.into_iter().flatten().all(|seq| visible.contains(seq));
        let data = if seen { texts.of(&entry)? } else { None };
        let t = if data.is_some() { entry.kind()? } else { EventKind::Hidden };
        let data = data.unwrap_or_else(|| "{}".to_owned());
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

/// Receipts are news, not history: those that every node has long seen go. Answers how many went.
pub async fn prune_receipts(ctx: &Context) -> Result<u64> {
    let db = ctx.db.writer();
    let sql = format!(
        "delete from entries where (shard, position) in (select shard, position from entries \
         where seq is null and created_at < $1 order by shard, position limit {PRUNED})"
    );
    let before = ctx.now() - RECEIPTS_KEPT;
    Ok(db.execute_raw(statement(db, &sql, vec![before.0.into()])).await?.rows_affected())
}

/// What the messages that entries are about say now.
struct Texts(HashMap<(AppId, MessageId), warbler_protocol::Message>);

impl Texts {
    async fn load(ctx: &Context, entries: impl Iterator<Item = &Entry>) -> Result<Self> {
        let mut wanted: HashMap<AppId, HashSet<Uuid>> = HashMap::new();
        for entry in entries {
            wanted.entry(AppId(entry.app_id)).or_default().extend(entry.message_id);
        }
        let mut texts = HashMap::new();
        for (app_id, ids) in wanted {
            let ids = ids.into_iter().collect();
            let found = messages::by_id(ctx.db.reader(), app_id, ids).await?;
            texts.extend(found.into_iter().map(|(id, message)| ((app_id, id), message)));
        }
        Ok(Self(texts))
    }

    /// Where the message that the entry is about was sent.
    fn seq_of(&self, entry: &Entry) -> Option<i64> {
        let id = MessageId(entry.message_id?);
        self.0.get(&(AppId(entry.app_id), id)).map(|message| message.seq)
    }

    /// The JSON of the entry's event.
    fn of(&self, entry: &Entry) -> Result<Option<String>> {
        match entry.message_id {
            None => Ok(entry.body.clone()),
            Some(id) => {
                let message = self.0.get(&(AppId(entry.app_id), MessageId(id)));
                message.map(encode).transpose()
            }
        }
    }
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

/// Who is told: as many as the size of the conversation allows, and of reminders the member alone.
async fn audience(
    ctx: &Context,
    entry: &Entry,
    kind: EventKind,
    sizes: &mut HashMap<(AppId, ConversationId), i64>,
) -> Result<Audience> {
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
