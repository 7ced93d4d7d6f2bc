//! What was said, to be kept or passed on. Who may read it is who may read the conversation.

use super::ownership::find;
use crate::{
    Context, Error, Result, Scope,
    messages::{self, HistoryQuery},
};
use warbler_protocol::{ConversationId, Message, Transcript, TranscriptLine};

/// Messages read at a time, and how often: what is longer is cut.
const PAGE: u64 = 100;
const MOST_PAGES: usize = 20;

/// The conversation as lines, oldest first; with its notes, for those who may read them.
pub async fn transcript(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    notes: bool,
) -> Result<Transcript> {
    let (mut lines, mut truncated) = read(ctx, scope, conversation_id, false).await?;
    let row = find(ctx.db.reader(), scope.app_id, conversation_id).await?;
    let row = row.ok_or(Error::NotFound("conversation"))?;
    if notes {
        let (more, cut) = read(ctx, scope, row.internal_id(), true).await?;
        lines.extend(more);
        lines.sort_by_key(|line| line.at);
        truncated |= cut;
    }
    Ok(Transcript { conversation_id, lines, truncated })
}

async fn read(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    note: bool,
) -> Result<(Vec<TranscriptLine>, bool)> {
    let (mut lines, mut after) = (Vec::new(), 0);
    for _ in 0..MOST_PAGES {
        let query = HistoryQuery { after_seq: Some(after), limit: PAGE, ..HistoryQuery::default() };
        let page = messages::list(ctx, scope, conversation_id, query).await?;
        after = page.data.last().map_or(after, |message| message.seq);
        lines.extend(page.data.into_iter().map(|message| line(message, note)));
        if !page.has_more {
            return Ok((lines, false));
        }
    }
    Ok((lines, true))
}

fn line(message: Message, note: bool) -> TranscriptLine {
    let names = message.attachments.iter().map(|file| format!("[{}]", file.name));
    let said = (!message.text.is_empty()).then_some(message.text);
    let text = said.into_iter().chain(names).collect::<Vec<_>>().join(" ");
    TranscriptLine { at: message.created_at, sender_id: message.sender_id, note, text }
}
