//! What bans and blocks mean for memberships.
//!
//! Sending and receipts read the sender's membership anyway, so what they must know of bans and
//! blocks is folded into its row whenever it changes, and costs nothing where nobody is silenced or
//! blocked. Times are compared when they matter: a silence that ran out is none.

use crate::{
    Result,
    log::Writer,
    sql::{Rows, Type, column},
};
use uuid::Uuid;
use warbler_protocol::{AppId, ConversationId, UserId};

/// `everywhere` is the conversation that stands for the whole app in `bans`. Rows without anything to
/// fold, which is nearly all, are not written.
const FOLD: &str = "update members set \
    silenced_until = (select max(b.until) from bans b \
        where b.app_id = members.app_id and b.user_id = members.user_id and b.kind = 'silence' \
        and b.conversation_id in (members.conversation_id, v.everywhere)), \
    estranged = exists (select 1 from blocks b where b.app_id = members.app_id \
        and (b.user_id = members.user_id or b.blocked_id = members.user_id)) \
    from v where members.app_id = v.app_id and members.user_id = v.user_id \
    and (members.silenced_until is not null or members.estranged \
        or exists (select 1 from bans b where b.app_id = members.app_id \
            and b.user_id = members.user_id) \
        or exists (select 1 from blocks b where b.app_id = members.app_id \
            and (b.user_id = members.user_id or b.blocked_id = members.user_id)))";

/// Brings these memberships up to date.
pub(crate) async fn fold_of_members<'a>(
    writer: &Writer<'_>,
    app_id: AppId,
    members: impl IntoIterator<Item = (ConversationId, &'a UserId)>,
) -> Result<()> {
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("conversation_id", Type::Uuid),
        column("user_id", Type::Text),
        column("everywhere", Type::Uuid),
    ]);
    for (conversation_id, user_id) in members {
        rows.push([
            app_id.0.into(),
            conversation_id.0.into(),
            user_id.as_str().into(),
            Uuid::nil().into(),
        ]);
    }
    let sql = format!("{FOLD} and members.conversation_id = v.conversation_id");
    Ok(rows.execute(writer.tx(), &sql).await?)
}

/// Brings all memberships of these users up to date.
pub(crate) async fn fold_of_users(
    writer: &Writer<'_>,
    app_id: AppId,
    users: impl IntoIterator<Item = &UserId>,
) -> Result<()> {
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("user_id", Type::Text),
        column("everywhere", Type::Uuid),
    ]);
    for user_id in users {
        rows.push([app_id.0.into(), user_id.as_str().into(), Uuid::nil().into()]);
    }
    Ok(rows.execute(writer.tx(), FOLD).await?)
}
