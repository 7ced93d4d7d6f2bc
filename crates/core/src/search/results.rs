//! What was found, as the asker sees it.

use crate::{
    Context, Result, Scope,
    members::Visible,
    messages::{self, Model},
};
use std::{collections::HashMap, ops::Range};
use uuid::Uuid;
use warbler_protocol::{
    ConversationHits, ConversationId, Highlight, HitCounts, IndexState, IndexStatus, Message,
    MessageHit, SenderHits,
};
use warbler_search::{Hit, highlight, query::Query};

/// Conversations and senders that are counted.
const COUNTED: usize = 20;

/// The messages of a page, in its order. What was taken back, or hidden from the asker, since the
/// index was asked is left out.
pub(super) async fn show(
    ctx: &Context,
    scope: &Scope,
    seen: Option<&HashMap<Uuid, Visible>>,
    hits: &[Hit],
    (query, typos): (&Query, bool),
) -> Result<Vec<MessageHit>> {
    let positions: Vec<i64> =
        hits.iter().filter_map(|hit| i64::try_from(hit.position).ok()).collect();
    let mut found = messages::at_positions(ctx, scope, &positions).await?;
    let is_seen = |model: &Model| match seen {
        Some(seen) => seen.get(&model.conversation_id).is_some_and(|it| model.is_seen(it)),
        None => true,
    };
    let models = positions.iter().filter_map(|at| found.remove(at));
    let models = models.filter(|model| model.recalled_at.is_none() && is_seen(model)).collect();
    let messages = messages::show(ctx, scope, models).await?;
    let hit = |message| MessageHit { highlights: highlights(&message, query, typos), message };
    Ok(messages.into_iter().map(hit).collect())
}

/// Where a message answers: its text, then the names of its files.
fn highlights(message: &Message, query: &Query, typos: bool) -> Vec<Highlight> {
    let names = message.attachments.iter().map(|file| file.name.as_str()).enumerate();
    let names = names.map(|(at, name)| (format!("/attachments/{at}/name"), name));
    let texts = std::iter::once(("/text".to_owned(), message.text.as_str())).chain(names);
    let marked = texts
        .flat_map(|(pointer, text)| in_characters(pointer, text, highlight(text, query, typos)));
    marked.collect()
}

/// The same ranges, counted in characters.
fn in_characters(pointer: String, text: &str, ranges: Vec<Range<usize>>) -> Vec<Highlight> {
    let (mut bytes, mut characters) = (0, 0);
    let mut place = |at: usize| {
        characters += text[bytes..at].chars().count();
        bytes = at;
        characters
    };
    ranges
        .into_iter()
        .map(|range| Highlight {
            pointer: pointer.clone(),
            start: place(range.start),
            end: place(range.end),
        })
        .collect()
}

pub(super) fn counts(
    (by_conversation, by_sender): (HashMap<String, u64>, HashMap<String, u64>),
) -> HitCounts {
    let conversations = most(by_conversation).filter_map(|(id, count)| {
        let conversation_id = ConversationId(Uuid::try_parse(&id).ok()?);
        Some(ConversationHits { conversation_id, count })
    });
    // What nobody sent has no sender to be counted.
    let senders = most(by_sender)
        .filter_map(|(id, count)| Some(SenderHits { user_id: id.parse().ok()?, count }));
    HitCounts { conversations: conversations.collect(), senders: senders.collect() }
}

/// The largest counts, the largest first.
fn most(counts: HashMap<String, u64>) -> impl Iterator<Item = (String, i64)> {
    let mut counts: Vec<_> = counts.into_iter().filter(|(name, _)| !name.is_empty()).collect();
    counts.sort_by(|(a, of_a), (b, of_b)| of_b.cmp(of_a).then_with(|| a.cmp(b)));
    let counts = counts.into_iter().take(COUNTED);
    counts.map(|(name, count)| (name, i64::try_from(count).unwrap_or(i64::MAX)))
}

pub(super) fn state(building: Option<f64>) -> IndexState {
    let status = match building {
        Some(_) => IndexStatus::Building,
        None => IndexStatus::Ready,
    };
    IndexState { status, progress: building }
}
