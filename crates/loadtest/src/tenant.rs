//! An app of the server under test: made by the command line, filled over REST.

use crate::{http::Http, server::Settings, token::SigningKey};
use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};
use std::net::SocketAddr;

/// The most users or members that one request takes.
const BATCH: usize = 100;

/// An app and the credentials of its tenant.
#[derive(Clone, Debug)]
pub struct Tenant {
    pub app_id: String,
    pub secret_key: String,
    pub signing_key: SigningKey,
}

impl Tenant {
    /// Makes an app in a server that runs.
    pub async fn create(settings: &Settings, name: &str) -> Result<Self> {
        let create = ["apps", "create", name, "--organization", name, "--mode", "live"];
        let line = settings.run(&create).await?;
        let app_id = line.split_whitespace().next().context("`apps create` printed nothing")?;
        let create = ["keys", "create", "--app", app_id, "--name", name];
        let secret_key = settings.run(&create).await?.trim().to_owned();
        let mut http = Http::new(settings.listen, &secret_key);
        let signing_key = http.json("POST", "/v1/signing_keys", "{}").await?;
        Ok(Self { app_id: app_id.to_owned(), secret_key, signing_key })
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
