//! What is said with a change: messages like any others, in the transaction of the change.

use crate::{
    Result, Scope,
    log::Writer,
    messages::{self, Sent, Submission},
};
use warbler_protocol::{ConversationId, UserId};

/// A text, and whose; nobody's, where the desk itself speaks.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) sender_id: Option<UserId>,
    pub(super) text: String,
}

/// Appends messages to a conversation, one after the other.
pub(super) async fn lines(
    writer: &mut Writer<'_>,
    scope: &Scope,
    conversation_id: ConversationId,
    lines: Vec<Line>,
) -> Result<Vec<Sent>> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let submissions: Vec<_> = lines
        .into_iter()
        .map(|line| Submission::said(scope.app_id, conversation_id, line.sender_id, line.text))
        .collect();
    let submissions: Vec<_> = submissions.iter().collect();
    messages::append(writer, &submissions).await?.into_iter().collect()
}
