//! Brings the index of a shard up to the log, and keeps it there.
//!
//! 1. Where it stands is in the index's last commit. What was taken and not committed is taken
//!    again by whoever opens it next.
//! 2. An index that cannot be used is thrown away and begun anew; so is one that has more than the
//!    log, which is another log then.

use super::{
    LocalIndexes,
    documents::{self, FIRST},
    local::Shard,
};
use crate::{Context, Error, Result, log, messages};
use std::{
    fs::{self, DirBuilder},
    io,
    os::unix::fs::DirBuilderExt as _,
    path::Path,
    sync::Arc,
};
use tokio::task::spawn_blocking;
use warbler_protocol::AppId;
use warbler_search::{Index, Writer};

/// Entries taken in one go: what is in memory of their messages at a time.
const BATCH: u64 = 500;

/// The one that writes the index of a shard.
pub struct Reader {
    ctx: Context,
    shard: i32,
    indexes: Arc<LocalIndexes>,
    state: Arc<Shard>,
    open: Option<Open>,
}

/// An index that is being written.
struct Open {
    writer: Writer,
    /// Everything up to here was given to the writer, and up to there it is committed.
    position: i64,
    committed: i64,
    /// Where the log ended when it was opened: until then it is being built.
    target: i64,
}

impl Reader {
    pub fn new(ctx: Context, indexes: Arc<LocalIndexes>, shard: i32) -> Self {
        let state = indexes.shard(shard);
        Self { ctx, shard, indexes, state, open: None }
    }

    pub fn shard(&self) -> i32 {
        self.shard
    }

    /// Takes some entries further. Answers whether there may be more at once.
    pub async fn take(&mut self) -> Result<bool> {
        self.require_open().await?;
        if let Some(what) = self.state.wanted() {
            self.rebuild(what).await?;
        }
        let after = self.open.as_ref().map_or(0, |open| open.position);
        let entries = log::entries(&self.ctx, self.shard, after, BATCH).await?;
        let Some(position) = entries.last().map(|entry| entry.position) else { return Ok(false) };
        let changes = documents::changes(&self.ctx, &entries).await?;
        self.write(move |open| {
            open.position = position;
            changes.iter().try_for_each(|change| change.apply(&mut open.writer))
        })
        .await?;
        Ok(entries.len() as u64 == BATCH)
    }

    /// Makes what was taken durable and findable. Answers whether there was something.
    pub async fn commit(&mut self) -> Result<bool> {
        let is_due = self.open.as_ref().is_some_and(|open| open.position > open.committed);
        if is_due {
            self.write(Open::commit).await?;
        }
        Ok(is_due)
    }

    /// How many positions are not in the index yet.
    pub async fn lag(&self) -> Result<i64> {
        let committed = self.open.as_ref().map_or(0, |open| open.committed);
        Ok(log::position(&self.ctx, self.shard).await? - committed)
    }

    /// Takes what there is. For those who cannot wait for the next round.
    pub async fn catch_up(&mut self) -> Result<()> {
        while self.take().await? {}
        self.commit().await.map(drop)
    }

    async fn require_open(&mut self) -> Result<()> {
        if self.open.is_some() && self.state.index().is_some_and(|index| index.is_intact()) {
            return Ok(());
        }
        self.state.close();
        self.open = None;
        let target = log::position(&self.ctx, self.shard).await?;
        let (directory, memory) = (self.indexes.directory(self.shard), self.indexes.memory);
        let opened = spawn_blocking(move || open(&directory, memory, target)).await;
        let (index, open) = opened.map_err(died)?.map_err(failed)?;
        self.state.open(index);
        self.state.progress(open.committed, open.target);
        self.open = Some(open);
        Ok(())
    }

    async fn rebuild(&mut self, what: Option<AppId>) -> Result<()> {
        tracing::info!(shard = self.shard, ?what, "building the index anew, as was asked");
        match what {
            Some(app_id) => self.refill(app_id).await?,
            None => {
                self.open = None;
                let directory = self.indexes.directory(self.shard);
                spawn_blocking(move || clear(&directory)).await.map_err(died)?.map_err(failed)?;
                self.require_open().await?;
            }
        }
        self.state.rebuilt(what);
        Ok(())
    }

    /// Puts everything of one app into the index anew, in one commit: until then it has what it
    /// had. The other apps' news wait meanwhile.
    async fn refill(&mut self, app_id: AppId) -> Result<()> {
        let total = messages::count(&self.ctx, app_id).await?;
        let position = self.open.as_ref().map_or(0, |open| open.position);
        self.write(move |open| open.writer.forget_app(&app_id.0.simple().to_string())).await?;
        let (mut after, mut done) = (FIRST, 0);
        loop {
            let (documents, last) =
                documents::of_app(&self.ctx, app_id, after, (position, BATCH)).await?;
            let Some(last) = last else { break };
            done += i64::try_from(documents.len()).unwrap_or_default();
            after = last;
            self.write(move |open| documents.iter().try_for_each(|it| open.writer.add(it))).await?;
            self.state.progress(done, total);
        }
        self.write(Open::commit).await
    }

    /// Works on the index where it may wait for the disk. After a failure, it is opened anew.
    async fn write(
        &mut self,
        work: impl FnOnce(&mut Open) -> warbler_search::Result<()> + Send + 'static,
    ) -> Result<()> {
        let mut open = self.open.take().ok_or_else(|| Error::Search("it is closed".to_owned()))?;
        let (open, done) = spawn_blocking(move || {
            let done = work(&mut open);
            (open, done)
        })
        .await
        .map_err(died)?;
        done.map_err(failed)?;
        self.state.progress(open.committed, open.target);
        self.open = Some(open);
        Ok(())
    }
}

impl Open {
    fn commit(&mut self) -> warbler_search::Result<()> {
        self.writer.commit(self.position.unsigned_abs())?;
        self.committed = self.position;
        Ok(())
    }
}

/// Opens an index, and begins anew where what is there cannot be used.
fn open(directory: &Path, memory: usize, target: i64) -> warbler_search::Result<(Index, Open)> {
    let index = match sound(directory, target) {
        Err(warbler_search::Error::Unreadable(why)) => {
            tracing::warn!(%why, directory = %directory.display(), "building an index anew");
            clear(directory)?;
            make(directory)?;
            Index::open(directory)?
        }
        index => index?,
    };
    let writer = index.writer(memory)?;
    let committed = i64::try_from(index.position()?).unwrap_or(i64::MAX);
    Ok((index, Open { writer, position: committed, committed, target }))
}

/// The index, if every file of it is as it was written, and it is of this log.
fn sound(directory: &Path, target: i64) -> warbler_search::Result<Index> {
    let unreadable = |why: &str| Err(warbler_search::Error::Unreadable(why.to_owned()));
    make(directory)?;
    let index = Index::open(directory)?;
    match i64::try_from(index.position()?) {
        Ok(position) if position <= target => {}
        _ => return unreadable("it has more than the log"),
    }
    match index.is_sound() && index.is_intact() {
        true => Ok(index),
        false => unreadable("its files are damaged"),
    }
}

/// The words in it are nobody else's business.
fn make(directory: &Path) -> warbler_search::Result<()> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(directory);
    made.map_err(|error| warbler_search::Error::Index(error.into()))
}

fn clear(directory: &Path) -> warbler_search::Result<()> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(warbler_search::Error::Index(error.into()))
        }
        _ => Ok(()),
    }
}

fn died(error: tokio::task::JoinError) -> Error {
    Error::Search(error.to_string())
}

fn failed(error: warbler_search::Error) -> Error {
    Error::Search(error.to_string())
}
