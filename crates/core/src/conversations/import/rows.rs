//! A conversation of an import as a row that is written.

use super::Model;
use crate::sql::{Type, column, nullable, text_or_empty};
use sea_orm::Value;

/// Its numbers are those of the head, which is written with the commit.
pub(super) fn cells(row: Model) -> [Value; COLUMNS.len()] {
    [
        row.app_id.into(),
        row.id.into(),
        row.kind.into(),
        text_or_empty(row.key.as_deref()),
        text_or_empty(row.pair.as_deref()),
        text_or_empty(row.name.as_deref()),
        text_or_empty(row.description.as_deref()),
        text_or_empty(row.avatar_url.as_deref()),
        row.visibility.into(),
        row.history.into(),
        row.posting.into(),
        row.metadata.into(),
        text_or_empty(row.created_by.as_deref()),
        0_i64.into(),
        0_i64.into(),
        0_i64.into(),
        0_i64.into(),
        0_i64.into(),
        row.created_at.into(),
        row.updated_at.into(),
        0_i64.into(),
    ]
}

pub(super) const COLUMNS: [crate::sql::Column; 21] = [
    column("app_id", Type::Uuid),
    column("id", Type::Uuid),
    column("kind", Type::Text),
    nullable("key", Type::Text),
    nullable("pair", Type::Text),
    nullable("name", Type::Text),
    nullable("description", Type::Text),
    nullable("avatar_url", Type::Text),
    column("visibility", Type::Text),
    column("history", Type::Text),
    column("posting", Type::Text),
    column("metadata", Type::Text),
    nullable("created_by", Type::Text),
    column("member_count", Type::Int),
    column("last_seq", Type::Int),
    column("last_ordinal", Type::Int),
    column("last_position", Type::Int),
    column("active_position", Type::Int),
    column("created_at", Type::Int),
    column("updated_at", Type::Int),
    nullable("deleted_at", Type::Int),
];
