//! Search: finding what was said.
//!
//! An index is one more reader of the log ([`Reader`]), one per shard, on the nodes that have the
//! role ([`LocalIndexes`]); the others ask those ([`Indexes`]).
//!
//! 1. The index knows terms. Who may see a hit is asked of [`crate::members`] at every search, and
//!    counts are of those hits alone. What a hit says is read from the messages.
//! 2. The position up to which an index has the log stands in its commits: a crash neither repeats
//!    nor skips.
//! 3. An index is derived. One that is missing, damaged or of another release is built anew while
//!    searches go on, and they say so.

mod documents;
mod indexes;
mod local;
mod nodes;
mod question;
mod reader;
mod results;

pub use indexes::{Answer, Ask, Indexes};
pub use local::LocalIndexes;
pub use nodes::{Nodes, SIGNATURE, verify};
pub use reader::Reader;

use crate::{
    Context, Result, Scope, cursor, members,
    validate::{no_nul, rules},
};
use std::sync::Arc;
use warbler_protocol::{FoundMessages, KeyScope, SearchMessages};
use warbler_search::Request;

/// Hits on a page where nobody says how many.
const LIMIT: i64 = 50;

/// Finds messages: of a user's conversations what they may see there, for the tenant's server all
/// of the app.
pub async fn messages(
    ctx: &Context,
    scope: &Scope,
    input: SearchMessages,
) -> Result<FoundMessages> {
    scope.require_if_server(KeyScope::MessagesRead)?;
    rules(&input)?;
    no_nul("/query", Some(&input.query))?;
    let limit = input.limit.unwrap_or(LIMIT).unsigned_abs();
    let list = format!("messages, {:?} {} {}", input.sort, input.typos, input.query);
    let following = cursor::open_page(ctx, scope, &list, input.cursor.as_deref())?;
    let request = question::read(ctx, scope, &input).await?;
    let seen = members::visible_everywhere(ctx, scope).await?;
    let request = Request {
        sight: seen.as_ref().map(|seen| Arc::new(question::sight(seen))),
        limit: usize::try_from(limit + 1).unwrap_or_default(),
        following,
        ..request
    };
    let query = request.query.clone();
    let answer = ctx.indexes.ask(ctx, scope.shard, Ask::Find(Box::new(request))).await?;
    let page = cursor::page(ctx, scope, (&list, limit), answer.found.hits, |hit| hit.key)?;
    let found = (answer.found.by_conversation, answer.found.by_sender);
    Ok(FoundMessages {
        data: results::show(ctx, scope, seen.as_ref(), &page.data, (&query, input.typos)).await?,
        next_cursor: page.next_cursor,
        has_more: page.has_more,
        total: i64::try_from(answer.found.total).unwrap_or(i64::MAX),
        counts: input.counts.then(|| results::counts(found)),
        index: results::state(answer.building),
    })
}
