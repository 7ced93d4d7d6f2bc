//! An app, its keys, its clock and its users.

use crate::{TestNode, TestResponse, TestSocket, TestUser, database, search, storage};
use reqwest::{
    Client, Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};
use std::{
    env, fs,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use warbler_core::{
    Clock, Context, Limits, Scope, apps,
    blobs::Blobs,
    bus::{Bus, LocalBus, RedisBus},
    database::{DEFAULT_CONNECTIONS, Database},
    keys, organizations,
    rate_limits::{Quotas, Shared},
    secrets::Secrets,
};
use warbler_protocol::{
    AppId, Conversation, ConversationId, CreateKey, CreateSigningKey, Export, Import, KeyScope,
    Mode, Network, Timestamp,
};
use warbler_worker::{Mailer, Runner};

/// Where clients reach an installation, unless a test says otherwise.
const PUBLIC_URL: &str = "http://localhost:8080/";

/// Where the clock of every test begins: 2023-11-14T22:13:20Z.
const EPOCH: i64 = 1_700_000_000_000;

/// An app of an installation.
pub struct TestApp {
    pub node: Arc<TestNode>,
    pub id: AppId,
    pub secret_key: String,
    pub(crate) world: Arc<World>,
}

/// What the apps and nodes of one installation share.
pub(crate) struct World {
    clock: Arc<AtomicI64>,
    database_url: String,
    master_key: [u8; 32],
    /// Without Redis, nodes of one process share the bus itself.
    local_bus: Arc<LocalBus>,
    limits: Limits,
    public_url: String,
    blobs: Blobs,
    http: Client,
    pub(crate) directory: TempDir,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::start_with(Self::limits()).await
    }

    /// What tests are allowed where they say nothing else.
    pub fn limits() -> Limits {
        Limits { frame_rate: 10_000, frame_burst: 10_000, ..Limits::default() }
    }

    /// With these limits, but for those of rates, which only tests of their own are to meet.
    pub async fn start_with(limits: Limits) -> Self {
        Self::start_at(PUBLIC_URL, limits).await
    }

    /// An installation that clients reach at another address.
    pub async fn start_at(public_url: &str, limits: Limits) -> Self {
        Self::install(public_url, Limits { quotas: Quotas::MAX, ..limits }).await
    }

    pub async fn start_with_quotas(quotas: Quotas) -> Self {
        Self::install(PUBLIC_URL, Limits { quotas, ..Limits::default() }).await
    }

    async fn install(public_url: &str, limits: Limits) -> Self {
        let directory = TempDir::new().unwrap();
        let world = Arc::new(World {
            clock: Arc::new(AtomicI64::new(EPOCH)),
            database_url: database::create(directory.path()).await,
            master_key: rand_key(),
            local_bus: Arc::default(),
            limits,
            public_url: public_url.to_owned(),
            blobs: storage::create(directory.path()),
            http: Client::builder().no_proxy().build().unwrap(),
            directory,
        });
        let node = TestNode::start(world.context().await);
        Self::create(world, Arc::new(node)).await
    }

    async fn create(world: Arc<World>, node: Arc<TestNode>) -> Self {
        let ctx = &node.ctx;
        let organization = organizations::ensure(ctx, "test").await.unwrap();
        let app = apps::create(ctx, organization, "test", Mode::Test).await.unwrap();
        let scope = apps::system_scope(ctx, app.id).await.unwrap();
        let input = CreateKey { name: "test".to_owned(), ..CreateKey::default() };
        let secret_key = keys::create(ctx, &scope, input).await.unwrap().secret;
        keys::create_signing(ctx, &scope, CreateSigningKey::default()).await.unwrap();
        Self { node, id: app.id, secret_key, world }
    }

    /// Another tenant of the same installation, served by the same node.
    pub async fn neighbour(&self) -> Self {
        Self::create(Arc::clone(&self.world), Arc::clone(&self.node)).await
    }

    /// Another node of the same installation.
    pub async fn another_node(&self) -> TestNode {
        TestNode::start(self.world.context().await)
    }

    /// Another node that cannot hear the bus at all: what it knows, it reads from the database.
    pub async fn deaf_node(&self) -> TestNode {
        TestNode::start(self.world.context_over(Arc::new(LocalBus::default())).await)
    }

    /// The operations' view from another process of the same installation, which serves nobody.
    pub async fn another_process(&self) -> Context {
        self.world.context().await
    }

    /// Another node whose Redis is away: it counts requests for itself.
    pub async fn node_without_redis(&self) -> TestNode {
        let secrets = Secrets::new(&self.world.master_key);
        let nowhere = Shared::connect("redis://127.0.0.1:1/", &secrets).unwrap();
        let bus = Arc::clone(&self.world.local_bus) as Arc<dyn Bus>;
        TestNode::start(self.world.context_over(bus).await.sharing(nowhere))
    }

    pub fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap();
        self.world.clock.fetch_add(by, Ordering::SeqCst);
    }

    pub fn now(&self) -> Timestamp {
        Timestamp(self.world.clock.load(Ordering::SeqCst))
    }

    /// Does everything that waits behind requests.
    pub async fn work(&self) {
        let ctx = &self.node.ctx;
        let runner = Runner::new(ctx.clone()).with_all_jobs();
        while runner.run_due().await.unwrap() > 0 {}
        warbler_worker::consume_until_caught_up(ctx).await.unwrap();
        // Boxed, or every test that works would hold what one step of the desk does.
        while Box::pin(warbler_worker::sweep_desk(ctx)).await.unwrap() > 0 {
            Box::pin(warbler_worker::consume_until_caught_up(ctx)).await.unwrap();
        }
        warbler_worker::deliver_due(ctx).await.unwrap();
        warbler_core::devices::flush(ctx).await.unwrap();
        keys::write_uses(ctx).await.unwrap();
        warbler_core::presence::flush(ctx).await.unwrap();
        self.node.report().await;
    }

    /// Delivers what happened so far, beside the test.
    pub fn work_beside(&self) -> JoinHandle<()> {
        let ctx = self.node.ctx.clone();
        tokio::spawn(async move {
            warbler_worker::consume_until_caught_up(&ctx).await.unwrap();
            warbler_worker::deliver_due(&ctx).await.unwrap();
        })
    }

    /// Looks once at what is due at the support desk, as a worker of this process does.
    pub async fn sweep_desk(&self, process: &Context) {
        warbler_worker::sweep_desk(process).await.unwrap();
    }

    /// Tries to send what mail is due, over a server of which nobody has heard. Answers how much.
    pub async fn send_mail_nowhere(&self) -> usize {
        let mailer = Mailer::smtp("smtp://127.0.0.1:1", "warbler@localhost").unwrap();
        warbler_worker::send_due(&self.node.ctx, &mailer).await.unwrap()
    }

    /// The mails to an address so far, the oldest first.
    pub async fn mails(&self, to: &str) -> Vec<String> {
        let directory = self.world.directory.path().join("mail");
        let mailer = Mailer::files(&directory, "Warbler <warbler@localhost>").unwrap();
        while warbler_worker::send_due(&self.node.ctx, &mailer).await.unwrap() > 0 {}
        let files = fs::read_dir(&directory).into_iter().flatten();
        let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
        files.sort();
        let mails = files.into_iter().map(|file| fs::read_to_string(file).unwrap());
        mails.filter(|mail| mail.contains(&format!("To: {to}\r\n"))).collect()
    }

    /// The token in the link of the newest mail to an address.
    pub async fn mailed_token(&self, to: &str) -> String {
        let mail = self.mails(to).await.pop().expect("a mail");
        let (_, token) = mail.split_once("#token=").expect("a link");
        token.split_whitespace().next().unwrap().to_owned()
    }

    /// Does what is done once a minute.
    pub async fn tidy(&self) {
        warbler_worker::tidy(&self.node.ctx).await;
    }

    /// Imports a file, and does so to its end.
    pub async fn import(&self, query: &str, file: &str) -> Import {
        let path = format!("/v1/imports{query}");
        let bearer = format!("Bearer {}", self.secret_key);
        let headers =
            [("authorization", bearer.as_str()), ("content-type", "application/x-ndjson")];
        let body = file.as_bytes().to_vec();
        let started: Import = self.raw(Method::POST, &path, &headers, body).await.json(202);
        self.work().await;
        self.get(&format!("/v1/imports/{}", started.id)).await.json(200)
    }

    /// Exports the app, and answers the lines but the first, which says when that was.
    pub async fn export(&self) -> Vec<String> {
        let started: Export = self.post("/v1/exports", &json!({})).await.json(202);
        self.work().await;
        let content = self.get(&format!("/v1/exports/{}/content", started.id)).await;
        assert_eq!(content.status, 200);
        let text = String::from_utf8(content.body).unwrap();
        text.lines().skip(1).map(str::to_owned).collect()
    }

    /// The operations' own view, for tests that go below HTTP.
    pub fn context(&self) -> &Context {
        &self.node.ctx
    }

    /// Every row of every table, as text: to look for what should be gone.
    pub async fn dump(&self) -> String {
        database::dump(self.node.ctx.db.reader()).await
    }

    /// Runs a statement, for a state that no request leads to.
    pub async fn execute(&self, sql: &str) {
        database::execute(self.node.ctx.db.writer(), sql).await;
    }

    pub async fn system(&self) -> Scope {
        apps::system_scope(&self.node.ctx, self.id).await.unwrap()
    }

    /// A user, made by the tenant's server, with a token.
    pub async fn user(&self, id: &str) -> TestUser<'_> {
        self.user_with(id, json!({})).await
    }

    /// The same with a token of a certain kind (`role`, `caps`).
    pub async fn user_with(&self, id: &str, token: Value) -> TestUser<'_> {
        self.post("/v1/users", &json!({ "id": id })).await.json::<Value>(201);
        let token = self.token(id, token).await;
        TestUser { app: self, id: id.parse().unwrap(), token }
    }

    /// A new token of a user who is there.
    pub async fn token(&self, user_id: &str, body: Value) -> String {
        let path = format!("/v1/users/{user_id}/tokens");
        let token: Value = self.post(&path, &body).await.json(201);
        token["token"].as_str().unwrap().to_owned()
    }

    /// A group whose first member owns it.
    pub async fn group(&self, users: &[&TestUser<'_>]) -> ConversationId {
        self.conversation("group", users).await
    }

    pub async fn conversation(&self, kind: &str, users: &[&TestUser<'_>]) -> ConversationId {
        let role = |at| if at == 0 { "owner" } else { "member" };
        let members: Vec<_> = (0..)
            .zip(users)
            .map(|(at, user)| json!({ "user_id": user.id, "role": role(at) }))
            .collect();
        let body = json!({ "kind": kind, "members": members });
        self.post("/v1/conversations", &body).await.json::<Conversation>(201).id
    }

    /// A secret key with these scopes alone.
    pub async fn key(&self, scopes: &[KeyScope]) -> String {
        let body = json!({ "name": "narrow", "scopes": scopes });
        let created: Value = self.post("/v1/keys", &body).await.json(201);
        created["secret"].as_str().unwrap().to_owned()
    }

    pub async fn get(&self, path: &str) -> TestResponse {
        self.call(Method::GET, path, Some(&self.secret_key), None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> TestResponse {
        self.call(Method::POST, path, Some(&self.secret_key), Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> TestResponse {
        self.call(Method::PATCH, path, Some(&self.secret_key), Some(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> TestResponse {
        self.call(Method::PUT, path, Some(&self.secret_key), Some(body)).await
    }

    pub async fn put_empty(&self, path: &str) -> TestResponse {
        self.call(Method::PUT, path, Some(&self.secret_key), None).await
    }

    pub async fn delete(&self, path: &str) -> TestResponse {
        self.call(Method::DELETE, path, Some(&self.secret_key), None).await
    }

    /// A request with whatever credential, or none.
    pub async fn call(
        &self,
        method: Method,
        path: &str,
        credential: Option<&str>,
        body: Option<&Value>,
    ) -> TestResponse {
        let mut request = self.http().request(method, self.node.url(path));
        if let Some(credential) = credential {
            request = request.bearer_auth(credential);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        TestResponse::read(request.send().await.unwrap()).await
    }

    /// A request that is built by hand.
    pub async fn raw(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> TestResponse {
        let mut request = self.http().request(method, self.node.url(path)).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        TestResponse::read(request.send().await.unwrap()).await
    }

    /// An upload in one request, whatever comes of it. Some names are better not said in a form's header.
    pub async fn upload(&self, credential: &str, name: &str, bytes: Vec<u8>) -> TestResponse {
        let form = Form::new().text("name", name.to_owned()).part("file", Part::bytes(bytes));
        let request = self.http().post(self.node.url("/v1/files")).bearer_auth(credential);
        TestResponse::read(request.multipart(form).send().await.unwrap()).await
    }

    /// A request to an address that the server gave out and that is its own permission.
    pub async fn follow(
        &self,
        method: Method,
        url: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> TestResponse {
        // Nobody listens at the public address: a node of the test stands for it.
        let url = match url.strip_prefix(self.world.public_url.as_str()) {
            Some(path) => self.node.url(&format!("/{path}")),
            None => url.to_owned(),
        };
        let mut request = self.http().request(method, url).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        TestResponse::read(request.send().await.unwrap()).await
    }

    /// The bytes behind such an address.
    pub async fn read(&self, url: &str) -> TestResponse {
        self.follow(Method::GET, url, &[], Vec::new()).await
    }

    /// Whether the server serves the bytes of files itself; in S3 the bucket does.
    pub fn serves_files(&self) -> bool {
        env::var("WARBLER_TEST_S3_URL").is_err()
    }

    /// Where the first node listens.
    pub fn address(&self) -> std::net::SocketAddr {
        self.node.address
    }

    /// A request to a node that is not sent yet, without credentials.
    pub fn request(&self, node: &TestNode, path: &str) -> reqwest::RequestBuilder {
        self.http().get(node.url(path))
    }

    pub(crate) fn http(&self) -> &Client {
        &self.world.http
    }

    /// A socket that has said nothing yet.
    pub async fn socket(&self) -> TestSocket {
        TestSocket::open(self.node.address).await
    }

    /// A socket that a browser opens from a page of this origin.
    pub async fn socket_from(&self, origin: &str) -> TestSocket {
        TestSocket::open_from(self.node.address, origin).await
    }
}

impl World {
    pub(crate) async fn context(&self) -> Context {
        let secrets = Secrets::new(&self.master_key);
        let Ok(url) = env::var("WARBLER_TEST_REDIS_URL") else {
            return self.context_over(Arc::clone(&self.local_bus) as Arc<dyn Bus>).await;
        };
        let bus = Arc::new(RedisBus::connect(&url, &secrets).unwrap());
        let buckets = Shared::connect(&url, &secrets).unwrap();
        self.context_over(bus).await.sharing(buckets)
    }

    async fn context_over(&self, bus: Arc<dyn Bus>) -> Context {
        let database = Database::connect(&self.database_url, DEFAULT_CONNECTIONS / 4).await;
        let time = Arc::clone(&self.clock);
        let clock: Clock = Arc::new(move || Timestamp(time.load(Ordering::SeqCst)));
        let secrets = Secrets::new(&self.master_key);
        let blobs = self.blobs.clone();
        let ctx = Context::new(database.unwrap(), bus, blobs, secrets, self.limits, clock);
        // A test may say where its requests come from, and have its own servers called.
        let loopback: [Network; 1] = ["127.0.0.0/8".parse().unwrap()];
        let ctx = ctx.behind(&loopback).calling(&loopback);
        let ctx = ctx.at(self.public_url.parse().unwrap());
        ctx.searching(search::indexes(self.directory.path().join("search")))
    }
}

fn rand_key() -> [u8; 32] {
    let halves = [uuid::Uuid::new_v4(), uuid::Uuid::new_v4()];
    std::array::from_fn(|at| halves[at / 16].as_bytes()[at % 16])
}
