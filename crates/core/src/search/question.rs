//! From what somebody typed to what an index is asked.

use crate::{Context, Error, Result, Scope, conversations, members::Visible, validate::from_word};
use std::collections::HashMap;
use uuid::Uuid;
use warbler_protocol::{AppId, ConversationId, SearchMessages, SearchSort, Timestamp, UserId};
use warbler_search::{
    Request, Sort,
    query::{Filter, FilterName, Query, QueryError},
};

/// What of a message `has:` asks for, and what `kind:` asks for.
pub(super) const HAS: [&str; 3] = ["file", "image", "link"];
pub(super) const KINDS: [&str; 2] = ["text", "system"];

/// The question, but for who asks. What is wrong with the query is told with its place.
pub(super) async fn read(ctx: &Context, scope: &Scope, input: &SearchMessages) -> Result<Request> {
    let wrong = |error: QueryError| wrong(&input.query, error);
    let query = Query::parse(&input.query).map_err(wrong)?;
    let mut request = Request {
        app: name(scope.app_id.0),
        sort: match input.sort {
            SearchSort::Relevance => Sort::Relevance,
            SearchSort::Newest => Sort::Newest,
        },
        counts: input.counts,
        typos: input.typos,
        ..Request::default()
    };
    for filter in &query.filters {
        match filter.name {
            FilterName::In => {
                let id = conversation(ctx, scope.app_id, &filter.value).await?;
                choose(&mut request.conversations, &mut request.not_conversations, filter, id);
            }
            FilterName::From => {
                let id = sender(scope, filter).map_err(wrong)?;
                choose(&mut request.senders, &mut request.not_senders, filter, id);
            }
            FilterName::Has => add_trait(&mut request, filter, &HAS).map_err(wrong)?,
            FilterName::Kind => add_trait(&mut request, filter, &KINDS).map_err(wrong)?,
            FilterName::Before | FilterName::After => {
                narrow(&mut request, filter).map_err(wrong)?;
            }
        }
    }
    Ok(Request { query, ..request })
}

/// What may be seen, as the index takes it.
pub(super) fn sight(seen: &HashMap<Uuid, Visible>) -> HashMap<String, Vec<(u64, Option<u64>)>> {
    let number = |seq: i64| seq.max(0).unsigned_abs();
    let ranges = |visible: &Visible| {
        let ranges = visible.ranges().into_iter();
        ranges.map(|(from, to)| (number(from), to.map(number))).collect()
    };
    seen.iter().map(|(id, visible)| (name(*id), ranges(visible))).collect()
}

/// How an id is written in the index.
pub(super) fn name(id: Uuid) -> String {
    id.simple().to_string()
}

/// A conversation by its id or the tenant's key. One that is not there has no messages.
async fn conversation(ctx: &Context, app_id: AppId, value: &str) -> Result<String> {
    let id = match value.parse::<ConversationId>() {
        Ok(id) => Some(id),
        Err(_) => conversations::by_key(ctx.db.reader(), app_id, value).await?,
    };
    Ok(name(id.map_or(Uuid::nil(), |id| id.0)))
}

fn sender(scope: &Scope, filter: &Filter) -> Result<String, QueryError> {
    if let ("me", Some(user_id)) = (filter.value.as_str(), scope.as_user()) {
        return Ok(user_id.to_string());
    }
    let id = filter.value.parse::<UserId>();
    id.map(|id| id.to_string()).map_err(|_| at(filter, "from: takes the id of a user, or me"))
}

/// Of what is chosen by the same filter, one is enough; what is not wanted, none may be.
fn choose(
    chosen: &mut Option<Vec<String>>,
    unwanted: &mut Vec<String>,
    filter: &Filter,
    value: String,
) {
    match filter.negated {
        true => unwanted.push(value),
        false => chosen.get_or_insert_default().push(value),
    }
}

fn add_trait(request: &mut Request, filter: &Filter, known: &[&str]) -> Result<(), QueryError> {
    let value = filter.value.to_ascii_lowercase();
    if !known.contains(&value.as_str()) {
        return Err(at(filter, &format!("it is one of {}", known.join(", "))));
    }
    match filter.negated {
        true => request.not_traits.push(value),
        false => request.traits.push(value),
    }
    Ok(())
}

/// Not before a moment is after it: of any moment, `before:` and `after:` part the time in two.
fn narrow(request: &mut Request, filter: &Filter) -> Result<(), QueryError> {
    let day = format!("{}T00:00:00Z", filter.value);
    let moment: Option<Timestamp> = from_word(&filter.value).or_else(|_| from_word(&day)).ok();
    let moment = moment.ok_or_else(|| {
        at(filter, "it takes a day (2024-12-31) or a moment (2024-12-31T18:00:00Z)")
    })?;
    let moment = moment.0.max(0).unsigned_abs();
    match (filter.name == FilterName::Before) != filter.negated {
        true => {
            request.before = Some(request.before.map_or(moment, |before| before.min(moment)));
        }
        false => {
            request.after = Some(request.after.map_or(moment, |after| after.max(moment)));
        }
    }
    Ok(())
}

fn at(filter: &Filter, detail: &str) -> QueryError {
    QueryError { at: filter.at, detail: detail.to_owned() }
}

/// Places are told in characters, which is what people count.
fn wrong(query: &str, QueryError { at, detail }: QueryError) -> Error {
    let before = query.get(..at).map_or(0, |before| before.chars().count());
    Error::field("/query", "query", &format!("at character {}: {detail}", before + 1))
}
