//! Removes files that no message carries any more.

use crate::runner::{Failure, Run};
use warbler_core::{
    Context, Scope,
    files::{self, Collect},
};

impl Run for Collect {
    async fn run(self, ctx: &Context, scope: &Scope) -> Result<Option<Self>, Failure> {
        let removed = files::collect(ctx, Some(scope.app_id)).await?;
        Ok((removed > 0).then_some(self))
    }
}
