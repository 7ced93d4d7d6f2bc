//! Asking an index: the best or the newest messages that answer, and how many there are.

use crate::{
    Index, Result,
    plan::{self, Manner},
    query::Query,
    schema::Fields,
};
use serde::{Deserialize, Serialize};
use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
    ops::Bound,
    sync::Arc,
};
use tantivy::{
    DocId, Score, SegmentReader, Term,
    collector::{Collector, SegmentCollector},
    columnar::{Column, StrColumn},
    query::{
        BooleanQuery, BoostQuery, ConstScoreQuery, Occur, Query as Plan, RangeQuery, TermQuery,
        TermSetQuery,
    },
    schema::{Field, IndexRecordOption},
};

/// What the asker may see: for each conversation the first and last seq of each range, the last
/// range open where it has no end. Nothing where everything of the app may be seen.
pub type Sight = Option<Arc<HashMap<String, Vec<(u64, Option<u64>)>>>>;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub enum Sort {
    #[default]
    Relevance,
    Newest,
}

/// A question. Everything but the words has been looked up already.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Request {
    pub app: String,
    pub sight: Sight,
    pub query: Query,
    pub conversations: Option<Vec<String>>,
    pub not_conversations: Vec<String>,
    pub senders: Option<Vec<String>>,
    pub not_senders: Vec<String>,
    pub traits: Vec<String>,
    pub not_traits: Vec<String>,
    /// Milliseconds since 1970: from, and up to before.
    pub after: Option<u64>,
    pub before: Option<u64>,
    pub sort: Sort,
    pub limit: usize,
    /// The key of the last hit of the page before.
    pub following: Option<(u64, u64)>,
    /// Whether hits are counted by conversation and sender too.
    pub counts: bool,
    /// One of the words is enough.
    pub any: bool,
    pub typos: bool,
}

/// A message that answers.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
pub struct Hit {
    /// Of the entry that created it, in the shard.
    pub position: u64,
    /// What the page goes on after: larger ones come first.
    pub key: (u64, u64),
    pub score: f32,
}

/// The answer.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Found {
    pub hits: Vec<Hit>,
    /// On all pages together.
    pub total: u64,
    pub by_conversation: HashMap<String, u64>,
    pub by_sender: HashMap<String, u64>,
}

impl Index {
    /// Finds a page of messages.
    pub fn find(&self, request: &Request) -> Result<Found> {
        let fields = self.fields();
        let manner = Manner { any: request.any, typos: request.typos };
        let words = plan::words(&request.query, fields, manner)?;
        let plan = narrow(words, request, fields);
        let collector = Hits { request: request.clone() };
        Ok(self.searcher().search(&plan, &collector)?)
    }
}

/// The words, within the app and what else the request says.
fn narrow(words: Box<dyn Plan>, request: &Request, fields: Fields) -> BooleanQuery {
    let mut parts = vec![(Occur::Must, words)];
    let mut only = |field, values: &[String]| parts.push((Occur::Must, one_of(field, values)));
    only(fields.app, std::slice::from_ref(&request.app));
    if let Some(conversations) = &request.conversations {
        only(fields.conversation, conversations);
    } else if let Some(sight) = &request.sight {
        only(fields.conversation, &sight.keys().cloned().collect::<Vec<_>>());
    }
    if let Some(senders) = &request.senders {
        only(fields.sender, senders);
    }
    for name in &request.traits {
        only(fields.traits, std::slice::from_ref(name));
    }
    let without = [
        (fields.conversation, &request.not_conversations),
        (fields.sender, &request.not_senders),
        (fields.traits, &request.not_traits),
    ];
    for (field, values) in without.into_iter().filter(|(_, values)| !values.is_empty()) {
        parts.push((Occur::MustNot, one_of(field, values)));
    }
    if request.after.is_some() || request.before.is_some() {
        let bound = |time| Term::from_field_u64(fields.created_at, time);
        let from = request.after.map_or(Bound::Unbounded, |time| Bound::Included(bound(time)));
        let to = request.before.map_or(Bound::Unbounded, |time| Bound::Excluded(bound(time)));
        parts.push((Occur::Must, silent(Box::new(RangeQuery::new(from, to)))));
    }
    BooleanQuery::new(parts)
}

/// A filter: it says nothing about how well a message answers.
fn one_of(field: Field, values: &[String]) -> Box<dyn Plan> {
    let term = |value: &String| Term::from_field_text(field, value);
    match values {
        // A term among terms is what intersections are fastest with.
        [value] => {
            let query = TermQuery::new(term(value), IndexRecordOption::Basic);
            Box::new(BoostQuery::new(Box::new(query), 0.0))
        }
        _ => silent(Box::new(TermSetQuery::new(values.iter().map(term)))),
    }
}

fn silent(plan: Box<dyn Plan>) -> Box<dyn Plan> {
    Box::new(ConstScoreQuery::new(plan, 0.0))
}

/// Collects the hits that may be seen.
struct Hits {
    request: Request,
}

