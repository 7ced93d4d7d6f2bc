//! Indexes: letting them catch up, getting at their files, and nodes that share them.

use crate::{TestApp, TestNode, TestResponse, TestUser};
use serde_json::json;
use std::{
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    sync::Arc,
};
use url::Url;
use warbler_core::search::{Indexes, LocalIndexes, Nodes, Reader};
use warbler_protocol::FoundMessages;

/// What an index may hold in memory: the least.
const MEMORY: usize = 15 << 20;

/// Indexes of a node that shares them with nobody.
pub(crate) fn indexes(directory: PathBuf) -> Indexes {
    Indexes::new(Some(LocalIndexes::new(directory, MEMORY)), None)
}

/// The addresses of nodes that share the indexes of an installation.
pub struct TestSearchNodes(Vec<SocketAddr>);

impl TestSearchNodes {
    /// Addresses where nobody listens yet.
    pub fn reserve(count: usize) -> Self {
        let listen = |_| TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let listeners: Vec<_> = (0..count).map(listen).collect();
        Self(listeners.iter().map(|it| it.local_addr().unwrap()).collect())
    }

    fn urls(&self) -> Vec<Url> {
        self.0.iter().map(|address| format!("http://{address}/").parse().unwrap()).collect()
    }
}

impl TestApp {
    /// Lets the indexes catch up with the log.
    pub async fn index(&self) {
        self.index_of(&self.node).await;
    }

    /// Lets those of a node catch up.
    pub async fn index_of(&self, node: &TestNode) {
        warbler_worker::index_until_caught_up(&node.ctx).await.unwrap();
    }

    /// The reader of the app's shard, which goes on where the last one stopped.
    pub async fn reader(&self) -> Reader {
        let (ctx, shard) = (self.node.ctx.clone(), self.system().await.shard);
        let indexes = Arc::clone(ctx.indexes.of_this_node(shard).unwrap());
        Reader::new(ctx, indexes, shard)
    }

    /// The files of the app's index.
    pub async fn index_directory(&self) -> PathBuf {
        let shard = self.system().await.shard;
        self.world.directory.path().join(format!("search/shard-{shard}"))
    }

    /// Which of so many nodes has the app's index.
    pub async fn search_node_of(&self, nodes: usize) -> usize {
        usize::try_from(self.system().await.shard).unwrap() % nodes
    }

    /// Starts one of the nodes that share the indexes, with none of its own yet.
    pub async fn search_node(&self, nodes: &TestSearchNodes, own: usize) -> TestNode {
        let directory = format!("search-{}", uuid::Uuid::now_v7().simple());
        let local = LocalIndexes::new(self.world.directory.path().join(directory), MEMORY);
        let urls = nodes.urls();
        let shared = Nodes::new(urls.clone(), Some(&urls[own])).unwrap();
        let ctx = self.world.context().await;
        let ctx = ctx.searching(Indexes::new(Some(local), Some(shared)));
        TestNode::start_at(nodes.0[own], ctx)
    }

    /// A node that asks those.
    pub async fn node_asking(&self, nodes: &TestSearchNodes) -> TestNode {
        let shared = Nodes::new(nodes.urls(), None).unwrap();
        let ctx = self.world.context().await;
        TestNode::start(ctx.searching(Indexes::new(None, Some(shared))))
    }

    /// What the tenant's server finds.
    pub async fn search(&self, query: &str) -> FoundMessages {
        self.post("/v1/search/messages", &newest(query)).await.json(200)
    }
}

impl TestUser<'_> {
    /// What the user finds, the newest first, with counts.
    pub async fn search(&self, query: &str) -> FoundMessages {
        self.post("/v1/search/messages", &newest(query)).await.json(200)
    }

    /// The texts of what the user finds.
    pub async fn found(&self, query: &str) -> Vec<String> {
        let found = self.search(query).await;
        let texts: Vec<_> = found.data.into_iter().map(|hit| hit.message.text).collect();
        assert_eq!(found.total, i64::try_from(texts.len()).unwrap(), "{query}");
        texts
    }

    /// The same search through another node.
    pub async fn search_at(&self, node: &TestNode, query: &str) -> TestResponse {
        let request = self.app.http().post(node.url("/v1/search/messages"));
        let request = request.bearer_auth(&self.token).json(&newest(query));
        TestResponse::read(request.send().await.unwrap()).await
    }
}

fn newest(query: &str) -> serde_json::Value {
    json!({ "query": query, "sort": "newest", "counts": true, "limit": 100 })
}
