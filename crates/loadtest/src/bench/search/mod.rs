//! Finding messages: our index beside PostgreSQL's and SQLite's, on the same messages in the same run.
//!
//! What is compared is what a developer would otherwise take. The others are given the easier task:
//! they neither count what they find nor ask whether the asker may see it.

mod corpus;
mod ours;
mod postgres;
mod questions;
mod sqlite;
mod store;

use super::{
    Bench,
    report::{Goal, Report},
    site::Backends,
};
use crate::services::{create_database_with, drop_database};
use anyhow::{Context, Result, bail};
use corpus::{Corpus, Language, Message};
use hdrhistogram::Histogram;
use questions::{Kind, kinds};
use serde_json::Value;
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};
use store::{Reader, Store};

/// Messages that are added together.
const BATCH: usize = 500;
/// Messages that are added per second while questions are asked.
const MEANWHILE: u32 = 5000;
/// How often the questions of a kind are asked anew, of which the best time counts: other work on the
/// machine comes and goes. How long, and how many there are at least.
const ROUNDS: usize = 3;
const ASKING: Duration = Duration::from_secs(1);
const LEAST: usize = 20;

/// A database whose locale knows what a letter is, without which `pg_trgm` sees none in Chinese.
const LETTERS: &str = "TEMPLATE template0 LOCALE 'C.UTF-8'";

/// One language in one store.
struct Contest<'a> {
    bench: &'a Bench,
    corpus: Arc<Corpus>,
    contestant: &'static str,
}

pub(super) async fn measure(bench: &Bench, backends: &Backends, report: &mut Report) -> Result<()> {
    if !bench.data.is_dir() {
        report.notes.push(format!("search: skipped, there is no {}", bench.data.display()));
        return Ok(());
    }
    report.notes.push(format!(
        "search: {} messages of each language, {MEANWHILE}/s more while questions are asked; load \
         of the machine before: {}",
        bench.messages,
        std::fs::read_to_string("/proc/loadavg").unwrap_or_default().trim()
    ));
    let name = format!("warbler_search_{}", uuid::Uuid::now_v7().simple());
    let url = create_database_with(&backends.database, &name, LETTERS).await?;
    for language in [Language::English, Language::Chinese] {
        let corpus = Arc::new(Corpus::read(&bench.data, language)?);
        let contest = |contestant| Contest { bench, corpus: corpus.clone(), contestant };
        contest("ours").hold(ours::Ours::open()?, report).await?;
        contest("SQLite").hold(sqlite::Sqlite::open(language).await?, report).await?;
        let postgres = postgres::Postgres::open(&url, language).await?;
        contest("PostgreSQL").hold(postgres, report).await?;
    }
    if let Ok(passages) = passages(&bench.data) {
        recall(report, "ours", ours::Ours::open()?, &passages).await?;
        let sqlite = sqlite::Sqlite::open(Language::Chinese).await?;
        recall(report, "SQLite", sqlite, &passages).await?;
        let postgres = postgres::Postgres::open(&url, Language::Chinese).await?;
        recall(report, "PostgreSQL", postgres, &passages).await?;
    }
    drop_database(&backends.database, &name).await?;
    compare(report);
    Ok(())
}

/// Sets ours beside the others.
fn compare(report: &mut Report) {
    let rows = report.rows.iter().filter_map(|row| row.measure.strip_prefix("ours, "));
    let measures: Vec<_> = rows.map(str::to_owned).collect();
    for measure in measures {
        for other in ["SQLite", "PostgreSQL"] {
            report.compare(
                &format!("ours, {measure}"),
                &["search"],
                &format!("{other}, {measure}"),
            );
        }
    }
}

impl Contest<'_> {
    async fn hold<S: Store>(&self, mut store: S, report: &mut Report) -> Result<()> {
        let ours = self.contestant == "ours";
        let language = self.corpus.language;
        let mut messages = self.corpus.messages();
        let (rate, bytes) = fill(&mut store, &mut messages, self.bench.messages).await?;
        let goal = Goal::more(30_000.0, 60_000.0).filter(|_| ours);
        self.add(report, "indexing rate", rate, "/s", goal);
        let goal = match language {
            Language::English => Goal::less(1.3, 1.0),
            Language::Chinese => Goal::less(2.0, 1.5),
        };
        let size = store.size().await? as f64 / bytes as f64;
        self.add(report, "index / text", size, "", goal.filter(|_| ours));
        let mut reader = store.reader().await?;
        let later: Vec<_> = messages.take(BATCH * 600).collect();
        let (stop, goes_on) = (Arc::new(AtomicBool::new(false)), Instant::now());
        let writing = tokio::spawn(go_on(store, later, stop.clone()));
        for kind in kinds(&self.corpus) {
            let (times, answered) = ask_again(&mut reader, &kind).await?;
            self.add(report, &format!("{}, answered", kind.name), answered, "", None);
            for (quantile, at) in [("p50", 0.5), ("p99", 0.99)] {
                let millis = times.value_at_quantile(at) as f64 / 1000.0;
                let goal = Goal::less(10.0, 3.0).filter(|_| ours && quantile == "p99");
                self.add(report, &format!("{}, {quantile}", kind.name), millis, "ms", goal);
            }
        }
        stop.store(true, Relaxed);
        let written = writing.await?? as f64 / goes_on.elapsed().as_secs_f64();
        self.add(report, "indexed meanwhile", written, "/s", None);
        Ok(())
    }

    fn add(
        &self,
        report: &mut Report,
        what: &str,
        value: f64,
        unit: &'static str,
        goal: Option<Goal>,
    ) {
        let measure = format!("{}, {} {what}", self.contestant, self.corpus.language.name());
        report.add("search", measure, value, unit, goal);
    }
}

