//! Looking in the tails.
//!
//! Names that begin with what was asked come first, and among them the exact ones, because nothing
//! sorts before them; then names that have all of the words somewhere. Each half is read in the order
//! of an index, so that a page costs what it shows.

use super::tails::{Range, Wanted};
use crate::{Context, Result, sql::statement};
use sea_orm::{ConnectionTrait as _, TryGetable, Value};
use serde::{Deserialize, Serialize};

/// Where a page ended.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Place<K> {
    /// Whether it is among the names that begin otherwise.
    elsewhere: bool,
    tail: String,
    pub(super) id: K,
}

/// Whose names are looked in.
pub(super) struct Names {
    pub(super) table: &'static str,
    /// The column that says whose name it is.
    pub(super) id: &'static str,
    /// Each is looked in by itself: an `or` between them would leave no index to go by.
    pub(super) sources: Vec<Source>,
    /// What the sources speak of: `$1` is the app.
    pub(super) values: Vec<Value>,
}

/// Names that may be looked in.
pub(super) struct Source {
    /// What to select from, with the names as `n`, and what must hold.
    pub(super) from: &'static str,
    pub(super) holds: String,
    /// Whether to go by the tail, because the rest says little.
    pub(super) by_tail: bool,
}

/// The names after a place, one more than fit on a page.
pub(super) async fn find<K>(
    ctx: &Context,
    names: &Names,
    wanted: &Wanted,
    after: Option<Place<K>>,
    limit: u64,
) -> Result<Vec<Place<K>>>
where
    K: Clone + Default + Into<Value> + TryGetable,
{
    let begins = |place: &Place<K>| !place.elsewhere;
    let mut found = Vec::new();
    if after.as_ref().is_none_or(begins) {
        let question = Question::new(names, &wanted.whole, after.clone(), limit + 1);
        found = question.beginning().run(ctx, false).await?;
    }
    let missing = (limit + 1).saturating_sub(found.len() as u64);
    if missing > 0 {
        // The first word is a whole one wherever there are several: few names have it.
        let after = after.filter(|place| place.elsewhere);
        let question = Question::new(names, &wanted.words[0], after, missing);
        found.extend(question.elsewhere(wanted).run(ctx, true).await?);
    }
    Ok(found)
}

/// A statement that is being put together.
struct Question<'a> {
    names: &'a Names,
    values: Vec<Value>,
    /// The names lie after this tail and id, and before this tail.
    after: [String; 2],
    before: String,
    conditions: Vec<String>,
    limit: u64,
}

impl<'a> Question<'a> {
    fn new<K>(names: &'a Names, range: &Range, after: Option<Place<K>>, limit: u64) -> Self
    where
        K: Default + Into<Value>,
    {
        let mut values = names.values.clone();
        let start = || (range.from.clone(), K::default());
        let (tail, id) = after.map_or_else(start, |place| (place.tail, place.id));
        let after = [add(&mut values, tail), add(&mut values, id)];
        let before = add(&mut values, range.to.clone());
        let conditions = vec!["n.app_id = $1".to_owned()];
        Self { names, values, after, before, conditions, limit }
    }

    /// Names that begin with the question.
    fn beginning(mut self) -> Self {
        self.conditions.push("n.place = 0".to_owned());
        self
    }

    /// Names that have the words, each once, and begin otherwise.
    fn elsewhere(mut self, wanted: &Wanted) -> Self {
        let earlier = self.other(&wanted.words[0], "o.place < n.place");
        let begins = self.other(&wanted.whole, "o.place < 1");
        self.conditions.push(format!("not {earlier} and not {begins}"));
        for word in &wanted.words[1..] {
            let there = self.other(word, "true");
            self.conditions.push(there);
        }
        self
    }

    /// That the name has another tail in a range.
    fn other(&mut self, range: &Range, which: &str) -> String {
        let Names { table, id, .. } = *self.names;
        let from = add(&mut self.values, range.from.clone());
        let to = add(&mut self.values, range.to.clone());
        let tail = hidden("o");
        format!(
            "exists (select 1 from {table} o where o.app_id = n.app_id and o.{id} = n.{id} \
             and {tail} >= {from} and {tail} < {to} and {which} {ALONE})"
        )
    }

    async fn run<K: TryGetable>(self, ctx: &Context, elsewhere: bool) -> Result<Vec<Place<K>>> {
        let selects: Vec<_> = self.names.sources.iter().map(|it| self.select(it)).collect();
        let sql = format!("{} order by 1, 2 limit {}", selects.join(" union "), self.limit);
        let db = ctx.db.reader();
        let rows = db.query_all_raw(statement(db, &sql, self.values)).await?;
        rows.iter()
            .map(|row| {
                Ok(Place { elsewhere, tail: row.try_get("", "tail")?, id: row.try_get("", "id")? })
            })
            .collect()
    }

    fn select(&self, Source { from, holds, by_tail }: &Source) -> String {
        let (id, before) = (self.names.id, &self.before);
        let [after_tail, after_id] = &self.after;
        let tail = if *by_tail { "n.tail".to_owned() } else { hidden("n") };
        format!(
            "select n.tail, n.{id} as id from {from} where {holds} \
             and ({tail}, n.{id}) > ({after_tail}, {after_id}) and {tail} < {before} and {}",
            self.conditions.join(" and ")
        )
    }
}

/// A tail that no index is chosen for: whose name it is narrows much better, which a planner that has
/// not seen the names cannot know. (Of 200,000 users, SQLite took 1.4 s to find one by two words.)
fn hidden(names: &str) -> String {
    format!("({names}.tail || '')")
}

/// Ends a question about one name: asked by its key, name by name. PostgreSQL would else make a join of
/// it, and while the tables are new it joins whole apps.
pub(super) const ALONE: &str = "limit 1 offset 0";

/// Adds a value, and gives what stands for it.
fn add(values: &mut Vec<Value>, value: impl Into<Value>) -> String {
    values.push(value.into());
    format!("${}", values.len())
}
