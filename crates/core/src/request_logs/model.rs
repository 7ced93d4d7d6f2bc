//! The `request_logs` table.

use crate::{
    Error,
    access::InApp,
    sql::{Column as Cell, Type, column, nullable},
    validate::from_word,
};
use sea_orm::entity::prelude::*;
use warbler_protocol::{Principal, RequestLog, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "request_logs")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub at: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub method: String,
    pub route: String,
    pub path: String,
    pub status: i64,
    pub code: Option<String>,
    pub duration_us: i64,
    pub principal_kind: String,
    pub principal_id: String,
    pub address: Option<String>,
    pub request_id: String,
    pub request_bytes: i64,
    pub response_bytes: i64,
    pub user_agent: Option<String>,
    pub weight: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

pub(super) const COLUMNS: [Cell; 17] = [
    column("app_id", Type::Uuid),
    column("at", Type::Int),
    column("id", Type::Uuid),
    column("method", Type::Text),
    column("route", Type::Text),
    column("path", Type::Text),
    column("status", Type::Int),
    nullable("code", Type::Text),
    column("duration_us", Type::Int),
    column("principal_kind", Type::Text),
    column("principal_id", Type::Text),
    nullable("address", Type::Text),
    column("request_id", Type::Text),
    column("request_bytes", Type::Int),
    column("response_bytes", Type::Int),
    nullable("user_agent", Type::Text),
    column("weight", Type::Int),
];

impl TryFrom<Model> for RequestLog {
    type Error = Error;

    fn try_from(model: Model) -> Result<Self, Error> {
        let principal =
            Principal { kind: from_word(&model.principal_kind)?, id: model.principal_id };
        Ok(Self {
            at: Timestamp(model.at),
            method: model.method,
            route: model.route,
            path: model.path,
            status: u16::try_from(model.status).unwrap_or_default(),
            code: model.code.as_deref().map(from_word).transpose()?,
            duration_us: model.duration_us,
            principal,
            address: model.address,
            request_id: model.request_id,
            request_bytes: model.request_bytes,
            response_bytes: model.response_bytes,
            user_agent: model.user_agent,
            weight: model.weight,
        })
    }
}
