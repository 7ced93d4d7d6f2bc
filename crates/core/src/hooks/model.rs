//! The `hooks` table.

use super::{Known, OfApp};
use crate::{
    Context, Error, Result,
    access::InApp,
    validate::from_word,
    webhooks::signature::{Sealed, Signer},
};
use sea_orm::entity::prelude::*;
use std::{sync::Arc, time::Duration};
use warbler_protocol::{AppId, Hook, HookId, HookStats, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hooks")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub url: String,
    pub deadline_ms: i64,
    pub on_failure: String,
    pub enabled: bool,
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub sealed_secret: Vec<u8>,
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub sealed_previous: Option<Vec<u8>>,
    pub previous_until: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

/// The app's hooks that are to be asked.
pub(super) async fn enabled(ctx: &Context, app_id: AppId) -> Result<OfApp> {
    let query = Entity::in_app(app_id).filter(Column::Enabled.eq(true));
    let models = query.all(ctx.db.reader()).await?.into_iter();
    models.map(|model| model.known(ctx).map(Arc::new)).collect()
}

impl Model {
    fn known(self, ctx: &Context) -> Result<Known> {
        let sealed = Sealed {
            secret: &self.sealed_secret,
            previous: self.sealed_previous.as_deref(),
            until: self.previous_until,
        };
        Ok(Known {
            id: HookId(self.id),
            kind: from_word(&self.kind)?,
            deadline: Duration::from_millis(self.deadline_ms.unsigned_abs()),
            on_failure: from_word(&self.on_failure)?,
            signer: Signer::open(ctx, self.id, &sealed)?,
            url: self.url,
        })
    }

    pub(super) fn shown(self, last_hour: HookStats) -> Result<Hook, Error> {
        Ok(Hook {
            id: HookId(self.id),
            kind: from_word(&self.kind)?,
            url: self.url,
            deadline_ms: self.deadline_ms,
            on_failure: from_word(&self.on_failure)?,
            enabled: self.enabled,
            previous_secret_until: self.previous_until.map(Timestamp),
            last_hour,
            created_at: Timestamp(self.created_at),
            updated_at: Timestamp(self.updated_at),
        })
    }
}
