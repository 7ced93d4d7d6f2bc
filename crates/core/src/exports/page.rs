//! The pages of an export, after its opening: users, files, bans and blocks, then each conversation,
//! then who follows which thread. What comes later refers to what came before.

use super::history::AfterReaction;
use crate::{
    Context, Result, Scope, bans, blocks, conversations, files, threads, users, validate::encode,
};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use warbler_protocol::{AppId, KeyScope, Record};

/// Records read at a time.
pub(super) const PAGE: u64 = 500;
/// The same of threads, which are sorted anew for every page.
const MANY: u64 = PAGE * 20;
/// About how much text a page may have.
const MAX_TEXT: usize = 256 * 1024;

/// Where an export goes on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Progress {
    /// The position it is as of.
    until: i64,
    at: At,
}

impl Progress {
    /// After the opening.
    pub(super) fn begin(until: i64) -> Self {
        Self { until, at: At::Users(String::new()) }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(super) enum At {
    /// Users after this one.
    Users(String),
    /// Files after this one.
    Files(Uuid),
    /// The bytes of a file from an offset on.
    Bytes(Uuid, i64),
    /// Bans after that of this user in this conversation.
    Bans(Uuid, String),
    /// Blocks after that of the first user against the second.
    Blocks(String, String),
    /// The conversation after this one.
    Conversation(Uuid),
    /// Entries of a conversation after this seq.
    Entries(Uuid, i64),
    /// Earlier versions of messages of a conversation, after this version of the one with this seq;
    /// then entries after the last number.
    Versions(Uuid, (i64, i32), i64),
    /// Reactions in a conversation that are no entries, after this one.
    Reactions(Uuid, Option<AfterReaction>),
    /// Members of a conversation after this user.
    Members(Uuid, String),
    /// Parts in threads, after that of this user in the thread with this last position.
    Threads(i64, Uuid, String),
}

/// The next page of an export, and where it goes on unless that was the last.
pub async fn next(
    ctx: &Context,
    scope: &Scope,
    progress: Progress,
) -> Result<(String, Option<Progress>)> {
    scope.require(KeyScope::DataExport)?;
    let (app_id, shard, until) = (scope.app_id, scope.shard, progress.until);
    let page = Page { ctx, db: ctx.db.reader(), app_id, shard, until };
    let (mut text, mut at) = (String::new(), Some(progress.at));
    while let Some(from) = at.take_if(|_| text.len() < MAX_TEXT) {
        let (more, next) = page.read(from).await?;
        text.push_str(&more);
        at = next;
        if at.is_none() {
            break;
        }
    }
    Ok((text, at.map(|at| Progress { at, until })))
}

pub(super) struct Page<'a, C> {
    pub(super) ctx: &'a Context,
    pub(super) db: &'a C,
    pub(super) app_id: AppId,
    pub(super) shard: i32,
    pub(super) until: i64,
}

/// Lines, and where to go on.
pub(super) type Read = Result<(String, Option<At>)>;

impl<C: ConnectionTrait> Page<'_, C> {
    async fn read(&self, at: At) -> Read {
        match at {
            At::Users(after) => self.users(&after).await,
            At::Files(after) => self.file(after).await,
            At::Bytes(id, offset) => self.bytes(id, offset).await,
            At::Bans(conversation, after) => self.bans(conversation, &after).await,
            At::Blocks(user, after) => self.blocks(&user, &after).await,
            At::Conversation(after) => self.conversation(after).await,
            At::Entries(id, after_seq) => self.entries(id, after_seq).await,
            At::Versions(id, after, to_seq) => self.versions(id, after, to_seq).await,
            At::Reactions(id, after) => self.reactions(id, after).await,
            At::Members(id, after) => self.members(id, &after).await,
            At::Threads(position, id, after) => self.threads(position, id, &after).await,
        }
    }

    async fn users(&self, after: &str) -> Read {
        let users = users::records(self.db, self.app_id, after, PAGE).await?;
        let at = match users.last().filter(|_| users.len() as u64 == PAGE) {
            Some(last) => At::Users(last.id.to_string()),
            None => At::Files(Uuid::nil()),
        };
        Ok((lines(users.into_iter().map(Record::User))?, Some(at)))
    }

    async fn file(&self, after: Uuid) -> Read {
        let Some(file) = files::record_after(self.db, self.app_id, after).await? else {
            return Ok((String::new(), Some(At::Bans(Uuid::nil(), String::new()))));
        };
        let at = At::Bytes(file.id.0, 0);
        Ok((line(&Record::File(Box::new(file)))?, Some(at)))
    }

    async fn bytes(&self, id: Uuid, offset: i64) -> Read {
        match files::piece(self.ctx, self.app_id, id, offset).await? {
            None => Ok((String::new(), Some(At::Files(id)))),
            Some((piece, next)) => {
                Ok((line(&Record::FileBytes(piece))?, Some(At::Bytes(id, next))))
            }
        }
    }

    async fn bans(&self, conversation: Uuid, after: &str) -> Read {
        let place = (conversation, after);
        let bans = bans::records(self.db, self.app_id, place, PAGE).await?;
        let at = match bans.last().filter(|_| bans.len() as u64 == PAGE) {
            Some(last) => {
                let conversation = last.conversation_id.map_or(Uuid::nil(), |id| id.0);
                At::Bans(conversation, last.user_id.to_string())
            }
            None => At::Blocks(String::new(), String::new()),
        };
        Ok((lines(bans.into_iter().map(Record::Ban))?, Some(at)))
    }

    async fn blocks(&self, user: &str, after: &str) -> Read {
        let blocks = blocks::records(self.db, self.app_id, (user, after), PAGE).await?;
        let at = match blocks.last().filter(|_| blocks.len() as u64 == PAGE) {
            Some(last) => At::Blocks(last.user_id.to_string(), last.blocked_id.to_string()),
            None => At::Conversation(Uuid::nil()),
        };
        Ok((lines(blocks.into_iter().map(Record::Block))?, Some(at)))
    }

    async fn conversation(&self, after: Uuid) -> Read {
        let next = conversations::next_there_at(self.db, self.app_id, self.until, after).await?;
        // The first entry stands with the conversation.
        let at =
            next.map_or(At::Threads(-1, Uuid::nil(), String::new()), |id| At::Entries(id.0, 1));
        Ok((String::new(), Some(at)))
    }

    async fn threads(&self, position: i64, id: Uuid, after: &str) -> Read {
        let from = (position, id, after);
        let (threads, last) =
            threads::records(self.db, (self.app_id, self.until), from, MANY).await?;
        let at = last.map(|(position, id, user)| At::Threads(position, id, user));
        Ok((lines(threads.into_iter().map(Record::Thread))?, at))
    }
}

pub(super) fn lines(records: impl Iterator<Item = Record>) -> Result<String> {
    records.map(|record| line(&record)).collect()
}

pub(super) fn line(record: &Record) -> Result<String> {
    encode(record).map(|mut json| {
        json.push('\n');
        json
    })
}
