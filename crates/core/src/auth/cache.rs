//! What authentication looked up lately. Entries live for seconds, so that what another node
//! revokes ends here soon; what this node revokes ends at once.

use crate::{keys, users};
use jsonwebtoken::DecodingKey;
use moka::future;
use std::{sync::Arc, time::Duration};
use warbler_protocol::{AppId, KeyId, SigningKeyId, UserId};

const LIFE: Duration = Duration::from_secs(5);

/// A signing key that is live, and the shard of its app.
pub(super) struct Verifier {
    pub(super) key: DecodingKey,
    pub(super) shard: i32,
}

type SecretKey = Arc<(keys::SecretModel, i32)>;

/// Bounded and short-lived. A miss is never kept.
pub(crate) struct Cache {
    secret_keys: future::Cache<KeyId, SecretKey>,
    verifiers: future::Cache<(AppId, SigningKeyId), Arc<Verifier>>,
    users: future::Cache<(AppId, UserId), users::Standing>,
}

impl Default for Cache {
    fn default() -> Self {
        Self { secret_keys: cache(10_000), verifiers: cache(10_000), users: cache(100_000) }
    }
}

fn cache<K, V>(capacity: u64) -> future::Cache<K, V>
where
    K: std::hash::Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    future::Cache::builder().max_capacity(capacity).time_to_live(LIFE).build()
}

impl Cache {
    pub(super) async fn secret_key(&self, id: KeyId) -> Option<SecretKey> {
        self.secret_keys.get(&id).await
    }

    pub(super) async fn keep_secret_key(
        &self,
        id: KeyId,
        model: keys::SecretModel,
        shard: i32,
    ) -> SecretKey {
        let kept = Arc::new((model, shard));
        self.secret_keys.insert(id, Arc::clone(&kept)).await;
        kept
    }

    pub(crate) async fn forget_secret_key(&self, id: KeyId) {
        self.secret_keys.invalidate(&id).await;
    }

    pub(super) async fn verifier(&self, app_id: AppId, id: SigningKeyId) -> Option<Arc<Verifier>> {
        self.verifiers.get(&(app_id, id)).await
    }

    pub(super) async fn keep_verifier(
        &self,
        app_id: AppId,
        id: SigningKeyId,
        verifier: Verifier,
    ) -> Arc<Verifier> {
        let kept = Arc::new(verifier);
        self.verifiers.insert((app_id, id), Arc::clone(&kept)).await;
        kept
    }

    pub(crate) async fn forget_signing_key(&self, app_id: AppId, id: SigningKeyId) {
        self.verifiers.invalidate(&(app_id, id)).await;
    }

    pub(crate) async fn user(&self, app_id: AppId, id: &UserId) -> Option<users::Standing> {
        self.users.get(&(app_id, id.clone())).await
    }

    pub(crate) async fn keep_user(&self, app_id: AppId, id: &UserId, standing: users::Standing) {
        self.users.insert((app_id, id.clone()), standing).await;
    }

    pub(crate) async fn forget_user(&self, app_id: AppId, id: &UserId) {
        self.users.invalidate(&(app_id, id.clone())).await;
    }
}
