//! What whoever runs an import sees: a bar on a terminal, a line now and then elsewhere, and at the
//! end what it came to.

use crate::import::Reading;
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    collections::BTreeMap,
    io::{self, IsTerminal as _, Write as _},
    time::{Duration, Instant},
};
use warbler_protocol::{Import, Tally, TransferStatus};

/// How often a line is written where there is no terminal.
const OFTEN: Duration = Duration::from_secs(5);

pub(super) struct Progress {
    bar: ProgressBar,
    started: Instant,
    told: Instant,
    /// Bytes of the files before this one, and lines of them all.
    before: u64,
    lines: i64,
    tally: Tally,
    kinds: BTreeMap<&'static str, usize>,
    replaced: usize,
    unfinished: Option<Import>,
    skipped: Vec<String>,
}

impl Progress {
    pub(super) fn start(size: u64) -> Self {
        let bar = match io::stderr().is_terminal() {
            true => ProgressBar::new(size),
            false => ProgressBar::hidden(),
        };
        let template = "{bar:30} {bytes} of {total_bytes}, {eta} to go  {msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self {
            bar,
            started: Instant::now(),
            told: Instant::now(),
            before: 0,
            lines: 0,
            tally: Tally::default(),
            kinds: BTreeMap::new(),
            replaced: 0,
            unfinished: None,
            skipped: Vec::new(),
        }
    }

    /// Goes on where an earlier run was.
    pub(super) fn resume(&self, offset: u64) {
        self.bar.set_position(self.before + offset);
        self.bar.reset_eta();
    }

    /// What a reader found.
    pub(super) fn count(&mut self, reading: &Reading) {
        for (kind, count) in &reading.kinds {
            *self.kinds.entry(kind).or_default() += count;
        }
        self.replaced += reading.replaced;
    }

    /// After each chunk.
    pub(super) fn show(&mut self, import: &Import) {
        self.bar.set_position(self.before + import.offset.unsigned_abs());
        self.bar.set_message(import.name.clone());
        if self.bar.is_hidden() && self.told.elapsed() >= OFTEN {
            self.told = Instant::now();
            let (name, lines) = (&import.name, import.lines);
            // Nobody is left to tell when standard error is closed.
            let _ = writeln!(io::stderr(), "{name}: {lines} lines");
        }
    }

    /// After each file.
    pub(super) fn done(&mut self, import: &Import) {
        self.before += import.size.unwrap_or_default().unsigned_abs();
        self.lines += import.lines;
        self.tally += import.tally;
        let bad = import.bad_lines.iter();
        let name = &import.name;
        self.skipped.extend(bad.map(|bad| format!("{name}:{}: {}", bad.line, bad.reason)));
        if import.status != TransferStatus::Done {
            self.unfinished = Some(import.clone());
        }
    }

    /// Whether a bad line stopped it.
    pub(super) fn failed(&self) -> bool {
        self.unfinished.as_ref().is_some_and(|import| import.status == TransferStatus::Failed)
    }

    pub(super) fn finish(&self) -> io::Result<()> {
        self.bar.finish_and_clear();
        let mut out = io::stdout().lock();
        for (kind, count) in &self.kinds {
            writeln!(out, "  {count:>8} {kind}")?;
        }
        if self.replaced > 0 {
            writeln!(out, "  {:>8} lines were not UTF-8 and were mended", self.replaced)?;
        }
        let Tally { users_new, users_known, .. } = self.tally;
        writeln!(out, "users: {users_new} new, {users_known} known")?;
        let Tally { conversations_new, conversations_known, .. } = self.tally;
        writeln!(out, "conversations: {conversations_new} new, {conversations_known} known")?;
        let Tally { members_new, members_known, .. } = self.tally;
        writeln!(out, "members: {members_new} new, {members_known} known")?;
        let Tally { messages_new, messages_known, skipped, .. } = self.tally;
        writeln!(out, "messages: {messages_new} new, {messages_known} known")?;
        let Tally { files_new, files_known, others_new, others_known, .. } = self.tally;
        if files_new + files_known + others_new + others_known > 0 {
            writeln!(out, "lines of files: {files_new} new, {files_known} known")?;
            writeln!(out, "other lines: {others_new} new, {others_known} known")?;
        }
        writeln!(out, "lines left out: {skipped}")?;
        for line in &self.skipped {
            writeln!(out, "  {line}")?;
        }
        let seconds = self.started.elapsed().as_secs_f64();
        let lines = self.lines;
        writeln!(out, "{lines} lines in {seconds:.1} s, {:.0} lines/s", lines as f64 / seconds)?;
        match &self.unfinished {
            Some(import) if import.status == TransferStatus::Failed => {
                writeln!(out, "stopped: mend the line and run the same again, or --skip-bad")
            }
            Some(_) => writeln!(out, "interrupted: run the same again to go on"),
            None => Ok(()),
        }
    }
}
