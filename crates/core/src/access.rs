//! The one door to every table that belongs to an app.

use sea_orm::{ColumnTrait, DeleteMany, EntityTrait, QueryFilter, Select, UpdateMany};
use warbler_protocol::AppId;

/// A table whose rows belong to apps. Queries start here, so that none can reach across.
pub(crate) trait InApp: EntityTrait {
    /// The column that says whose a row is.
    const APP_ID: Self::Column;

    #[expect(clippy::disallowed_methods, reason = "this is the door")]
    fn in_app(app_id: AppId) -> Select<Self> {
        Self::find().filter(Self::APP_ID.eq(app_id.0))
    }

    fn update_in_app(app_id: AppId) -> UpdateMany<Self> {
        Self::update_many().filter(Self::APP_ID.eq(app_id.0))
    }

    fn delete_in_app(app_id: AppId) -> DeleteMany<Self> {
        Self::delete_many().filter(Self::APP_ID.eq(app_id.0))
    }
}
