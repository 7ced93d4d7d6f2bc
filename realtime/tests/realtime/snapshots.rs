//! A snapshot plus later events is a fresh snapshot, and older events change nothing.

use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use warbler_protocol::{ConversationId, Message, Page, Pin};
use warbler_testing::{TestApp, TestSocket, TestUser};

/// Something that happens in a conversation of alice, bob and at times carol.
#[derive(Clone, Debug)]
enum Step {
    Send {
        by: usize,
        text: String,
    },
    Edit {
        which: usize,
        text: String,
    },
    Recall {
        which: usize,
    },
    /// In the thread about a message, or in that of a reply.
    Reply {
        by: usize,
        which: usize,
        text: String,
    },
    React {
        by: usize,
        which: usize,
        key: &'static str,
    },
    TakeBack {
        by: usize,
        which: usize,
        key: &'static str,
    },
    Pin {
        which: usize,
    },
    Unpin {
        which: usize,
    },
    /// What the one whose client it is deletes for himself.
    Hide {
        which: usize,
    },
    Clear,
    Rename {
        name: String,
    },
    Role {
        of: usize,
        role: &'static str,
    },
    Come,
    Go,
    Read {
        by: usize,
    },
    /// Bob, who watches, changes what is his own.
    Set {
        setting: &'static str,
        on: bool,
    },
    Draft {
        text: String,
    },
    Transfer {
        to: usize,
    },
    /// A client takes a snapshot here.
    Snapshot,
}

fn step() -> impl Strategy<Value = Step> {
    let key = || prop_oneof![Just("x"), Just("y")];
    let role = prop_oneof![Just("guest"), Just("member"), Just("admin")];
    prop_oneof![
        6 => (0..2_usize, "[a-c]{1,2}").prop_map(|(by, text)| Step::Send { by, text }),
        3 => (0..8_usize, "[a-c]{1,2}").prop_map(|(which, text)| Step::Edit { which, text }),
        2 => (0..8_usize).prop_map(|which| Step::Recall { which }),
        4 => (0..2_usize, 0..8_usize, "[a-c]{1,2}")
            .prop_map(|(by, which, text)| Step::Reply { by, which, text }),
        4 => (0..2_usize, 0..8_usize, key())
            .prop_map(|(by, which, key)| Step::React { by, which, key }),
        3 => (0..2_usize, 0..8_usize, key())
            .prop_map(|(by, which, key)| Step::TakeBack { by, which, key }),
        2 => (0..8_usize).prop_map(|which| Step::Pin { which }),
        1 => (0..8_usize).prop_map(|which| Step::Unpin { which }),
        1 => (0..8_usize).prop_map(|which| Step::Hide { which }),
        1 => Just(Step::Clear),
        2 => "[a-c]{1,2}".prop_map(|name| Step::Rename { name }),
        1 => (1..3_usize, role).prop_map(|(of, role)| Step::Role { of, role }),
        1 => Just(Step::Come),
        1 => Just(Step::Go),
        2 => (0..2_usize).prop_map(|by| Step::Read { by }),
        2 => (prop_oneof![Just("hidden"), Just("archived"), Just("pinned")], any::<bool>())
            .prop_map(|(setting, on)| Step::Set { setting, on }),
        1 => "[a-c]{0,2}".prop_map(|text| Step::Draft { text }),
        1 => (0..2_usize).prop_map(|to| Step::Transfer { to }),
        2 => Just(Step::Snapshot),
    ]
}

/// A conversation as a client keeps it.
#[derive(Clone, Debug, PartialEq)]
struct Model {
    me: String,
    as_of_seq: i64,
    name: Value,
    roles: BTreeMap<String, Value>,
    /// Without what others made of them.
    messages: BTreeMap<String, Value>,
    /// By message and key: how many, and whether oneself.
    reactions: BTreeMap<(String, String), (i64, bool)>,
    threads: BTreeMap<String, Value>,
    /// With the seqs of their messages.
    pins: BTreeMap<String, i64>,
    last_ordinal: i64,
    settings: Value,
    draft: Value,
}

/// The names of what is one's own, among all that a membership says.
const SETTINGS: [&str; 3] = ["hidden_ordinal", "archived", "pinned"];