struct SegmentHits {
    request: Request,
    position: Column<u64>,
    created_at: Column<u64>,
    seq: Column<u64>,
    thread_seq: Column<u64>,
    conversations: Names,
    senders: Names,
    best: BinaryHeap<Reverse<Ranked>>,
    /// What ranks lower is not among the best.
    least: u64,
    total: u64,
}

/// A hit by its rank alone.
#[derive(Clone, Copy, Debug)]
struct Ranked(Hit);

impl Collector for Hits {
    type Fruit = Found;
    type Child = SegmentHits;

    fn for_segment(&self, _: u32, segment: &SegmentReader) -> tantivy::Result<SegmentHits> {
        let columns = segment.fast_fields();
        Ok(SegmentHits {
            request: self.request.clone(),
            position: columns.u64("position")?,
            created_at: columns.u64("created_at")?,
            seq: columns.u64("seq")?,
            thread_seq: columns.u64("thread_seq")?,
            conversations: Names::new(columns.str("conversation")?),
            senders: Names::new(columns.str("sender")?),
            best: BinaryHeap::new(),
            least: 0,
            total: 0,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.request.sort == Sort::Relevance
    }

    fn merge_fruits(&self, segments: Vec<Found>) -> tantivy::Result<Found> {
        let mut all = Found::default();
        for found in segments {
            all.total += found.total;
            all.hits.extend(found.hits);
            add(&mut all.by_conversation, found.by_conversation);
            add(&mut all.by_sender, found.by_sender);
        }
        all.hits.sort_by_key(|hit| Reverse(Ranked(*hit)));
        all.hits.truncate(self.request.limit);
        Ok(all)
    }
}

fn add(all: &mut HashMap<String, u64>, counts: HashMap<String, u64>) {
    for (name, count) in counts {
        *all.entry(name).or_default() += count;
    }
}

impl SegmentCollector for SegmentHits {
    type Fruit = Found;

    fn collect(&mut self, document: DocId, score: Score) {
        if !self.is_seen(document) {
            return;
        }
        self.total += 1;
        if self.request.counts {
            self.conversations.count(document);
            self.senders.count(document);
        }
        let rank = match self.request.sort {
            // Scores are not negative, so their bits are in their order.
            Sort::Relevance => u64::from(score.to_bits()),
            Sort::Newest => self.created_at.first(document).unwrap_or_default(),
        };
        if rank < self.least {
            return;
        }
        let position = self.position.first(document).unwrap_or_default();
        let key = (rank, position);
        if self.request.following.is_some_and(|last| key >= last) {
            return;
        }
        self.best.push(Reverse(Ranked(Hit { position, key, score })));
        if self.best.len() > self.request.limit {
            self.best.pop();
            self.least = self.best.peek().map_or(0, |Reverse(worst)| worst.0.key.0);
        }
    }

    fn harvest(self) -> Found {
        Found {
            hits: self.best.into_iter().map(|Reverse(Ranked(hit))| hit).collect(),
            total: self.total,
            by_conversation: self.conversations.counts(),
            by_sender: self.senders.counts(),
        }
    }
}

impl SegmentHits {
    fn is_seen(&mut self, document: DocId) -> bool {
        let Some(sight) = &self.request.sight else { return true };
        let Some(ranges) = self.conversations.ranges(document, sight) else { return false };
        let within =
            |seq| ranges.iter().any(|(from, to)| *from <= seq && to.is_none_or(|to| seq <= to));
        let thread_seq = self.thread_seq.first(document).unwrap_or_default();
        within(self.seq.first(document).unwrap_or_default())
            && (thread_seq == 0 || within(thread_seq))
    }
}

/// A column of names, looked up once per name and segment.
struct Names {
    column: Option<StrColumn>,
    known: HashMap<u64, Known>,
}

struct Known {
    name: String,
    count: u64,
}

impl Names {
    fn new(column: Option<StrColumn>) -> Self {
        Self { column, known: HashMap::new() }
    }

    fn known(&mut self, document: DocId) -> Option<&mut Known> {
        let column = self.column.as_ref()?;
        let number = column.ords().first(document)?;
        Some(self.known.entry(number).or_insert_with(|| {
            let mut name = String::new();
            // A name that cannot be read is nobody's.
            let _ = column.ord_to_str(number, &mut name);
            Known { name, count: 0 }
        }))
    }

    fn ranges<'a>(
        &mut self,
        document: DocId,
        sight: &'a HashMap<String, Vec<(u64, Option<u64>)>>,
    ) -> Option<&'a Vec<(u64, Option<u64>)>> {
        sight.get(&self.known(document)?.name)
    }

    fn count(&mut self, document: DocId) {
        if let Some(known) = self.known(document) {
            known.count += 1;
        }
    }

    fn counts(self) -> HashMap<String, u64> {
        let counted = self.known.into_values().filter(|known| known.count > 0);
        counted.map(|known| (known.name, known.count)).collect()
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.0.key == other.0.key
    }
}

impl Eq for Ranked {}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.key.cmp(&other.0.key)
    }
}
