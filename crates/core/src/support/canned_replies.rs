//! Answers that the desk keeps ready, each under a shortcut, with places for names.

use super::{labels, ownership, seat};
use crate::{
    Context, Error, Result, Scope,
    access::InApp,
    cursor, users,
    validate::{no_nul, rules},
};
use sea_orm::{
    ActiveValue::Set, IntoActiveModel as _, QueryOrder as _, QuerySelect as _, SqlErr,
    entity::prelude::*,
};
use std::collections::{BTreeMap, BTreeSet};
use warbler_protocol::{
    CannedReply, CannedReplyId, CreateCannedReply, KeyScope, Page, Permission, RenderCannedReply,
    RenderedReply, Timestamp, UpdateCannedReply, UserId,
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "canned_replies")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub shortcut: String,
    pub text: String,
    pub updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

/// Keeps an answer ready.
pub async fn create(ctx: &Context, scope: &Scope, input: CreateCannedReply) -> Result<CannedReply> {
    scope.require(KeyScope::AppWrite)?;
    rules(&input)?;
    labels::check("/shortcut", &input.shortcut)?;
    no_nul("/text", Some(&input.text))?;
    let row = Model {
        app_id: scope.app_id.0,
        id: CannedReplyId::generate().0,
        shortcut: input.shortcut,
        text: input.text,
        updated_at: ctx.now().0,
    };
    let row = row.into_active_model().insert(ctx.db.writer()).await.map_err(taken)?;
    Ok(row.into())
}

/// Changes an answer.
pub async fn update(
    ctx: &Context,
    scope: &Scope,
    id: CannedReplyId,
    input: UpdateCannedReply,
) -> Result<CannedReply> {
    scope.require(KeyScope::AppWrite)?;
    rules(&input)?;
    no_nul("/text", input.text.as_deref())?;
    let mut row = find(ctx, scope, id).await?.into_active_model();
    if let Some(shortcut) = input.shortcut {
        labels::check("/shortcut", &shortcut)?;
        row.shortcut = Set(shortcut);
    }
    if let Some(text) = input.text {
        row.text = Set(text);
    }
    row.updated_at = Set(ctx.now().0);
    Ok(row.update(ctx.db.writer()).await.map_err(taken)?.into())
}

/// Forgets an answer.
pub async fn remove(ctx: &Context, scope: &Scope, id: CannedReplyId) -> Result<()> {
    scope.require(KeyScope::AppWrite)?;
    let query = Entity::delete_in_app(scope.app_id).filter(Column::Id.eq(id.0));
    match query.exec(ctx.db.writer()).await?.rows_affected {
        0 => Err(Error::NotFound("canned reply")),
        _ => Ok(()),
    }
}

/// The answers of the app, by shortcut.
pub async fn list(
    ctx: &Context,
    scope: &Scope,
    limit: u64,
    cursor: Option<&str>,
) -> Result<Page<CannedReply>> {
    seat::admit_reader(ctx, scope).await?;
    let after: Option<String> = cursor::open_page(ctx, scope, "canned replies", cursor)?;
    let found = Entity::in_app(scope.app_id)
        .filter(Column::Shortcut.gt(after.unwrap_or_default()))
        .order_by_asc(Column::Shortcut)
        .limit(limit + 1)
        .all(ctx.db.reader())
        .await?;
    let key = |reply: &Model| reply.shortcut.clone();
    let page = cursor::page(ctx, scope, ("canned replies", limit), found, key)?;
    page.try_map(|reply| Ok(reply.into()))
}

/// Puts an answer together for a conversation. It is not sent.
pub async fn render(
    ctx: &Context,
    scope: &Scope,
    id: CannedReplyId,
    input: RenderCannedReply,
) -> Result<RenderedReply> {
    scope.permit(Permission::SupportAnswer)?;
    seat::admit_reader(ctx, scope).await?;
    let reply = find(ctx, scope, id).await?;
    let db = ctx.db.reader();
    let row = ownership::find(db, scope.app_id, input.conversation_id).await?;
    let unknown = || Error::NotFound("conversation");
    let row = row.ok_or_else(unknown)?;
    seat::seat(db, scope, &row).await?;
    let mut names = input.variables;
    names.insert("customer".to_owned(), name(ctx, scope, &row.customer_id()?).await?);
    let operator = scope.as_user().cloned();
    if let Some(operator) = operator.map_or(row.operator_id(), |id| Ok(Some(id)))? {
        names.insert("operator".to_owned(), name(ctx, scope, &operator).await?);
    }
    names.insert("conversation".to_owned(), input.conversation_id.to_string());
    Ok(fill(&reply.text, &names))
}

/// What a user is called, by themselves or by their id.
async fn name(ctx: &Context, scope: &Scope, id: &UserId) -> Result<String> {
    Ok(users::name(ctx, scope.app_id, id).await?.unwrap_or_else(|| id.to_string()))
}

/// The text with its places filled. What nobody said stays as it is, and is named.
fn fill(text: &str, names: &BTreeMap<String, String>) -> RenderedReply {
    let (mut filled, mut missing, mut rest) = (String::new(), BTreeSet::new(), text);
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let Some((name, after)) = after.split_once("}}") else {
            rest = &rest[before.len()..];
            break;
        };
        match names.get(name.trim()) {
            Some(value) => filled.push_str(value),
            None => {
                filled.push_str(&format!("{{{{{name}}}}}"));
                missing.insert(name.trim().to_owned());
            }
        }
        rest = after;
    }
    filled.push_str(rest);
    RenderedReply { text: filled, missing: missing.into_iter().collect() }
}

async fn find(ctx: &Context, scope: &Scope, id: CannedReplyId) -> Result<Model> {
    let found = Entity::in_app(scope.app_id).filter(Column::Id.eq(id.0)).one(ctx.db.reader());
    found.await?.ok_or(Error::NotFound("canned reply"))
}

fn taken(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            Error::field("/shortcut", "duplicate", "belongs to another answer")
        }
        _ => error.into(),
    }
}

impl From<Model> for CannedReply {
    fn from(model: Model) -> Self {
        Self {
            id: CannedReplyId(model.id),
            shortcut: model.shortcut,
            text: model.text,
            updated_at: Timestamp(model.updated_at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_and_what_is_missing_is_named() {
        let names = BTreeMap::from([("customer".to_owned(), "Ada {{x}}".to_owned())]);
        let filled = |text| fill(text, &names);
        assert_eq!(filled("Hi {{ customer }}!").text, "Hi Ada {{x}}!");
        assert!(filled("Hi {{customer}}!").missing.is_empty(), "a value is no text of ours");
        let open = filled("{{order}} and {{order}}, {{");
        assert_eq!(
            (open.text.as_str(), open.missing),
            ("{{order}} and {{order}}, {{", vec!["order".to_owned()])
        );
    }
}
