//! The pages of an export: users, conversations, then each conversation's entries and members.

use crate::{
    Context, Error, Result, Scope, conversations,
    log::{self, ENTRY_COLUMNS, Entry},
    members::{self, AsOf},
    messages,
    sql::statement,
    users,
    validate::encode,
};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, FromQueryResult as _, IsolationLevel,
    TransactionOptions, TransactionTrait as _,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use warbler_protocol::{
    AppId, ConversationId, EventRecord, Header, KeyScope, RECORD_VERSION, Record, Timestamp,
};

/// Records read at a time.
const PAGE: u64 = 500;

/// Where an export goes on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Progress {
    /// The position it is as of.
    until: i64,
    at: At,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
enum At {
    /// Users after this one.
    Users(String),
    /// The conversation after this one.
    Conversation(Uuid),
    /// Entries of a conversation after this seq.
    Entries(Uuid, i64),
    /// Members of a conversation after this user.
    Members(Uuid, String),
}

/// The beginning of an export: its header and all conversations, read as of one moment and in the
/// order of their activity, so that they are listed in that order where they are imported.
pub struct Opening {
    tx: DatabaseTransaction,
    app_id: AppId,
    until: i64,
    /// Not written yet.
    header: Option<Header>,
    /// Conversations that come next, with the positions they were active at.
    ids: Vec<(i64, Uuid)>,
    after: i64,
}

/// Begins an export, at this moment.
pub async fn open(ctx: &Context, scope: &Scope) -> Result<Opening> {
    scope.require(KeyScope::DataExport)?;
    let isolation_level = match ctx.db.backend() {
        DbBackend::Postgres => Some(IsolationLevel::RepeatableRead),
        // Every transaction is.
        _ => None,
    };
    let options = TransactionOptions { isolation_level, ..TransactionOptions::default() };
    let tx = ctx.db.reader().begin_with_options(options).await?;
    let until = log::position_in(&tx, scope.shard).await?;
    let (app_id, now) = (scope.app_id, ctx.now());
    let (app, exported_at) = (Some(app_id), Some(now));
    let header = Some(Header { version: RECORD_VERSION, app_id: app, exported_at });
    Ok(Opening { tx, app_id, until, header, ids: Vec::new(), after: -1 })
}

impl Opening {
    /// The next page, until there is none.
    pub async fn next(&mut self) -> Result<Option<String>> {
        if let Some(header) = self.header.take() {
            return line(&Record::App(header)).map(Some);
        }
        if self.ids.is_empty() {
            // Each time they are sorted anew, so many are taken, and few of them read at a time.
            let (app_id, limit) = (self.app_id, PAGE * 40);
            self.ids = conversations::by_activity(&self.tx, app_id, self.after, limit).await?;
        }
        let count = self.ids.len().min(PAGE as usize);
        let page: Vec<_> = self.ids.drain(..count).collect();
        let Some((last, _)) = page.last() else { return Ok(None) };
        self.after = *last;
        let records = conversations::records(&self.tx, self.app_id, &page).await?;
        let records = records.into_iter().map(|it| Record::Conversation(Box::new(it)));
        lines(records).map(Some)
    }

    /// Ends the beginning, and answers where the export goes on.
    pub async fn close(self) -> Result<Progress> {
        self.tx.commit().await?;
        Ok(Progress { until: self.until, at: At::Users(String::new()) })
    }
}

/// The next page of an export, and where it goes on unless that was the last.
pub async fn next(
    ctx: &Context,
    scope: &Scope,
    progress: Progress,
) -> Result<(String, Option<Progress>)> {
    scope.require(KeyScope::DataExport)?;
    let page = Page { db: ctx.db.reader(), app_id: scope.app_id, until: progress.until };
    let (text, at) = match progress.at {
        At::Users(after) => page.users(&after).await?,
        At::Conversation(after) => page.conversation(after).await?,
        At::Entries(id, after_seq) => page.entries(id, after_seq).await?,
        At::Members(id, after) => page.members(id, &after).await?,
    };
    Ok((text, at.map(|at| Progress { at, ..progress })))
}

struct Page<'a, C> {
    db: &'a C,
    app_id: AppId,
    until: i64,
}

