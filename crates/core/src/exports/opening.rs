//! How an export begins.

use super::page::{PAGE, Progress, line, lines};
use crate::{Context, Result, Scope, conversations, log};
use sea_orm::{
    DatabaseTransaction, DbBackend, IsolationLevel, TransactionOptions, TransactionTrait as _,
};
use uuid::Uuid;
use warbler_protocol::{AppId, Header, KeyScope, RECORD_VERSION, Record};

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
        Ok(Progress::begin(self.until))
    }
}
