//! Imports: files of users, conversations and messages on their way into an app.
//!
//! 1. What is imported is an entry of the log like everything else, in the order of the file and
//!    with the time it had, marked as imported: part of history and search, news to nobody.
//! 2. A chunk of lines is one short transaction, in which the import also notes how far it is. So it
//!    can be killed at any point, and live messages wait for one chunk at most.
//! 3. Importing the same again changes nothing, wherever it is taken up.

mod chunk;
mod events;
mod intakes;
mod job;
mod jsonl;
mod model;
mod named;
mod received;
mod source;

pub use job::{RunImport, Upload, give_up, receive, step};
pub use jsonl::Reader;

use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    log::Writer,
    sql::statement,
    validate::{encode, no_nul, word},
};
use model::{Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _,
};
use warbler_protocol::{AppId, Import, ImportId, KeyScope, Record, Tally, TransferStatus};

/// Most lines in one transaction.
pub const CHUNK: usize = 500;

/// About how many bytes of a file these may be.
const CHUNK_BYTES: u64 = 4 * 1024 * 1024;

/// Bad lines that are remembered; all are counted.
const REMEMBERED: usize = 100;

/// A line of a file, or what another reader made of its own.
#[derive(Clone, Debug)]
pub struct Line {
    /// 1 is the first.
    pub number: u64,
    /// Bytes of the file up to its end.
    pub end: u64,
    /// What it says: nothing, where it is empty, and why it cannot be read, where it is bad.
    pub record: Result<Option<Record>, String>,
}

/// An import to be started.
#[derive(Clone, Debug)]
pub struct StartImport {
    /// What the file is called.
    pub name: String,
    /// Leave out lines that are bad, rather than stop.
    pub skip_bad: bool,
    /// Bytes of the file, where that is known.
    pub size: Option<u64>,
}

/// Starts an import. Nothing is read yet.
pub async fn start(ctx: &Context, scope: &Scope, input: StartImport) -> Result<Import> {
    scope.require(KeyScope::DataImport)?;
    check(&input)?;
    let row = new(ctx, scope.app_id, ImportId::generate(), input)?;
    row.into_active_model().insert(ctx.db.writer()).await?.import()
}

fn check(input: &StartImport) -> Result<()> {
    no_nul("/name", Some(&input.name))?;
    match (1..=256).contains(&input.name.chars().count()) {
        true => Ok(()),
        false => Err(Error::field("/name", "length", "has 1 to 256 characters")),
    }
}

fn new(ctx: &Context, app_id: AppId, id: ImportId, input: StartImport) -> Result<Model> {
    let now = ctx.now().0;
    Ok(Model {
        app_id: app_id.0,
        id: id.0,
        name: input.name,
        status: word(&TransferStatus::Running)?,
        skip_bad: input.skip_bad,
        size: input.size.and_then(|size| size.try_into().ok()),
        position: 0,
        lines: 0,
        digest: None,
        tally: encode(&Tally::default())?,
        bad_lines: "[]".to_owned(),
        error: None,
        created_at: now,
        updated_at: now,
    })
}

/// An import that did not come to its end.
#[derive(Clone, Debug)]
pub struct Interrupted {
    pub import: Import,
    /// Of the first [`Import::offset`] bytes of its file; nothing if it took none.
    pub digest: Option<String>,
}

/// The last import of a file of this name, if it was interrupted.
pub async fn interrupted(ctx: &Context, scope: &Scope, name: &str) -> Result<Option<Interrupted>> {
    scope.require(KeyScope::DataImport)?;
    let last = Entity::in_app(scope.app_id)
        .filter(Column::Name.eq(name))
        .order_by_desc(Column::Id)
        .one(ctx.db.reader())
        .await?;
    let Some(model) = last else { return Ok(None) };
    let digest = model.digest.clone();
    let import = model.import()?;
    let interrupted = import.status != TransferStatus::Done;
    Ok(interrupted.then_some(Interrupted { import, digest }))
}

