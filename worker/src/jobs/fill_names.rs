//! Writes the rows by which names are found, for names that were there before.

use crate::runner::{Failure, Run};
use warbler_core::{
    Context, Scope,
    names::{self, FillNames},
};

impl Run for FillNames {
    async fn run(self, ctx: &Context, scope: &Scope) -> Result<Option<Self>, Failure> {
        Ok(names::fill_chunk(ctx, scope, &self).await?)
    }
}