fn settings_of(membership: &Value) -> Value {
    let own = SETTINGS.iter().filter_map(|name| Some((*name, membership.get(name)?.clone())));
    own.map(|(name, value)| (name.to_owned(), value)).collect::<serde_json::Map<_, _>>().into()
}

impl Model {
    /// Read afresh.
    async fn read(user: &TestUser<'_>, group: ConversationId) -> Self {
        let path = format!("/v1/conversations/{group}");
        let conversation: Value = user.get(&path).await.json(200);
        let pins: Page<Pin> = user.get(&format!("{path}/pins")).await.json(200);
        let member = |member: &Value| (text(&member["user_id"]), member["role"].clone());
        let mut model = Self {
            me: user.id.to_string(),
            as_of_seq: conversation["as_of_seq"].as_i64().unwrap(),
            name: conversation["name"].clone(),
            roles: conversation["members"].as_array().unwrap().iter().map(member).collect(),
            messages: BTreeMap::new(),
            reactions: BTreeMap::new(),
            threads: BTreeMap::new(),
            pins: pins.data.iter().map(|it| (it.message.id.to_string(), it.message.seq)).collect(),
            last_ordinal: conversation["last_ordinal"].as_i64().unwrap(),
            settings: settings_of(&conversation["membership"]),
            draft: conversation["membership"]["draft"].clone(),
        };
        for message in user.history(group, "?limit=100").await.data {
            model.take_snapshot(&message);
        }
        model
    }

    fn take_snapshot(&mut self, message: &Message) {
        let id = message.id.to_string();
        for it in &message.reactions {
            self.reactions.insert((id.clone(), it.key.clone()), (it.count, it.mine));
        }
        self.threads.extend(message.thread.as_ref().map(|thread| (id.clone(), json!(thread))));
        let said = Message { reactions: Vec::new(), thread: None, ..message.clone() };
        self.messages.insert(id, json!(said));
    }

    /// Whether the conversation is off the list.
    fn is_hidden(&self) -> bool {
        self.settings["hidden_ordinal"].as_i64().is_some_and(|at| at >= self.last_ordinal)
    }

    /// What docs/realtime.md asks of clients.
    fn fold(&mut self, event: &Value) {
        let d = &event["d"];
        match event["t"].as_str().unwrap() {
            "membership.updated" => self.settings = d.clone(),
            "draft.updated" if *d == json!({}) => self.draft = Value::Null,
            "draft.updated" => self.draft = d.clone(),
            "message.hidden" => self.hide(&d["message_ids"]),
            "conversation.cleared" => self.clear(d["up_to_seq"].as_i64().unwrap()),
            kind => {
                let Some(n) = event["n"].as_i64().filter(|n| *n > self.as_of_seq) else { return };
                assert_eq!(n, self.as_of_seq + 1, "a gap");
                self.as_of_seq = n;
                self.fold_entry(kind, d);
            }
        }
    }

    fn fold_entry(&mut self, kind: &str, d: &Value) {
        match kind {
            "message.created" | "message.updated" | "message.recalled" => self.fold_message(d),
            "reaction.added" | "reaction.removed" => self.fold_reaction(kind, d),
            "thread.updated" => {
                self.threads.insert(text(&d["message_id"]), d["thread"].clone());
            }
            "message.pinned" => {
                self.pins.insert(text(&d["message_id"]), d["seq"].as_i64().unwrap());
            }
            "message.unpinned" => drop(self.pins.remove(d["message_id"].as_str().unwrap())),
            "conversation.updated" => self.name = d["name"].clone(),
            "member.updated" => drop(self.roles.insert(text(&d["user_id"]), d["role"].clone())),
            "member.added" => {
                for member in d["members"].as_array().unwrap() {
                    self.roles.insert(text(&member["user_id"]), member["role"].clone());
                }
            }
            "member.removed" => {
                for user_id in d["user_ids"].as_array().unwrap() {
                    self.roles.remove(user_id.as_str().unwrap());
                }
            }
            _ => {}
        }
    }