/// Adds so many messages, and gives how many there were per second and the bytes of their texts.
async fn fill<S: Store>(
    store: &mut S,
    messages: &mut impl Iterator<Item = Message>,
    count: usize,
) -> Result<(f64, usize)> {
    let (mut spent, mut bytes) = (Duration::ZERO, 0);
    for _ in 0..count.div_ceil(BATCH) {
        let batch: Vec<_> = messages.take(BATCH).collect();
        bytes += batch.iter().map(|message| message.text.len()).sum::<usize>();
        let began = Instant::now();
        store.add(&batch).await?;
        spent += began.elapsed();
    }
    let began = Instant::now();
    store.settle().await?;
    spent += began.elapsed();
    Ok((count as f64 / spent.as_secs_f64(), bytes))
}

/// Adds messages at a fixed rate, or as fast as it goes, and gives how many there were.
async fn go_on<S: Store>(
    mut store: S,
    messages: Vec<Message>,
    stop: Arc<AtomicBool>,
) -> Result<usize> {
    let mut due = tokio::time::interval(Duration::from_secs(1) * BATCH as u32 / MEANWHILE);
    let mut count = 0;
    for batch in messages.chunks(BATCH) {
        due.tick().await;
        if stop.load(Relaxed) {
            break;
        }
        store.add(batch).await?;
        count += batch.len();
    }
    Ok(count)
}

/// The times of the best round, and which part of the questions found anything: all should.
async fn ask_again(reader: &mut impl Reader, kind: &Kind) -> Result<(Histogram<u64>, f64)> {
    let mut best = ask(reader, kind).await?;
    for _ in 1..ROUNDS {
        let next = ask(reader, kind).await?;
        if next.0.value_at_quantile(0.99) < best.0.value_at_quantile(0.99) {
            best = next;
        }
    }
    Ok(best)
}

/// Asks the questions in turn, and gives how long each took in microseconds.
async fn ask(reader: &mut impl Reader, kind: &Kind) -> Result<(Histogram<u64>, f64)> {
    let mut times = Histogram::new_with_bounds(1, 600_000_000, 3)?;
    let mut answered = 0_u64;
    let began = Instant::now();
    for (at, question) in kind.questions.iter().cycle().enumerate() {
        if at >= LEAST && began.elapsed() > ASKING {
            break;
        }
        let asked = Instant::now();
        let found = reader.ask(question).await.with_context(|| format!("{question:?}"))?;
        times.saturating_record(asked.elapsed().as_micros() as u64);
        answered += u64::from(found > 0);
    }
    let answered = answered as f64 / times.len() as f64;
    Ok((times, answered))
}

/// Passages, each with the questions that it answers.
type Passages = Vec<(String, Vec<String>)>;

/// CMRC2018, a published benchmark of Chinese questions.
fn passages(data: &Path) -> Result<Passages> {
    let corpus: Value =
        serde_json::from_str(&std::fs::read_to_string(data.join("qa-zh/cmrc2018_trial.json"))?)?;
    let list = |value: &Value, name: &str| value[name].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let passage = |it: &Value| {
        let questions = list(it, "qas").iter().map(|qa| text(&qa["question"])).collect();
        (text(&it["context"]), questions)
    };
    let entries = list(&corpus, "data");
    Ok(entries.iter().flat_map(|it| list(it, "paragraphs")).map(|it| passage(&it)).collect())
}

/// How many questions find their passage first.
async fn recall<S: Store>(
    report: &mut Report,
    contestant: &str,
    mut store: S,
    passages: &Passages,
) -> Result<()> {
    let message = |(position, (text, _)): (u64, &(String, Vec<String>))| Message {
        position,
        conversation: "con_1".to_owned(),
        sender: "reader".to_owned(),
        seq: position,
        created_at: position,
        text: text.clone(),
    };
    let messages: Vec<_> = (1..).zip(passages).map(message).collect();
    store.add(&messages).await?;
    store.settle().await?;
    let mut reader = store.reader().await?;
    let (mut asked, mut right) = (0, 0);
    for (position, (_, questions)) in (1..).zip(passages) {
        for question in questions {
            asked += 1;
            right += u32::from(reader.best(question).await? == Some(position));
        }
    }
    if asked == 0 {
        bail!("there are no questions");
    }
    let goal = Goal::more(0.975, 0.98).filter(|_| contestant == "ours");
    let measure = format!("{contestant}, Chinese questions, recall@1");
    report.add("search", measure, f64::from(right) / f64::from(asked), "", goal);
    Ok(())
}
