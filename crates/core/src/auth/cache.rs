//! What authentication looked up lately.
//!
//! Whoever changes any of it says so on the bus ([`forget`]), and every node forgets it at once.
//! Entries live for seconds, so that it ends soon also where the bus lost the word.

use super::secret_key;
use crate::{
    Context, apps,
    bus::{ALL_NODES, News, Signal},
    hooks,
    keys::Ring,
    users,
};
use moka::future;
use serde::{Deserialize, Serialize};
use std::{hash::Hash, sync::Arc, time::Duration};
use tokio::sync::broadcast::{Receiver, error::RecvError};
use warbler_protocol::{AppId, KeyId, UserId};

const LIFE: Duration = Duration::from_secs(5);

/// Something that changed and must not be remembered as it was.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Stale {
    App(AppId),
    User(AppId, UserId),
    SecretKey(KeyId),
    SigningKeys(AppId),
    Hooks(AppId),
}

/// Bounded and short-lived. A miss is never kept.
pub(crate) struct Cache {
    secret_keys: future::Cache<KeyId, Arc<secret_key::Known>>,
    rings: future::Cache<AppId, Arc<Ring>>,
    apps: future::Cache<AppId, Arc<apps::Known>>,
    users: future::Cache<(AppId, UserId), users::Standing>,
    hooks: future::Cache<AppId, hooks::OfApp>,
}

impl Default for Cache {
    fn default() -> Self {
        Self {
            secret_keys: cache(10_000),
            rings: cache(10_000),
            apps: cache(10_000),
            users: cache(100_000),
            hooks: cache(10_000),
        }
    }
}

fn cache<K, V>(capacity: u64) -> future::Cache<K, V>
where
    K: Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    future::Cache::builder().max_capacity(capacity).time_to_live(LIFE).build()
}

/// Forgets what changed, here and on every other node.
pub(crate) async fn forget(ctx: &Context, stale: Stale) {
    ctx.cache.forget(&stale).await;
    ctx.bus.signal(ALL_NODES, Signal::Stale(stale));
}

/// Forgets what other nodes changed, until the bus is gone. What the bus may have lost counts as
/// changed.
pub(crate) async fn listen(cache: Arc<Cache>, mut news: Receiver<News>) {
    loop {
        match news.recv().await {
            Ok(News::Signal(signal)) => {
                if let Signal::Stale(stale) = signal.as_ref() {
                    cache.forget(stale).await;
                }
            }
            Ok(News::Reconnected) | Err(RecvError::Lagged(_)) => cache.forget_all(),
            Ok(News::Committed(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

impl Cache {
    async fn forget(&self, stale: &Stale) {
        match stale {
            Stale::App(id) => self.apps.invalidate(id).await,
            Stale::User(app_id, id) => self.users.invalidate(&(*app_id, id.clone())).await,
            Stale::SecretKey(id) => self.secret_keys.invalidate(id).await,
            Stale::SigningKeys(id) => self.rings.invalidate(id).await,
            Stale::Hooks(id) => self.hooks.invalidate(id).await,
        }
    }

    fn forget_all(&self) {
        self.secret_keys.invalidate_all();
        self.rings.invalidate_all();
        self.apps.invalidate_all();
        self.users.invalidate_all();
        self.hooks.invalidate_all();
    }

    pub(super) async fn secret_key(&self, id: KeyId) -> Option<Arc<secret_key::Known>> {
        self.secret_keys.get(&id).await
    }

    pub(super) async fn keep_secret_key(
        &self,
        id: KeyId,
        known: secret_key::Known,
    ) -> Arc<secret_key::Known> {
        let kept = Arc::new(known);
        self.secret_keys.insert(id, Arc::clone(&kept)).await;
        kept
    }

    pub(super) async fn ring(&self, app_id: AppId) -> Option<Arc<Ring>> {
        self.rings.get(&app_id).await
    }

    pub(super) async fn keep_ring(&self, app_id: AppId, ring: Ring) -> Arc<Ring> {
        let kept = Arc::new(ring);
        self.rings.insert(app_id, Arc::clone(&kept)).await;
        kept
    }

    pub(crate) async fn app(&self, id: AppId) -> Option<Arc<apps::Known>> {
        self.apps.get(&id).await
    }

    pub(crate) async fn keep_app(&self, id: AppId, known: apps::Known) -> Arc<apps::Known> {
        let kept = Arc::new(known);
        self.apps.insert(id, Arc::clone(&kept)).await;
        kept
    }

    pub(crate) async fn user(&self, app_id: AppId, id: &UserId) -> Option<users::Standing> {
        self.users.get(&(app_id, id.clone())).await
    }

    pub(crate) async fn keep_user(&self, app_id: AppId, id: &UserId, standing: users::Standing) {
        self.users.insert((app_id, id.clone()), standing).await;
    }

    pub(crate) async fn hooks(&self, app_id: AppId) -> Option<hooks::OfApp> {
        self.hooks.get(&app_id).await
    }

    /// That an app has none is kept, too: it is asked for with every message.
    pub(crate) async fn keep_hooks(&self, app_id: AppId, of_app: hooks::OfApp) {
        self.hooks.insert(app_id, of_app).await;
    }
}
