//! Whether a block stands between users, for those who must honour it.

use super::{Column, Entity, find};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    sql::{Rows, Type, column},
};
use sea_orm::{ColumnTrait as _, ConnectionTrait, QueryFilter as _};
use std::collections::{HashMap, HashSet};
use warbler_protocol::{AppId, ConversationId, NewMember, UserId};

/// Who of two users has blocked the other: one's id, `*` for both, or nobody.
pub(crate) async fn between(
    db: &impl ConnectionTrait,
    app_id: AppId,
    [one, other]: [&UserId; 2],
) -> Result<Option<String>> {
    let by_one = find(db, app_id, one, other).await?.is_some();
    let by_other = find(db, app_id, other, one).await?.is_some();
    Ok(match (by_one, by_other) {
        (true, true) => Some("*".to_owned()),
        (true, false) => Some(one.to_string()),
        (false, true) => Some(other.to_string()),
        (false, false) => None,
    })
}

/// Leaves out those who have blocked the caller. They are not named: that would tell.
pub(crate) async fn without_blockers(
    db: &impl ConnectionTrait,
    scope: &Scope,
    new: Vec<NewMember>,
) -> Result<Vec<NewMember>> {
    let Some(caller) = scope.as_user() else { return Ok(new) };
    let ids: Vec<_> = new.iter().map(|member| member.user_id.as_str()).collect();
    let blocks = Entity::in_app(scope.app_id)
        .filter(Column::UserId.is_in(ids))
        .filter(Column::BlockedId.eq(caller.as_str()))
        .all(db)
        .await?;
    let blockers: HashSet<_> = blocks.iter().map(|block| block.user_id.as_str()).collect();
    Ok(new.into_iter().filter(|member| !blockers.contains(member.user_id.as_str())).collect())
}

/// A user in a conversation.
pub(crate) type Key = (AppId, ConversationId, UserId);

/// For each user in a conversation, the other members who have blocked them or whom they have.
pub(crate) async fn among(
    db: &impl ConnectionTrait,
    keys: impl IntoIterator<Item = Key>,
) -> Result<HashMap<Key, Vec<UserId>>> {
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("conversation_id", Type::Uuid),
        column("user_id", Type::Text),
    ]);
    for (app_id, conversation_id, user_id) in keys {
        rows.push([app_id.0.into(), conversation_id.0.into(), user_id.as_str().into()]);
    }
    let side = |own: &str, theirs: &str| {
        format!(
            "select v.app_id, v.conversation_id, v.user_id, b.{theirs} as other from v \
             join blocks b on b.app_id = v.app_id and b.{own} = v.user_id \
             join members m on m.app_id = v.app_id and m.conversation_id = v.conversation_id \
                 and m.user_id = b.{theirs} and m.active"
        )
    };
    let sql = format!("{} union {}", side("user_id", "blocked_id"), side("blocked_id", "user_id"));
    let mut found: HashMap<Key, Vec<UserId>> = HashMap::new();
    for row in rows.query(db, &sql).await? {
        let user = |name: &str| -> Result<UserId> {
            let id: String = row.try_get("", name)?;
            id.parse().map_err(|_| Error::Corrupt(format!("user id {id:?}")))
        };
        let conversation_id = ConversationId(row.try_get("", "conversation_id")?);
        let key = (AppId(row.try_get("", "app_id")?), conversation_id, user("user_id")?);
        found.entry(key).or_default().push(user("other")?);
    }
    Ok(found)
}

/// The same for one user.
pub(crate) async fn estranged_in(
    ctx: &Context,
    app_id: AppId,
    conversation_id: ConversationId,
    user_id: &UserId,
) -> Result<Vec<UserId>> {
    let key = (app_id, conversation_id, user_id.clone());
    Ok(among(ctx.db.reader(), [key.clone()]).await?.remove(&key).unwrap_or_default())
}
