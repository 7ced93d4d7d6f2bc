//! The demo: an organization with an app, a few users and a little history of their own.
//!
//! Every step finds what an earlier start made, so that it may run at every start and be cut off
//! anywhere. Only the secret key and the account's password cannot be found again, because the
//! database has their hashes alone: they are kept in the data directory.

mod account;
mod banner;
mod kept;
mod key;
mod world;

pub use banner::banner;

use crate::{
    config::Config,
    page::demo::{Demo, Minting},
};
use serde::Serialize;
use warbler_core::{Context, Scope, auth};
use warbler_protocol::{AppId, ConversationId, MintToken, UserId};

/// What somebody needs to try things out. Holds secrets, though of the demo alone.
#[derive(Clone, Debug, Serialize)]
pub struct Facts {
    pub url: String,
    pub app_id: AppId,
    pub secret_key: String,
    pub conversation_id: ConversationId,
    pub user_id: UserId,
    pub user_token: String,
    /// Of the console.
    pub email: String,
    pub password: String,
}

/// Makes what is missing of the demo, and answers what to paste and what the page needs.
pub async fn ensure(ctx: &Context, config: &Config) -> anyhow::Result<(Facts, Demo)> {
    let scope = world::app(ctx).await?;
    let users = world::users(ctx, &scope).await?;
    world::signing_key(ctx, &scope).await?;
    let conversation_id = world::conversations(ctx, &scope).await?;
    let user_id = world::ALICE.parse::<UserId>()?;
    let facts = Facts {
        url: config.public_url.to_string(),
        app_id: scope.app_id,
        secret_key: key::ensure(ctx, &scope, &config.data_dir).await?,
        conversation_id,
        user_token: token(ctx.clone(), scope.clone(), user_id.clone()).await?,
        user_id,
        email: account::EMAIL.to_owned(),
        password: account::ensure(ctx, &config.data_dir).await?,
    };
    let (ctx, app_id) = (ctx.clone(), scope.app_id);
    let mint = move |user| -> Minting { Box::pin(token(ctx.clone(), scope.clone(), user)) };
    Ok((facts, Demo { app_id, conversation_id, users, mint: Box::new(mint) }))
}

async fn token(ctx: Context, scope: Scope, user_id: UserId) -> anyhow::Result<String> {
    Ok(auth::mint(&ctx, &scope, &user_id, MintToken::default()).await?.token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Sources, process};
    use warbler_core::{
        apps, conversations,
        sessions::{self, Visit},
    };
    use warbler_protocol::{LogIn, Password};

    #[tokio::test]
    async fn a_second_start_finds_the_first_ones_demo() {
        let directory = tempfile::TempDir::new().unwrap();
        let mut config = Config::load(Sources::default()).unwrap();
        config.data_dir = directory.path().join("data");
        config.database_url =
            warbler_core::database::Database::embedded_url(&config.data_dir).into();
        process::migrate(&config).await.unwrap();
        let ctx = process::context(&config).await.unwrap();

        let (first, _) = ensure(&ctx, &config).await.unwrap();
        let (second, demo) = ensure(&ctx, &config).await.unwrap();

        assert_eq!(first.app_id, second.app_id);
        assert_eq!(first.secret_key, second.secret_key);
        assert_eq!(first.password, second.password);
        let log_in = LogIn { email: first.email, password: Password::new(first.password) };
        let opened = sessions::log_in(&ctx, log_in, &Visit::default()).await.unwrap();
        assert!(auth::enter(&ctx, &opened.login, first.app_id).await.is_ok());
        assert_eq!(apps::list(&ctx).await.unwrap().len(), 1);
        let scope = apps::system_scope(&ctx, first.app_id).await.unwrap();
        let direct = conversations::get(&ctx, &scope, first.conversation_id).await.unwrap();
        assert_eq!((direct.last_ordinal, direct.member_count), (3, 2));
        let token = (demo.mint)("bob".parse().unwrap()).await.unwrap();
        assert_eq!(auth::verify(&ctx, &token).await.unwrap().user_id.as_str(), "bob");
    }
}
