//! Drafts as an import has them, with members who are new.

use super::append::DRAFTS;
use crate::{
    Result,
    log::Writer,
    messages::check_text,
    sql::{Rows, uuid_or_nil},
    validate,
};
use warbler_protocol::{AppId, ConversationId, Draft, UserId};

/// The drafts of one chunk.
pub(crate) struct Intake(Rows<{ DRAFTS.len() }>);

/// Refuses what no draft says.
pub(crate) fn check(draft: &Draft) -> Result<()> {
    check_text(&draft.text)?;
    validate::metadata("/draft/metadata", &draft.metadata).map(drop)
}

impl Intake {
    pub(crate) fn new() -> Self {
        Self(Rows::new(DRAFTS))
    }

    /// Takes a draft that was checked.
    pub(crate) fn take(
        &mut self,
        app_id: AppId,
        conversation_id: ConversationId,
        user_id: &UserId,
        draft: &Draft,
    ) -> Result<()> {
        let metadata = match draft.metadata.is_empty() {
            true => String::new(),
            false => validate::metadata("/draft/metadata", &draft.metadata)?,
        };
        self.0.push([
            app_id.0.into(),
            user_id.as_str().into(),
            conversation_id.0.into(),
            draft.text.as_str().into(),
            metadata.into(),
            uuid_or_nil(draft.reply_to.map(|id| id.0)),
            uuid_or_nil(draft.thread_id.map(|id| id.0)),
            draft.updated_at.0.into(),
        ]);
        Ok(())
    }

    /// Writes them. The members must be there.
    pub(crate) async fn store(self, writer: &Writer<'_>) -> Result<()> {
        Ok(self.0.insert(writer.tx(), "drafts", "on conflict do nothing").await?)
    }
}
