//! Organisations: who pays and has a team. They own apps.

use crate::{Context, Result, sql::statement};
use sea_orm::{ActiveModelBehavior, ActiveValue::Set, ConnectionTrait as _, entity::prelude::*};
use warbler_protocol::OrganizationId;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organizations")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The organisation with this name, made if there is none. For whoever runs the installation: only
/// the command line calls it.
pub async fn ensure(ctx: &Context, name: &str) -> Result<OrganizationId> {
    let db = ctx.db.writer();
    let sql = "select id from organizations where name = $1 order by created_at limit 1";
    if let Some(row) = db.query_one_raw(statement(db, sql, vec![name.into()])).await? {
        return Ok(OrganizationId(row.try_get("", "id")?));
    }
    let id = OrganizationId::generate();
    let row =
        ActiveModel { id: Set(id.0), name: Set(name.to_owned()), created_at: Set(ctx.now().0) };
    row.insert(db).await?;
    Ok(id)
}
