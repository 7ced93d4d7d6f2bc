//! Messages that came with an import, and are not to be counted as unread.

use crate::{
    Error, Result,
    log::Writer,
    sql::{Rows, Type, column, greatest},
};
use sea_orm::ConnectionTrait as _;
use warbler_protocol::{AppId, ConversationId};

/// Messages that were imported at the end of a conversation.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Unseen {
    /// The last message before them.
    pub(crate) after_ordinal: i64,
    pub(crate) messages: i64,
}

/// Lets members count messages as read that were imported: whoever had read everything still has,
/// and the others have as many unread as before.
pub(crate) async fn count_as_read(
    writer: &Writer<'_>,
    app_id: AppId,
    imported: impl Iterator<Item = (ConversationId, Unseen)>,
) -> Result<()> {
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("conversation_id", Type::Uuid),
        column("before", Type::Int),
        column("messages", Type::Int),
        column("last_seq", Type::Int),
        column("last_ordinal", Type::Int),
        column("position", Type::Int),
    ]);
    for (conversation_id, Unseen { after_ordinal, messages }) in imported {
        let head = writer.known((app_id, conversation_id));
        let head = head.ok_or(Error::NotFound("conversation"))?;
        rows.push([
            app_id.0.into(),
            conversation_id.0.into(),
            after_ordinal.into(),
            messages.into(),
            head.last_seq.into(),
            head.last_ordinal.into(),
            head.last_position.into(),
        ]);
    }
    let greatest = greatest(writer.tx().get_database_backend());
    let seen = format!("{greatest}(read_ordinal, own_last_ordinal, joined_ordinal)");
    let moved = |column: &str| {
        format!("{column} = case when {seen} >= v.before then v.last_seq else {column} end")
    };
    let sql = format!(
        "update members set {}, {}, changed_position = v.position, \
            read_ordinal = case when {seen} + v.messages < v.last_ordinal \
                then {seen} + v.messages else v.last_ordinal end \
         from v where members.app_id = v.app_id and members.active \
            and members.conversation_id = v.conversation_id",
        moved("read_seq"),
        moved("delivered_seq")
    );
    Ok(rows.execute(writer.tx(), &sql).await?)
}
