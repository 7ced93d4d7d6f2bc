//! Imports and exports, step by step.

use crate::runner::{Failure, Run};
use warbler_core::{
    Context, Error, Scope,
    exports::{self, ForgetExport, RunExport},
    imports::{self, RunImport},
};

impl Run for RunImport {
    async fn run(self, ctx: &Context, scope: &Scope) -> Result<Option<Self>, Failure> {
        Ok(imports::step(ctx, scope, &self).await?)
    }

    async fn give_up(self, ctx: &Context, scope: &Scope, error: &str) -> Result<(), Error> {
        imports::give_up(ctx, scope, &self, error).await
    }
}

impl Run for RunExport {
    async fn run(self, ctx: &Context, scope: &Scope) -> Result<Option<Self>, Failure> {
        Ok(exports::step(ctx, scope, &self).await?)
    }

    async fn give_up(self, ctx: &Context, scope: &Scope, error: &str) -> Result<(), Error> {
        exports::give_up(ctx, scope, &self, error).await
    }
}

impl Run for ForgetExport {
    async fn run(self, ctx: &Context, scope: &Scope) -> Result<Option<Self>, Failure> {
        exports::forget(ctx, scope, &self).await?;
        Ok(None)
    }
}
