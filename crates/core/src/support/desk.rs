//! What holds for the whole desk of an app.

use super::queues;
use crate::{
    Context, Error, Result, Scope,
    access::InApp,
    log::Writer,
    sql::statement,
    users,
    validate::{decode, encode, rules},
};
use sea_orm::{ConnectionTrait, entity::prelude::*, sea_query};
use serde::{Deserialize, Serialize};
use warbler_protocol::{AppId, DeskSettings, KeyScope, QueueId, ReopenTo, UpdateDesk, UserId};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_desks")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    pub settings: String,
    /// When customers who wait are to be given to operators again.
    pub due_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

/// What an app decided. Every field has a default, so that older rows and releases agree.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Settings {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) bot_id: Option<UserId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) default_queue_id: Option<QueueId>,
    pub(super) reopen_to: ReopenTo,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reopen_hours: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) auto_resolve_hours: Option<i64>,
    pub(super) ask_rating: bool,
}

/// For how long a resolved conversation is the same matter, if the app says nothing.
const REOPEN_HOURS: i64 = 72;

impl Settings {
    pub(super) fn reopen_hours(&self) -> i64 {
        self.reopen_hours.unwrap_or(REOPEN_HOURS)
    }

    fn change(&mut self, input: UpdateDesk) {
        if let Some(bot_id) = input.bot_id {
            self.bot_id = bot_id;
        }
        if let Some(queue_id) = input.default_queue_id {
            self.default_queue_id = queue_id;
        }
        self.reopen_to = input.reopen_to.unwrap_or(self.reopen_to);
        self.reopen_hours = input.reopen_hours.or(self.reopen_hours);
        if let Some(hours) = input.auto_resolve_hours {
            self.auto_resolve_hours = Some(hours).filter(|hours| *hours > 0);
        }
        self.ask_rating = input.ask_rating.unwrap_or(self.ask_rating);
    }

    fn shown(self) -> DeskSettings {
        DeskSettings {
            reopen_hours: self.reopen_hours(),
            bot_id: self.bot_id,
            default_queue_id: self.default_queue_id,
            reopen_to: self.reopen_to,
            auto_resolve_hours: self.auto_resolve_hours,
            ask_rating: self.ask_rating,
        }
    }
}

/// How the app's desk works.
pub async fn desk(ctx: &Context, scope: &Scope) -> Result<DeskSettings> {
    scope.require(KeyScope::AppRead)?;
    Ok(settings(ctx.db.reader(), scope.app_id).await?.shown())
}

/// Changes how the app's desk works. Conversations that are there keep their bot.
pub async fn update_desk(ctx: &Context, scope: &Scope, input: UpdateDesk) -> Result<DeskSettings> {
    scope.require(KeyScope::AppWrite)?;
    rules(&input)?;
    if let Some(Some(bot_id)) = &input.bot_id {
        users::require(ctx, scope.app_id, std::slice::from_ref(bot_id), "/bot_id").await?;
    }
    if let Some(Some(queue_id)) = input.default_queue_id {
        let found = queues::find(ctx.db.reader(), scope.app_id, queue_id).await?;
        let unknown = || Error::field("/default_queue_id", "unknown", "names no queue");
        found.ok_or_else(unknown)?;
    }
    let log = ctx.log();
    let writer = Writer::begin(&log, scope.shard).await?;
    let mut settings = ensure(&writer, scope.app_id).await?;
    settings.change(input);
    Entity::update_in_app(scope.app_id)
        .col_expr(Column::Settings, sea_query::Expr::value(encode(&settings)?))
        .col_expr(Column::DueAt, sea_query::Expr::value(writer.now().0))
        .exec(writer.tx())
        .await?;
    writer.commit().await?;
    Ok(settings.shown())
}

/// What the app decided, or the defaults.
pub(super) async fn settings(db: &impl ConnectionTrait, app_id: AppId) -> Result<Settings> {
    let row = Entity::in_app(app_id).one(db).await?;
    row.map_or(Ok(Settings::default()), |row| decode(&row.settings))
}

/// The same; from now on the desk has a row.
pub(super) async fn ensure(writer: &Writer<'_>, app_id: AppId) -> Result<Settings> {
    let sql = "insert into support_desks (app_id, settings) values ($1, '{}') \
        on conflict do nothing";
    let tx = writer.tx();
    tx.execute_raw(statement(tx, sql, vec![app_id.0.into()])).await?;
    settings(tx, app_id).await
}

/// Somebody waits, or somebody has time: the sweep looks at the desk again.
pub(super) async fn ring(writer: &Writer<'_>, app_id: AppId) -> Result<()> {
    Entity::update_in_app(app_id)
        .col_expr(Column::DueAt, sea_query::Expr::value(writer.now().0))
        .exec(writer.tx())
        .await?;
    Ok(())
}
