//! Who may know of a file.
//!
//! The tenant's server, of every one. A user, of what they uploaded as long as no message carries it;
//! then it is seen with the messages that do, by the same rule as these.

use super::{find as find_row, model::Model};
use crate::{Context, Error, Result, Scope, members, sql::statement};
use sea_orm::ConnectionTrait as _;
use warbler_protocol::{ConversationId, FileId, UserId};

/// The file, if the caller may know of it.
pub(super) async fn find(ctx: &Context, scope: &Scope, id: FileId) -> Result<Model> {
    let file = find_row(ctx.db.reader(), scope.app_id, id).await?;
    let file = file.ok_or(Error::NotFound("file"))?;
    let known = match (scope.as_user(), file.expires_at) {
        (None, _) => true,
        (Some(user), Some(expires_at)) => file.is_of(user) && ctx.now().0 < expires_at,
        (Some(user), None) => is_carried(ctx, scope, id, user).await?,
    };
    known.then_some(file).ok_or(Error::NotFound("file"))
}

/// Whether a message that the user may see carries the file. Looks at a hundred of the conversations
/// that the user is in.
async fn is_carried(ctx: &Context, scope: &Scope, id: FileId, user: &UserId) -> Result<bool> {
    let db = ctx.db.reader();
    let sql = "select distinct a.conversation_id from attachments a join members m \
            on m.app_id = a.app_id and m.conversation_id = a.conversation_id \
            and m.user_id = $3 and m.active \
        where a.app_id = $1 and a.file_id = $2 limit 100";
    let values = vec![scope.app_id.0.into(), id.0.into(), user.as_str().into()];
    for row in db.query_all_raw(statement(db, sql, values)).await? {
        let conversation_id = ConversationId(row.try_get("", "conversation_id")?);
        if is_seen_in(ctx, scope, id, conversation_id).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn is_seen_in(
    ctx: &Context,
    scope: &Scope,
    id: FileId,
    conversation_id: ConversationId,
) -> Result<bool> {
    let visible = match members::visible(ctx, scope, conversation_id).await {
        Err(Error::NotFound(_)) => return Ok(false),
        visible => visible?,
    };
    let db = ctx.db.reader();
    let sql = format!(
        "select 1 from attachments a join messages x on x.app_id = a.app_id and x.id = a.message_id \
         where a.app_id = $1 and a.file_id = $2 and a.conversation_id = $3 \
         and ({}) and (x.thread_seq is null or ({})) limit 1",
        visible.condition("x.seq"),
        visible.condition("x.thread_seq")
    );
    let values = vec![scope.app_id.0.into(), id.0.into(), conversation_id.0.into()];
    Ok(db.query_one_raw(statement(db, &sql, values)).await?.is_some())
}
