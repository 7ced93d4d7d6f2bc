//! Removes what was sent to the address of an upload after it was completed.

use crate::runner::{Failure, Run};
use warbler_core::{
    Context, Scope,
    files::{self, ForgetUpload},
};

impl Run for ForgetUpload {
    async fn run(self, ctx: &Context, scope: &Scope) -> Result<Option<Self>, Failure> {
        files::forget_upload(ctx, scope, &self).await?;
        Ok(None)
    }
}
