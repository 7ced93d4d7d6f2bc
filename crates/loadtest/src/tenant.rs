//! An app of the server under test: made by the command line, filled over REST.

use crate::{http::Http, server::Settings, token::SigningKey};
use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};
use std::net::SocketAddr;

/// The most users or members that one request takes.
const BATCH: usize = 100;

/// An app and the credentials of its tenant.
#[derive(Clone, Debug, Deserialize)]
pub struct Tenant {
    pub app_id: String,
    pub secret_key: String,
    pub signing_key: SigningKey,
}

impl Tenant {
    pub async fn create(settings: &Settings, name: &str) -> Result<Self> {
        let arguments =
            ["apps", "create", "--organization", name, "--name", name, "--mode", "live", "--json"];
        let output = settings.run(&arguments).await?;
        serde_json::from_str(output.trim())
            .with_context(|| format!("`apps create` printed {output}"))
    }

    /// The tenant's server, as a client of ours.
    pub fn http(&self, server: SocketAddr) -> Http {
        Http::new(server, &self.secret_key)
    }

    pub fn token(&self, user: &str) -> Result<String> {
        self.signing_key.sign(&self.app_id, user)
    }
}

pub async fn create_users(http: &mut Http, ids: &[String]) -> Result<()> {
    for ids in ids.chunks(BATCH) {
        let users: Vec<_> = ids.iter().map(|id| json!({"id": id})).collect();
        let body = json!({"users": users}).to_string();
        http.json::<Value>("POST", "/v1/users/batch", &body).await?;
    }
    Ok(())
}

/// A conversation with these members; gives its id.
pub async fn create_conversation(
    http: &mut Http,
    kind: &str,
    members: &[String],
) -> Result<String> {
    #[derive(Deserialize)]
    struct Created {
        id: String,
    }
    let list =
        |ids: &[String]| -> Vec<Value> { ids.iter().map(|id| json!({"user_id": id})).collect() };
    let (first, rest) = members.split_at(members.len().min(BATCH));
    let body = json!({"kind": kind, "members": list(first)}).to_string();
    let Created { id } = http.json("POST", "/v1/conversations", &body).await?;
    for more in rest.chunks(BATCH) {
        let body = json!({"members": list(more)}).to_string();
        http.json::<Value>("POST", &format!("/v1/conversations/{id}/members"), &body).await?;
    }
    Ok(id)
}