/// One import.
pub async fn get(ctx: &Context, scope: &Scope, id: ImportId) -> Result<Import> {
    scope.require(KeyScope::DataImport)?;
    find(ctx, scope, id).await
}

async fn find(ctx: &Context, scope: &Scope, id: ImportId) -> Result<Import> {
    let query = Entity::in_app(scope.app_id).filter(Column::Id.eq(id.0));
    query.one(ctx.db.reader()).await?.ok_or(Error::NotFound("import"))?.import()
}

/// How far an import has come with its file, after a chunk.
#[derive(Clone, Debug, Default)]
pub struct Checkpoint {
    pub offset: u64,
    pub lines: u64,
    /// Of everything up to the offset, if the import is to be taken up by it.
    pub digest: Option<String>,
}

/// Whether lines that were read since the last chunk are enough for the next.
pub fn is_chunk(import: &Import, lines: &[Line]) -> bool {
    let end = lines.last().map_or(0, |line| line.end);
    lines.len() >= CHUNK || end.saturating_sub(import.offset.unsigned_abs()) >= CHUNK_BYTES
}

/// Takes at most [`CHUNK`] lines further, all in one transaction, and notes how far it came. Answers
/// the import after it; it has failed if a line is bad, and then those before that line were taken.
pub async fn apply(
    ctx: &Context,
    scope: &Scope,
    import: Import,
    lines: &[Line],
    after: Checkpoint,
) -> Result<Import> {
    scope.require(KeyScope::DataImport)?;
    let received = received::receive(ctx, scope, lines).await?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let taking = chunk::take(&mut writer, scope, lines, received, import.skip_bad);
    let outcome = Box::pin(taking).await?;
    let mut import = import;
    import.tally += outcome.tally;
    let room = REMEMBERED.saturating_sub(import.bad_lines.len());
    import.bad_lines.extend(outcome.bad_lines.into_iter().take(room));
    import.updated_at = ctx.now();
    match outcome.stopped {
        true => import.status = TransferStatus::Failed,
        false => {
            import.offset = i64::try_from(after.offset).unwrap_or(i64::MAX);
            import.lines = i64::try_from(after.lines).unwrap_or(i64::MAX);
        }
    }
    let digest = if outcome.stopped { None } else { after.digest };
    store(writer.tx(), scope, &import, digest).await?;
    writer.commit().await?;
    Ok(import)
}

/// Ends an import: its file is through, or cannot be read further for the reason given.
pub async fn finish(
    ctx: &Context,
    scope: &Scope,
    import: Import,
    error: Option<String>,
) -> Result<Import> {
    let status = match error {
        None => TransferStatus::Done,
        Some(_) => TransferStatus::Failed,
    };
    let import = Import { status, error, updated_at: ctx.now(), ..import };
    store(ctx.db.writer(), scope, &import, None).await?;
    Ok(import)
}

/// Writes how an import stands. Without a new digest the old one stays, with its offset.
async fn store(
    db: &impl sea_orm::ConnectionTrait,
    scope: &Scope,
    import: &Import,
    digest: Option<String>,
) -> Result<()> {
    let sql = "update imports set status = $3, position = $4, lines = $5, \
        digest = coalesce($6, digest), tally = $7, bad_lines = $8, error = $9, updated_at = $10 \
        where app_id = $1 and id = $2";
    let values = vec![
        scope.app_id.0.into(),
        import.id.0.into(),
        word(&import.status)?.into(),
        import.offset.into(),
        import.lines.into(),
        digest.into(),
        encode(&import.tally)?.into(),
        encode(&import.bad_lines)?.into(),
        import.error.as_ref().map(|error| error.replace('\0', "")).into(),
        import.updated_at.0.into(),
    ];
    db.execute_raw(statement(db, sql, values)).await?;
    Ok(())
}
