use super::*;
use crate::outbox::Next;
use futures_util::FutureExt as _;
use warbler_core::{Actor, Permissions, Scope, auth::Identity};
use warbler_protocol::{SigningKeyId, Timestamp};

struct Scene {
    hub: Arc<Hub>,
    app_id: AppId,
    conversation_id: ConversationId,
}

impl Scene {
    fn new() -> Self {
        let (app_id, conversation_id) = (AppId::generate(), ConversationId::generate());
        Self { hub: Arc::default(), app_id, conversation_id }
    }

    /// A client of a user who is in the conversation, or in none.
    fn connect(&self, user: &str, member: bool) -> (Arc<Client>, Registration) {
        let client = Arc::new(Client::new(self.identity(user), Arc::default()));
        let registration = self.hub.register(&client, 9).unwrap();
        registration.load(0, member.then_some(self.conversation_id).into_iter());
        client.open(0);
        (client, registration)
    }

    fn identity(&self, user: &str) -> Identity {
        let user_id: UserId = user.parse().unwrap();
        let (actor, permissions) = (Actor::User(user_id.clone()), Permissions::ALL);
        Identity {
            scope: Scope { app_id: self.app_id, shard: 0, actor, permissions },
            user_id,
            issued_at: Timestamp(0),
            expires_at: Timestamp(1000),
            signing_key_id: SigningKeyId::generate(),
        }
    }

    fn deliver(&self, position: i64, audience: Audience, effect: Effect) {
        self.hub.deliver(&Delivery {
            position,
            app_id: self.app_id,
            conversation_id: self.conversation_id,
            audience,
            effect,
            hidden: Vec::new(),
            frame: format!("entry {position}").into(),
        });
    }

    fn is_empty(&self) -> bool {
        self.hub.shards.iter().all(|shard| shard.lock().unwrap().is_empty())
    }
}

fn heard(client: &Client) -> Vec<i64> {
    match client.outbox.next().now_or_never() {
        Some(Next::Send(frames)) => frames.into_iter().map(|(position, _)| position).collect(),
        other => {
            assert_eq!(other, None);
            Vec::new()
        }
    }
}

#[test]
fn entries_reach_members_and_nobody_else() {
    let scene = Scene::new();
    let (alice, _alice) = scene.connect("alice", true);
    let (eve, _eve) = scene.connect("eve", false);

    scene.deliver(1, Audience::Members, Effect::None);
    scene.deliver(2, Audience::User("eve".parse().unwrap()), Effect::None);

    assert_eq!(heard(&alice), [1]);
    assert_eq!(heard(&eve), [2]);
}

#[test]
fn joining_and_leaving_take_effect_with_their_entry() {
    let scene = Scene::new();
    let (bob, _bob) = scene.connect("bob", false);
    let users = || vec!["bob".parse().unwrap()];

    scene.deliver(1, Audience::Members, Effect::None);
    scene.deliver(2, Audience::Members, Effect::Joined(users()));
    scene.deliver(3, Audience::Members, Effect::None);
    scene.deliver(4, Audience::Members, Effect::Left(users()));
    scene.deliver(5, Audience::Members, Effect::None);

    assert_eq!(heard(&bob), [2, 3, 4]);
}

#[test]
fn large_conversations_reach_those_who_asked_and_those_concerned() {
    let scene = Scene::new();
    let (reader, registration) = scene.connect("reader", true);
    let (idle, _idle) = scene.connect("idle", true);
    let (stranger, outsider) = scene.connect("stranger", false);
    assert!(registration.subscribe(scene.conversation_id, true));
    assert!(!outsider.subscribe(scene.conversation_id, true));

    scene.deliver(1, Audience::Subscribers, Effect::None);
    scene.deliver(2, Audience::Subscribers, Effect::Left(vec!["idle".parse().unwrap()]));

    assert_eq!(heard(&reader), [1, 2]);
    assert_eq!(heard(&idle), [2]);
    assert_eq!(heard(&stranger), [0; 0]);
}

#[test]
fn nothing_stays_behind() {
    let scene = Scene::new();
    let (_alice, registration) = scene.connect("alice", true);
    let (_bob, gone) = scene.connect("bob", true);
    registration.subscribe(scene.conversation_id, true);
    scene.deliver(1, Audience::Members, Effect::Deleted);

    drop((registration, gone));

    assert!(scene.is_empty());
}

#[test]
fn connections_of_one_user_are_limited() {
    let scene = Scene::new();
    let (_alice, _kept) = scene.connect("alice", true);
    let another = Arc::new(Client::new(scene.identity("alice"), Arc::default()));

    assert!(scene.hub.register(&another, 1).is_none());
    assert!(scene.hub.register(&another, 2).is_some());
}
