//! Conversations by name.

use super::{
    NameQuery,
    find::{ALONE, Names, Place, Source, find},
    tails::tails,
};
use crate::{
    Context, Result, Scope, conversations, cursor,
    sql::{Rows, Type, column, statement},
};
use sea_orm::ConnectionTrait;
use uuid::Uuid;
use warbler_protocol::{AppId, Conversation, ConversationId, KeyScope, Page};

/// Conversations by name: a user's own and public ones, for the tenant's server all of the app.
pub async fn find_conversations(
    ctx: &Context,
    scope: &Scope,
    query: NameQuery<'_>,
) -> Result<Page<Conversation>> {
    scope.require_if_server(KeyScope::ConversationsRead)?;
    let list = format!("conversations named {}", query.name);
    let after: Option<Place<Uuid>> = cursor::open_page(ctx, scope, &list, query.cursor)?;
    let found = match query.wanted()? {
        Some(wanted) => find(ctx, &names(scope), &wanted, after, query.limit).await?,
        None => Vec::new(),
    };
    let page = cursor::page(ctx, scope, (&list, query.limit), found, Place::clone)?;
    let ids = page.data.into_iter().map(|place| place.id).collect();
    let data = conversations::in_order(ctx, scope, ids).await?;
    Ok(Page { data, next_cursor: page.next_cursor, has_more: page.has_more })
}

fn names(scope: &Scope) -> Names {
    let mut values = vec![scope.app_id.0.into()];
    let there = format!(
        "exists (select 1 from conversations c where c.app_id = n.app_id \
         and c.id = n.conversation_id and c.deleted_at is null {ALONE})"
    );
    let all = |holds| Source { from: "conversation_names n", holds, by_tail: true };
    let sources = match scope.as_user() {
        None => vec![all(there)],
        Some(user_id) => {
            values.push(user_id.as_str().into());
            // A cross join, because SQLite then begins with the memberships, which are few.
            let own = Source {
                from: "members m cross join conversation_names n",
                holds: format!(
                    "m.app_id = $1 and m.user_id = $2 and m.active and n.app_id = m.app_id \
                     and n.conversation_id = m.conversation_id and {there}"
                ),
                by_tail: false,
            };
            vec![own, all(format!("n.public and {there}"))]
        }
    };
    Names { table: "conversation_names", id: "conversation_id", sources, values }
}

/// A conversation and what it is called.
pub(crate) struct NamedConversation<'a> {
    pub(crate) id: Uuid,
    pub(crate) name: Option<&'a str>,
    pub(crate) public: bool,
}

/// Notes what conversations are called now, under the lock of their shard.
pub(crate) async fn keep_conversations(
    tx: &impl ConnectionTrait,
    app_id: AppId,
    named: &[NamedConversation<'_>],
) -> Result<()> {
    let mut known =
        Rows::new([column("app_id", Type::Uuid), column("conversation_id", Type::Uuid)]);
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("conversation_id", Type::Uuid),
        column("place", Type::Int),
        column("tail", Type::Text),
        column("public", Type::Bool),
    ]);
    for NamedConversation { id, name, public } in named {
        known.push([app_id.0.into(), (*id).into()]);
        for (place, tail) in (0_i64..).zip(tails(name.unwrap_or_default())) {
            let app_id = app_id.0.into();
            rows.push([app_id, (*id).into(), place.into(), tail.into(), (*public).into()]);
        }
    }
    let sql = "delete from conversation_names \
        where (app_id, conversation_id) in (select app_id, conversation_id from v)";
    known.execute(tx, sql).await?;
    Ok(rows.insert(tx, "conversation_names", "").await?)
}

/// Forgets what a conversation was called.
pub(crate) async fn forget_conversation(
    tx: &impl ConnectionTrait,
    app_id: AppId,
    id: ConversationId,
) -> Result<()> {
    let sql = "delete from conversation_names where app_id = $1 and conversation_id = $2";
    tx.execute_raw(statement(tx, sql, vec![app_id.0.into(), id.0.into()])).await?;
    Ok(())
}
