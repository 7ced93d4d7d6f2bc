//! Looks at an image that was uploaded.

use crate::runner::{Failure, Run};
use warbler_core::{
    Context, Scope,
    files::{self, Illustrate},
};

impl Run for Illustrate {
    /// An image that takes its worker down with it must not take down many.
    const MAX_ATTEMPTS: i32 = 3;

    async fn run(self, ctx: &Context, scope: &Scope) -> Result<Option<Self>, Failure> {
        Ok(files::illustrate(ctx, scope, &self).await?)
    }
}
