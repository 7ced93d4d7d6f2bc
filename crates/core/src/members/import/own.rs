//! What is a member's own, as an import has it: settings, what they have hidden or cleared, drafts.

use super::super::settings::metadata;
use crate::{
    Error, Result, drafts,
    log::Writer,
    sql::{Rows, Type, column},
};
use warbler_protocol::{AppId, ConversationId, MemberRecord};

/// One by one, a member hides at most as many messages of a conversation.
const MOST_HIDDEN: usize = 1000;

/// What is their own of those members of a chunk who are new.
pub(super) struct Own {
    settings: Rows<{ SETTINGS.len() }>,
    drafts: drafts::Intake,
    hidden: Hidden,
}

/// Messages that members have hidden: rows that need both of them.
pub(crate) struct Hidden(Rows<{ HIDDEN.len() }>);

impl Own {
    pub(super) fn new() -> Self {
        let hidden = Hidden(Rows::new(HIDDEN));
        Self { settings: Rows::new(SETTINGS), drafts: drafts::Intake::new(), hidden }
    }

    /// Refuses what no member can have of their own.
    pub(super) fn check(record: &MemberRecord, last_ordinal: i64) -> Result<()> {
        if let Some(settings) = &record.settings {
            let hidden = settings.hidden_ordinal.unwrap_or_default();
            if !(0..=last_ordinal).contains(&hidden) {
                let detail = "points behind the last message before it";
                return Err(Error::field("/settings/hidden_ordinal", "range", detail));
            }
            metadata(&settings.metadata)?;
        }
        if record.hidden.len() > MOST_HIDDEN {
            return Err(Error::field("/hidden", "length", "are more than 1,000"));
        }
        record.draft.as_ref().map_or(Ok(()), drafts::check)
    }

    /// Takes what is theirs, as of a position of the log; what they wrote only if they may still be
    /// heard.
    pub(super) fn take(
        &mut self,
        (app_id, conversation_id): (AppId, ConversationId),
        record: &MemberRecord,
        position: i64,
        heard: bool,
    ) -> Result<()> {
        let cleared = record.numbers.as_ref().map(|it| (it.cleared_seq, it.cleared_ordinal));
        let cleared = cleared.filter(|(seq, _)| *seq > 0);
        let draft = record.draft.as_ref().filter(|_| heard);
        if record.settings.is_some() || cleared.is_some() || draft.is_some() {
            let settings = record.settings.clone().unwrap_or_default();
            let metadata = if heard { metadata(&settings.metadata)? } else { None };
            let (cleared_seq, cleared_ordinal) = cleared.unwrap_or_default();
            let position_if = |given: bool| if given { position } else { 0 };
            self.settings.push([
                app_id.0.into(),
                conversation_id.0.into(),
                record.user_id.as_str().into(),
                settings.muted_until.map_or(0, |until| until.0).into(),
                settings.hidden_ordinal.unwrap_or(-1).into(),
                settings.archived.into(),
                settings.pinned.into(),
                metadata.unwrap_or_default().into(),
                cleared_seq.into(),
                cleared_ordinal.into(),
                position_if(record.settings.is_some()).into(),
                position_if(draft.is_some()).into(),
            ]);
        }
        for message_id in &record.hidden {
            self.hidden.0.push([
                app_id.0.into(),
                conversation_id.0.into(),
                record.user_id.as_str().into(),
                message_id.0.into(),
                position.into(),
            ]);
        }
        match draft {
            Some(draft) => self.drafts.take(app_id, conversation_id, &record.user_id, draft),
            None => Ok(()),
        }
    }

    /// Writes it, but for what needs the messages, too. The members must be there.
    pub(super) async fn store(self, writer: &Writer<'_>) -> Result<Hidden> {
        let sql = "update members set muted_until = nullif(v.muted_until, 0), \
            hidden_ordinal = nullif(v.hidden_ordinal, -1), archived = v.archived, \
            pinned = v.pinned, own_metadata = nullif(v.own_metadata, ''), \
            cleared_seq = v.cleared_seq, cleared_ordinal = v.cleared_ordinal, \
            settings_position = v.settings_position, draft_position = v.draft_position from v \
            where members.app_id = v.app_id and members.conversation_id = v.conversation_id \
            and members.user_id = v.user_id";
        self.settings.execute(writer.tx(), sql).await?;
        self.drafts.store(writer).await?;
        Ok(self.hidden)
    }
}

impl Hidden {
    /// Writes what members have hidden. Members and messages must be there.
    pub(crate) async fn store(self, writer: &Writer<'_>) -> Result<()> {
        let sql = "insert into hidden_messages (app_id, conversation_id, user_id, seq, \
                message_id, thread_id, ordinal, position) \
            select v.app_id, v.conversation_id, v.user_id, x.seq, x.id, x.thread_id, x.ordinal, \
                v.position from v join messages x on x.app_id = v.app_id and x.id = v.message_id \
                and x.conversation_id = v.conversation_id where true on conflict do nothing";
        self.0.clone().execute(writer.tx(), sql).await?;
        let sql = "update members set private_position = v.position, \
                hidden_count = (select count(*) from hidden_messages h \
                    where h.app_id = members.app_id \
                    and h.conversation_id = members.conversation_id \
                    and h.user_id = members.user_id) \
            from v where members.app_id = v.app_id \
            and members.conversation_id = v.conversation_id and members.user_id = v.user_id";
        Ok(self.0.execute(writer.tx(), sql).await?)
    }
}

const SETTINGS: [crate::sql::Column; 12] = [
    column("app_id", Type::Uuid),
    column("conversation_id", Type::Uuid),
    column("user_id", Type::Text),
    column("muted_until", Type::Int),
    column("hidden_ordinal", Type::Int),
    column("archived", Type::Bool),
    column("pinned", Type::Bool),
    column("own_metadata", Type::Text),
    column("cleared_seq", Type::Int),
    column("cleared_ordinal", Type::Int),
    column("settings_position", Type::Int),
    column("draft_position", Type::Int),
];

const HIDDEN: [crate::sql::Column; 5] = [
    column("app_id", Type::Uuid),
    column("conversation_id", Type::Uuid),
    column("user_id", Type::Text),
    column("message_id", Type::Uuid),
    column("position", Type::Int),
];