    fn fold_message(&mut self, d: &Value) {
        let id = text(&d["id"]);
        if d["recalled_at"].is_string() {
            self.reactions.retain(|(message, _), _| *message != id);
            self.pins.remove(&id);
        }
        // Of edits and recalls it is older than what is known.
        self.last_ordinal = self
            .last_ordinal
            .max(d["ordinal"].as_i64().filter(|_| d["thread_id"].is_null()).unwrap_or_default());
        match d["thread_id"].as_str() {
            Some(root) => drop(self.threads.insert(root.to_owned(), d["thread"].clone())),
            None => drop(self.messages.insert(id, d.clone())),
        }
    }

    /// This client keeps no replies, and so no reactions to them.
    fn fold_reaction(&mut self, kind: &str, d: &Value) {
        let message = text(&d["message_id"]);
        if !self.messages.contains_key(&message) {
            return;
        }
        let at = (message, text(&d["key"]));
        let count = d["count"].as_i64().unwrap();
        let mine = match d["user_id"] == self.me {
            true => kind == "reaction.added",
            false => self.reactions.get(&at).is_some_and(|(_, mine)| *mine),
        };
        match count {
            0 => drop(self.reactions.remove(&at)),
            _ => drop(self.reactions.insert(at, (count, mine))),
        }
    }

    fn hide(&mut self, ids: &Value) {
        for id in ids.as_array().unwrap() {
            self.forget(&text(id));
        }
    }

    fn clear(&mut self, up_to_seq: i64) {
        self.pins.retain(|_, seq| *seq > up_to_seq);
        let cleared = self.messages.iter().filter(|(_, it)| it["seq"].as_i64() <= Some(up_to_seq));
        for id in cleared.map(|(id, _)| id.clone()).collect::<Vec<_>>() {
            self.forget(&id);
        }
    }

