//! A part of a timeline, as far as its reader may see.

use super::{model::Model, show::show};
use crate::{Context, Error, Result, Scope, members::Visible, sql::statement};
use sea_orm::FromQueryResult as _;
use warbler_protocol::{ConversationId, Message, MessageId, Page};

/// Which part of a history is wanted. At most one of the three; the newest messages without.
#[derive(Clone, Copy, Debug, Default)]
pub struct HistoryQuery {
    pub before_seq: Option<i64>,
    pub after_seq: Option<i64>,
    pub around_seq: Option<i64>,
    pub limit: u64,
}

/// Which messages of a conversation.
#[derive(Clone, Copy, Debug)]
pub(super) enum Timeline {
    /// All but replies.
    Main,
    /// Those of the main timeline that somebody says: what a list shows as the last one.
    Counted,
    /// The replies in one thread.
    Thread(MessageId),
}

/// A conversation's history for one reader. The order is that of the entries, which lead to the
/// messages; replies have an index of their own.
pub(super) struct Slice<'a> {
    pub(super) ctx: &'a Context,
    pub(super) scope: &'a Scope,
    pub(super) conversation_id: ConversationId,
    pub(super) visible: Visible,
    pub(super) timeline: Timeline,
}

impl Slice<'_> {
    pub(super) async fn read(&self, query: HistoryQuery) -> Result<Page<Message>> {
        match (query.before_seq, query.after_seq, query.around_seq) {
            (None, None, None) => self.before(i64::MAX, query.limit).await,
            (Some(seq), None, None) => self.before(seq, query.limit).await,
            (None, Some(seq), None) => self.after(seq, query.limit).await,
            (None, None, Some(seq)) => {
                let before = self.before(seq, query.limit / 2).await?;
                let mut page =
                    self.after(seq.saturating_sub(1), query.limit - query.limit / 2).await?;
                page.data.splice(0..0, before.data);
                page.has_more |= before.has_more;
                Ok(page)
            }
            _ => Err(Error::field(
                "/before_seq",
                "exclusive",
                "give one of before, after and around",
            )),
        }
    }

    pub(super) async fn before(&self, seq: i64, limit: u64) -> Result<Page<Message>> {
        let mut page = self.page("<", "desc", seq, limit).await?;
        page.data.reverse();
        Ok(page)
    }

    async fn after(&self, seq: i64, limit: u64) -> Result<Page<Message>> {
        self.page(">", "asc", seq, limit).await
    }

    async fn page(&self, side: &str, order: &str, seq: i64, limit: u64) -> Result<Page<Message>> {
        let from_entries = "entries e join messages x on x.app_id = e.app_id \
            and x.id = e.message_id where e.app_id = $1 and e.conversation_id = $2 \
            and e.kind = 'message.created' and";
        let (from, at, of) = match self.timeline {
            Timeline::Main => (format!("{from_entries} {SHOWN}"), "e.seq", self.conversation_id.0),
            Timeline::Counted => {
                (format!("{from_entries} e.uncounted is null"), "e.seq", self.conversation_id.0)
            }
            Timeline::Thread(id) => {
                ("messages x where x.app_id = $1 and x.thread_id = $2".to_owned(), "x.seq", id.0)
            }
        };
        let sql = format!(
            "select x.* from {from} and {at} {side} $3 and ({}) order by {at} {order} limit {}",
            self.visible.condition(at),
            limit + 1
        );
        let db = self.ctx.db.reader();
        let values = vec![self.scope.app_id.0.into(), of.into(), seq.into()];
        let mut models = Model::find_by_statement(statement(db, &sql, values)).all(db).await?;
        let has_more = models.len() as u64 > limit;
        models.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let data = show(self.ctx, self.scope, models).await?;
        Ok(Page { data, next_cursor: None, has_more })
    }
}

/// What the main timeline shows of the messages that it does not count.
const SHOWN: &str = "(e.uncounted is null or e.uncounted = 'system')";
