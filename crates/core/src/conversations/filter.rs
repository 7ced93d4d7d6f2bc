//! Which conversations a list shows, and in what order they come.

use super::Column;
use crate::{Context, Result, members, validate::word};
use sea_orm::{ColumnTrait as _, Condition, ExprTrait as _, sea_query::Expr};
use warbler_protocol::{ConversationFilter, ConversationKind};

/// Which conversations to list.
#[derive(Clone, Copy, Debug, Default)]
pub struct ListQuery<'a> {
    /// Of a user's own; without one, those that are neither hidden nor in the archive.
    pub filter: Option<ConversationFilter>,
    pub kind: Option<ConversationKind>,
    pub limit: u64,
    pub cursor: Option<&'a str>,
}

/// What comes after this place in a user's list.
pub(super) fn after_in_list((pinned, position): (bool, i64)) -> Condition {
    let same = members::Column::Pinned.eq(pinned).and(Column::ActivePosition.lt(position));
    let rest = pinned.then(|| members::Column::Pinned.eq(false));
    Condition::any().add(same).add_option(rest)
}

pub(super) fn of_kind(kind: Option<ConversationKind>) -> Result<Condition> {
    let word = kind.map(|kind| word(&kind)).transpose()?;
    Ok(Condition::all().add_option(word.map(|word| Column::Kind.eq(word))))
}

/// The conversations that a filter lets through.
pub(super) fn chosen(ctx: &Context, filter: Option<ConversationFilter>) -> Condition {
    let greatest = crate::sql::greatest(ctx.db.backend());
    let hidden = "coalesce(members.hidden_ordinal, -1) >= conversations.last_ordinal";
    let unread = format!(
        "(members.marked_unread or conversations.last_ordinal > \
         {greatest}(members.read_ordinal, members.own_last_ordinal, members.joined_ordinal))"
    );
    let shown = Condition::all().add(Expr::cust(format!("not ({hidden})")));
    let current = shown.clone().add(members::Column::Archived.eq(false));
    match filter {
        None => current,
        Some(ConversationFilter::All) => Condition::all(),
        Some(ConversationFilter::Archived) => shown.add(members::Column::Archived.eq(true)),
        Some(ConversationFilter::Hidden) => Condition::all().add(Expr::cust(hidden)),
        Some(ConversationFilter::Unread) => current.add(Expr::cust(unread)),
        Some(ConversationFilter::Pinned) => current.add(members::Column::Pinned.eq(true)),
    }
}