    fn forget(&mut self, id: &str) {
        self.messages.remove(id);
        self.threads.remove(id);
        self.pins.remove(id);
        self.reactions.retain(|(message, _), _| message != id);
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// A conversation and those who act in it: alice, who owns it, bob and carol.
struct World<'a> {
    app: &'a TestApp,
    users: [TestUser<'a>; 3],
    group: ConversationId,
    sent: Vec<Message>,
}

impl World<'_> {
    /// Takes a step; one that is refused (an edit after a recall, say) is none.
    async fn take(&mut self, step: &Step) {
        let path = format!("/v1/conversations/{}", self.group);
        let [alice, bob, carol] = &self.users;
        let message = |which: usize| {
            let message = self.sent.get(which % self.sent.len().max(1))?;
            Some(format!("{path}/messages/{}", message.id))
        };
        match step {
            Step::Send { by, text } => {
                let answer = self.users[*by].say(self.group, &json!({ "text": text })).await;
                if answer.status == 201 {
                    self.sent.push(answer.json(201));
                }
            }
            Step::Edit { which, text } => {
                if let Some(path) = message(*which) {
                    drop(self.app.patch(&path, &json!({ "text": text })).await);
                }
            }
            Step::Recall { which } => {
                if let Some(path) = message(*which) {
                    drop(self.app.delete(&path).await);
                }
            }
            Step::Reply { by, which, text } => {
                if let Some(root) = self.sent.get(which % self.sent.len().max(1)) {
                    let body = json!({ "text": text, "thread_id": root.id });
                    let answer = self.users[*by].say(self.group, &body).await;
                    if answer.status == 201 {
                        self.sent.push(answer.json(201));
                    }
                }
            }
            Step::React { by, which, key } => {
                if let Some(path) = message(*which) {
                    drop(self.users[*by].put_empty(&format!("{path}/reactions/{key}")).await);
                }
            }
            Step::TakeBack { by, which, key } => {
                if let Some(path) = message(*which) {
                    drop(self.users[*by].delete(&format!("{path}/reactions/{key}")).await);
                }
            }
            Step::Pin { which } => {
                if let Some(path) = message(*which) {
                    drop(self.app.put_empty(&format!("{path}/pin")).await);
                }
            }
            Step::Unpin { which } => {
                if let Some(path) = message(*which) {
                    drop(self.app.delete(&format!("{path}/pin")).await);
                }
            }
            Step::Hide { which } => {
                if let Some(path) = message(*which) {
                    drop(bob.post(&format!("{path}/hide"), &json!({})).await);
                }
            }
            Step::Clear => drop(bob.post(&format!("{path}/clear"), &json!({})).await),
            Step::Rename { name } => {
                drop(alice.patch(&path, &json!({ "name": name })).await);
            }
            Step::Role { of, role } => {
                let path = format!("{path}/members/{}", self.users[*of].id);
                drop(alice.patch(&path, &json!({ "role": role })).await);
            }
            Step::Come => {
                let body = json!({ "members": [{ "user_id": carol.id }] });
                drop(alice.post(&format!("{path}/members"), &body).await);
            }
            Step::Go => drop(alice.delete(&format!("{path}/members/{}", carol.id)).await),
            Step::Read { by } => {
                let user = [alice, bob][*by];
                drop(user.post(&format!("{path}/read"), &json!({})).await);
            }
            Step::Set { setting, on } => {
                let body = json!({ *setting: on });
                drop(bob.patch(&format!("{path}/membership"), &body).await);
            }
            Step::Draft { text } => {
                drop(bob.put(&format!("{path}/draft"), &json!({ "text": text })).await);
                if text.is_empty() {
                    drop(bob.delete(&format!("{path}/draft")).await);
                }
            }
            Step::Transfer { to } => {
                let body = json!({ "user_id": self.users[*to].id });
                drop(self.app.post(&format!("{path}/transfer"), &body).await);
            }
            Step::Snapshot => {}
        }
    }
}

/// Everything a socket was told so far.
async fn told(socket: &mut TestSocket) -> Vec<Value> {
    let pong = socket.begin("ping", json!({})).await;
    socket.reply(pong).await;
    socket.waiting()
}

async fn check(app: &TestApp, round: usize, steps: &[Step]) {
    let name = |who: &str| format!("{who}-{round}");
    let (alice, bob, carol) = (name("alice"), name("bob"), name("carol"));
    let users = [app.user(&alice).await, app.user(&bob).await, app.user(&carol).await];
    let group = app.group(&[&users[0], &users[1]]).await;
    let mut socket = users[1].connect().await;
    let cursor = socket.cursor.clone();
    let mut world = World { app, users, group, sent: Vec::new() };
    let mut snapshots = vec![Model::read(&world.users[1], group).await];
    for step in steps {
        world.take(step).await;
        if matches!(step, Step::Snapshot) {
            snapshots.push(Model::read(&world.users[1], group).await);
        }
    }
    let fresh = Model::read(&world.users[1], group).await;
    let live = told(&mut socket).await;
    let hidden = "/v1/conversations?filter=hidden&limit=1";
    let hidden: Value = world.users[1].get(hidden).await.json(200);
    assert_eq!(fresh.is_hidden(), hidden["data"][0]["id"] == json!(group));
    let (_, missed) = world.users[1].resume(&cursor).await;
    let entries: Vec<_> =
        world.users[1].entries(group).await.iter().map(|event| json!(event)).collect();
    // What one did for oneself takes no place among the entries: a sync tells of it.
    let private: Vec<_> = missed.iter().filter(|event| event["n"].is_null()).cloned().collect();
    let paged: Vec<_> = entries.into_iter().chain(private).collect();
    for snapshot in snapshots {
        for (how, events) in [("live", &live), ("sync", &missed), ("entries", &paged)] {
            let mut folded = snapshot.clone();
            // Twice: everything that is older by then changes nothing.
            events.iter().chain(events).for_each(|event| folded.fold(event));
            assert_eq!(folded, fresh, "by {how}");
        }
    }
}

#[test]
fn a_snapshot_plus_later_events_is_a_fresh_snapshot() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let app = runtime.block_on(TestApp::start());
    let round = std::cell::Cell::new(0);
    let config = ProptestConfig { cases: 24, failure_persistence: None, ..Default::default() };
    let steps = proptest::collection::vec(step(), 1..40);
    let result = TestRunner::new(config).run(&steps, |steps| {
        round.set(round.get() + 1);
        runtime.block_on(check(&app, round.get(), &steps));
        Ok(())
    });
    result.unwrap();
}