impl<C: ConnectionTrait> Page<'_, C> {
    async fn users(&self, after: &str) -> Result<(String, Option<At>)> {
        let users = users::records(self.db, self.app_id, after, PAGE).await?;
        let at = match users.last().filter(|_| users.len() as u64 == PAGE) {
            Some(last) => At::Users(last.id.to_string()),
            None => At::Conversation(Uuid::nil()),
        };
        Ok((lines(users.into_iter().map(Record::User))?, Some(at)))
    }

    /// Small ones come several in one page.
    async fn conversation(&self, after: Uuid) -> Result<(String, Option<At>)> {
        let ids = conversations::there_at(self.db, self.app_id, self.until, after, PAGE).await?;
        let mut text = String::new();
        let mut last = None;
        for id in ids {
            let (entries, at) = self.entries(id.0, 1).await?;
            text.push_str(&entries);
            let Some(At::Members(..)) = at else { return Ok((text, at)) };
            let (members, at) = self.members(id.0, "").await?;
            text.push_str(&members);
            last = at.clone();
            let full = text.len() > MAX_TEXT;
            if full || !matches!(at, Some(At::Conversation(_))) {
                break;
            }
        }
        Ok((text, last))
    }

    async fn entries(&self, id: Uuid, after_seq: i64) -> Result<(String, Option<At>)> {
        let sql = format!(
            "select {ENTRY_COLUMNS} from entries e where e.app_id = $1 \
                 and e.conversation_id = $2 and e.seq > $3 and e.position <= $4 \
             order by e.seq limit {PAGE}"
        );
        let values = vec![self.app_id.0.into(), id.into(), after_seq.into(), self.until.into()];
        let query = statement(self.db, &sql, values);
        let entries = Entry::find_by_statement(query).all(self.db).await?;
        let last = entries.last().filter(|_| entries.len() as u64 == PAGE);
        let at = match last.and_then(|last| last.seq) {
            Some(seq) => At::Entries(id, seq),
            None => At::Members(id, String::new()),
        };
        let ids = entries.iter().filter(|entry| entry.creates_message());
        let ids = ids.filter_map(|entry| entry.message_id).collect();
        let mut sent = messages::records(self.db, self.app_id, ids).await?;
        let mut records = Vec::with_capacity(entries.len());
        for entry in entries {
            let message = entry.message_id.filter(|_| entry.creates_message());
            records.push(match message {
                Some(id) => {
                    let missing = || Error::Corrupt(format!("message {id} is missing"));
                    Record::Message(Box::new(sent.remove(&id).ok_or_else(missing)?))
                }
                None => Record::Event(event(entry)?),
            });
        }
        Ok((lines(records.into_iter())?, Some(at)))
    }

    async fn members(&self, id: Uuid, after: &str) -> Result<(String, Option<At>)> {
        let as_of = self.as_of(id).await?;
        let conversation = ConversationId(id);
        let (app_id, db) = (self.app_id, self.db);
        let (members, last) =
            members::records(db, app_id, conversation, as_of, after, PAGE).await?;
        let at = last.map_or(At::Conversation(id), |last| At::Members(id, last));
        Ok((lines(members.into_iter().map(Record::Member))?, Some(at)))
    }

    async fn as_of(&self, id: Uuid) -> Result<AsOf> {
        let newest = |kind: &str| {
            format!(
                "(select e.seq from entries e where e.app_id = $1 and e.conversation_id = $2 \
                 and e.seq is not null and e.position <= $3 {kind} order by e.seq desc limit 1)"
            )
        };
        let sql = format!(
            "select {} as seq, (select x.ordinal from entries e join messages x \
                 on x.app_id = e.app_id and x.id = e.message_id where e.app_id = $1 \
                 and e.conversation_id = $2 and e.seq = {}) as ordinal",
            newest(""),
            newest("and e.kind = 'message.created'")
        );
        let values = vec![self.app_id.0.into(), id.into(), self.until.into()];
        let row = self.db.query_one_raw(statement(self.db, &sql, values)).await?;
        let row = row.ok_or(Error::NotFound("conversation"))?;
        let (seq, ordinal): (Option<i64>, Option<i64>) =
            (row.try_get("", "seq")?, row.try_get("", "ordinal")?);
        Ok(AsOf { seq: seq.unwrap_or_default(), ordinal: ordinal.unwrap_or_default() })
    }
}

/// About how much text a page may have.
const MAX_TEXT: usize = 256 * 1024;

fn event(entry: Entry) -> Result<EventRecord> {
    let sender_id = entry.sender_id.as_deref().map(str::parse).transpose();
    let data = entry.body.as_deref().map(conversations::without_app).transpose()?;
    Ok(EventRecord {
        conversation_id: ConversationId(entry.conversation_id),
        seq: entry.seq.unwrap_or_default(),
        kind: entry.kind()?,
        sender_id: sender_id.unwrap_or_default(),
        message_id: entry.message_id.map(warbler_protocol::MessageId),
        data,
        created_at: Timestamp(entry.created_at),
    })
}

fn lines(records: impl Iterator<Item = Record>) -> Result<String> {
    records.map(|record| line(&record)).collect()
}

fn line(record: &Record) -> Result<String> {
    encode(record).map(|mut json| {
        json.push('\n');
        json
    })
}
