//! Takes back what an erased user said.

use crate::runner::{Failure, Run};
use warbler_core::{
    Context, Scope,
    users::{self, Erase},
};

impl Run for Erase {
    async fn run(self, ctx: &Context, scope: &Scope) -> Result<Option<Self>, Failure> {
        Ok(users::erase_chunk(ctx, scope, &self).await?)
    }
}
