//! Counters: how much of what happened in an app, by the hour.
//!
//! Kept by a consumer of the log, so that they are exact: an entry is counted in the transaction
//! that moves the cursor past it.

use crate::{
    Context, Result, Scope,
    access::InApp,
    log::{Effects, Entry},
    series,
    sql::{Rows, Type, column},
};
use sea_orm::{DatabaseTransaction, QueryOrder as _, QuerySelect as _, entity::prelude::*};
use std::collections::BTreeMap;
use warbler_protocol::{EventKind, HourlyCount, KeyScope, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "hourly_counts")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub app_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub hour: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub counter: String,
    pub count: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl InApp for Entity {
    const APP_ID: Column = Column::AppId;
}

/// What imported messages are counted as: they are stored, but nobody sent them here.
const IMPORTED: &str = "message.imported";

/// The consumer that counts.
#[derive(Clone, Copy, Debug)]
pub struct Counting;

impl Effects for Counting {
    const NAME: &'static str = "counters";

    async fn apply(&self, tx: &DatabaseTransaction, entries: &[Entry]) -> Result<()> {
        let mut counts: BTreeMap<(Uuid, i64, &str), i64> = BTreeMap::new();
        for entry in entries {
            let counter = match entry.is_imported() {
                false => entry.kind.as_str(),
                true if entry.kind == EventKind::MessageCreated.as_str() => IMPORTED,
                true => continue,
            };
            let hour = Timestamp(entry.created_at).hour().0;
            *counts.entry((entry.app_id, hour, counter)).or_default() += 1;
        }
        let mut rows = Rows::new([
            column("app_id", Type::Uuid),
            column("hour", Type::Int),
            column("counter", Type::Text),
            column("count", Type::Int),
        ]);
        for ((app_id, hour, counter), count) in counts {
            rows.push([app_id.into(), hour.into(), counter.into(), count.into()]);
        }
        let add = "on conflict (app_id, hour, counter) \
            do update set count = hourly_counts.count + excluded.count";
        rows.insert(tx, "hourly_counts", add).await?;
        series::count_messages(tx, entries).await
    }
}

/// What was counted from one moment to another, by hour and counter, at most 1,000 rows.
pub async fn list(
    ctx: &Context,
    scope: &Scope,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
) -> Result<Vec<HourlyCount>> {
    scope.require(KeyScope::AppRead)?;
    let models = Entity::in_app(scope.app_id)
        .filter(Column::Hour.gte(from.map_or(i64::MIN, |from| from.hour().0)))
        .filter(Column::Hour.lt(to.map_or(i64::MAX, |to| to.0)))
        .order_by_asc(Column::Hour)
        .order_by_asc(Column::Counter)
        .limit(1000)
        .all(ctx.db.reader())
        .await?;
    let count = |model: Model| HourlyCount {
        hour: Timestamp(model.hour),
        counter: model.counter,
        count: model.count,
    };
    Ok(models.into_iter().map(count).collect())
}
