//! Where searches go: to an index of this node, or to the node that has it.

use super::{LocalIndexes, Nodes};
use crate::{Context, Error, Result};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use warbler_protocol::AppId;
use warbler_search::{Found, Request};

/// The indexes of all shards, as far as this node can reach them. Cheap to clone.
#[derive(Clone, Default)]
pub struct Indexes {
    local: Option<Arc<LocalIndexes>>,
    nodes: Option<Arc<Nodes>>,
}

/// What an index can be asked.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ask {
    Find(Box<Request>),
    /// How far it is.
    State,
    /// To be built anew, all of it or one app.
    Rebuild(Option<AppId>),
}

/// What it answers.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Answer {
    pub found: Found,
    /// How much of the log it has, from 0 to 1, while it lacks something.
    pub building: Option<f64>,
}

impl Indexes {
    /// Those of this node, if it has the role, and the nodes that share the shards, where they do;
    /// else each node has all.
    pub fn new(local: Option<LocalIndexes>, nodes: Option<Nodes>) -> Self {
        Self { local: local.map(Arc::new), nodes: nodes.map(Arc::new) }
    }

    /// The indexes of this node, if it keeps that of the shard.
    pub fn of_this_node(&self, shard: i32) -> Option<&Arc<LocalIndexes>> {
        let is_ours = self.nodes.as_ref().is_none_or(|nodes| nodes.is_own(shard));
        self.local.as_ref().filter(|_| is_ours)
    }

    pub async fn ask(&self, ctx: &Context, shard: i32, ask: Ask) -> Result<Answer> {
        match (self.of_this_node(shard), &self.nodes) {
            (Some(_), _) => self.answer(shard, ask).await,
            (None, Some(nodes)) => nodes.ask(&ctx.secrets, shard, &ask).await,
            (None, None) => Err(Error::Search("no node is known that searches".to_owned())),
        }
    }

    /// Answers for this node alone, however the shards are shared elsewhere.
    pub async fn answer(&self, shard: i32, ask: Ask) -> Result<Answer> {
        let Some(local) = self.of_this_node(shard) else {
            return Err(Error::Search(format!("this node has no index of shard {shard}")));
        };
        local.answer(shard, ask).await
    }
}
