//! `warbler import`: files into an app, chunk by chunk. Interrupted, the same command goes on.

mod files;
mod progress;

use crate::{
    cli::{self, Format},
    config::Sources,
    import::{Reading, crosswoz, irc, irc_support},
    shutdown,
};
use anyhow::{Context as _, bail};
use files::Source;
use progress::Progress;
use sha2::{Digest as _, Sha256};
use std::{process::ExitCode, time::Instant};
use tokio::{
    io::{AsyncBufRead, BufReader},
    time::sleep,
};
use tokio_util::sync::CancellationToken;
use warbler_core::{
    Context, Scope, apps,
    imports::{self, CHUNK, Checkpoint, Line, Reader, StartImport},
};
use warbler_protocol::{Import, TransferStatus};

/// What a shell expects of a program that Ctrl-C ended.
const INTERRUPTED: u8 = 130;

pub(super) async fn run(sources: Sources, options: cli::Import) -> anyhow::Result<ExitCode> {
    let ctx = super::context(sources).await?;
    let scope = apps::system_scope(&ctx, options.app).await?;
    let files = files::list(&options.path)?;
    let progress = Progress::start(files.iter().filter_map(Source::size).sum());
    let mut run = Run { ctx, scope, options, stop: shutdown::on_signal()?, progress };
    for file in &files {
        let import = match run.options.format {
            Format::Jsonl => run.json_lines(file).await?,
            Format::Irc => run.read(file, irc::read).await?,
            Format::IrcSupport => run.read(file, irc_support::read).await?,
            Format::Crosswoz => run.read(file, crosswoz::read).await?,
        };
        run.progress.done(&import);
        if import.status != TransferStatus::Done {
            break;
        }
    }
    run.progress.finish()?;
    Ok(match (run.progress.failed(), run.stop.is_cancelled()) {
        (true, _) => ExitCode::FAILURE,
        (false, true) => ExitCode::from(INTERRUPTED),
        (false, false) => ExitCode::SUCCESS,
    })
}

/// One call of the command.
struct Run {
    ctx: Context,
    scope: Scope,
    options: cli::Import,
    stop: CancellationToken,
    progress: Progress,
}

impl Run {
    /// Imports JSON Lines as they are read, from where an import of the same bytes was interrupted.
    async fn json_lines(&mut self, file: &Source) -> anyhow::Result<Import> {
        let cannot = || format!("cannot read {}", file.name());
        match self.interrupted(file).await.with_context(cannot)? {
            Some((import, hasher)) => {
                let (lines, offset) = (import.lines.try_into()?, import.offset.try_into()?);
                let source = BufReader::new(file.open(offset).await.with_context(cannot)?);
                self.progress.resume(offset);
                self.take(import, Reader::resume(source, lines, offset), hasher).await
            }
            None => {
                let import = self.start(file).await?;
                let source = BufReader::new(file.open(0).await.with_context(cannot)?);
                self.take(import, Reader::new(source), Sha256::new()).await
            }
        }
    }

    /// The last import of a file of this name, if it was interrupted, and the file still begins with
    /// what it took.
    async fn interrupted(&self, file: &Source) -> anyhow::Result<Option<(Import, Sha256)>> {
        let last = imports::interrupted(&self.ctx, &self.scope, file.name()).await?;
        let Some((last, digest)) = last.and_then(|last| Some((last.import, last.digest?))) else {
            return Ok(None);
        };
        let hasher = file.digest(last.offset.try_into()?).await?;
        let same = hasher.as_ref().map(|it| hex::encode(it.clone().finalize())) == Some(digest);
        let status = TransferStatus::Running;
        let (skip_bad, bad_lines) = (self.options.skip_bad, Vec::new());
        Ok(hasher.filter(|_| same).map(|it| (Import { status, skip_bad, bad_lines, ..last }, it)))
    }

    async fn take<R: AsyncBufRead + Unpin>(
        &mut self,
        mut import: Import,
        mut reader: Reader<R>,
        mut hasher: Sha256,
    ) -> anyhow::Result<Import> {
        let mut lines = Vec::with_capacity(CHUNK);
        let mut after = Checkpoint::default();
        loop {
            let next = reader.next().await?;
            let ended = next.is_none();
            if let Some((line, bytes)) = next {
                hasher.update(&bytes);
                after.offset = line.end;
                after.lines = line.number;
                lines.push(line);
            }
            if imports::is_chunk(&import, &lines) || (ended && !lines.is_empty()) {
                after.digest = Some(hex::encode(hasher.clone().finalize()));
                import = self.apply(import, &lines, after.clone()).await?;
                lines.clear();
            }
            if ended || self.is_over(&import) {
                return self.end(import).await;
            }
        }
    }

    /// Imports what a reader makes of a whole file.
    async fn read(
        &mut self,
        file: &Source,
        read: fn(&str, &[u8]) -> Reading,
    ) -> anyhow::Result<Import> {
        let Source::File { path, name, .. } = file else {
            bail!("only JSON Lines can be read from standard input");
        };
        let bytes = tokio::fs::read(path).await;
        let reading = read(name, &bytes.with_context(|| format!("cannot read {name}"))?);
        self.progress.count(&reading);
        let mut import = self.start(file).await?;
        for lines in reading.lines.chunks(CHUNK) {
            let last = lines.last().map(|line| (line.end, line.number)).unwrap_or_default();
            let after = Checkpoint { offset: last.0, lines: last.1, digest: None };
            import = self.apply(import, lines, after).await?;
            if self.is_over(&import) {
                break;
            }
        }
        self.end(import).await
    }

    async fn start(&self, file: &Source) -> anyhow::Result<Import> {
        let (name, skip_bad) = (file.name().to_owned(), self.options.skip_bad);
        let start = StartImport { name, skip_bad, size: file.size() };
        Ok(imports::start(&self.ctx, &self.scope, start).await?)
    }

    async fn apply(
        &mut self,
        import: Import,
        lines: &[Line],
        after: Checkpoint,
    ) -> anyhow::Result<Import> {
        let started = Instant::now();
        let import = imports::apply(&self.ctx, &self.scope, import, lines, after).await?;
        self.progress.show(&import);
        if self.ctx.db.is_embedded() {
            // SQLite has no queue between processes: a server that wants to write polls for a gap.
            sleep(started.elapsed()).await;
        }
        Ok(import)
    }

    fn is_over(&self, import: &Import) -> bool {
        self.stop.is_cancelled() || import.status != TransferStatus::Running
    }

    async fn end(&self, import: Import) -> anyhow::Result<Import> {
        match self.is_over(&import) {
            true => Ok(import),
            false => Ok(imports::finish(&self.ctx, &self.scope, import, None).await?),
        }
    }
}
