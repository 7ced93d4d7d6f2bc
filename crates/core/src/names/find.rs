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
    /// What to select from, with the names as `n`, and what must hold. Each is looked in by itself:
    /// an `or` between them would leave no index to go by.
    pub(super) sources: Vec<(&'static str, String)>,
    /// What the sources speak of: `$1` is the app.
    pub(super) values: Vec<Value>,
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
    let after = after.unwrap_or_default();
    let mut found = Vec::new();
    if !after.elsewhere {
        let question = Question::new(names, &after, limit + 1);
        found = question.beginning(wanted).run(ctx, false).await?;
    }
    let missing = (limit + 1).saturating_sub(found.len() as u64);
    if missing > 0 {
        let from = if after.elsewhere { after } else { Place::default() };
        let question = Question::new(names, &from, missing);
        found.extend(question.elsewhere(wanted).run(ctx, true).await?);
    }
    Ok(found)
}

/// A statement that is being put together.
struct Question<'a> {
    names: &'a Names,
    values: Vec<Value>,
    conditions: Vec<String>,
    limit: u64,
}

impl<'a> Question<'a> {
    fn new<K: Clone + Into<Value>>(names: &'a Names, after: &Place<K>, limit: u64) -> Self {
        let conditions = vec!["n.app_id = $1".to_owned()];
        let mut question = Self { names, values: names.values.clone(), conditions, limit };
        let tail = question.value(after.tail.clone());
        let id = question.value(after.id.clone());
        question.conditions.push(format!("(n.tail, n.{}) > ({tail}, {id})", names.id));
        question
    }

    /// Names that begin with the question.
    fn beginning(mut self, wanted: &Wanted) -> Self {
        let begins = self.within("n", &wanted.whole);
        self.conditions.push(format!("n.place = 0 and {begins}"));
        self
    }

    /// Names that have the words, each once.
    fn elsewhere(mut self, wanted: &Wanted) -> Self {
        // The first word is complete wherever there are several: few have it.
        for (at, word) in wanted.words.iter().enumerate() {
            let condition = match at {
                0 => {
                    let here = self.within("n", word);
                    let earlier = self
                        .other(word, "o.tail < n.tail or o.tail = n.tail and o.place < n.place");
                    format!("{here} and not {earlier}")
                }
                _ => self.other(word, "true"),
            };
            self.conditions.push(condition);
        }
        let begins = self.other(&wanted.whole, "o.place = 0");
        self.conditions.push(format!("not {begins}"));
        self
    }

    /// That the name has a tail in a range, too.
    fn other(&mut self, range: &Range, which: &str) -> String {
        let Names { table, id, .. } = *self.names;
        let within = self.within("o", range);
        format!(
            "exists (select 1 from {table} o where o.app_id = n.app_id and o.{id} = n.{id} \
             and {within} and ({which}))"
        )
    }

    fn within(&mut self, names: &str, range: &Range) -> String {
        let from = self.value(range.from.clone());
        let to = self.value(range.to.clone());
        format!("{names}.tail >= {from} and {names}.tail < {to}")
    }

    fn value(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    async fn run<K: TryGetable>(self, ctx: &Context, elsewhere: bool) -> Result<Vec<Place<K>>> {
        let Names { id, sources, .. } = self.names;
        let conditions = self.conditions.join(" and ");
        let select = |(from, holds): &(&str, String)| {
            format!("select n.tail, n.{id} as id from {from} where {holds} and {conditions}")
        };
        let selects: Vec<_> = sources.iter().map(select).collect();
        let sql = format!("{} order by 1, 2 limit {}", selects.join(" union "), self.limit);
        let db = ctx.db.reader();
        let rows = db.query_all_raw(statement(db, &sql, self.values)).await?;
        rows.iter()
            .map(|row| {
                Ok(Place { elsewhere, tail: row.try_get("", "tail")?, id: row.try_get("", "id")? })
            })
            .collect()
    }
}
