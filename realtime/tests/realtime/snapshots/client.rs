//! A client that folds as docs/realtime.md asks.

use serde_json::{Value, json};
use std::collections::BTreeMap;
use warbler_protocol::{ConversationId, Message, Page, Pin};
use warbler_testing::TestUser;

/// A conversation as a client keeps it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Model {
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
    pub(super) async fn read(user: &TestUser<'_>, group: ConversationId) -> Self {
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
    pub(super) fn is_off_the_list(&self) -> bool {
        self.settings["hidden_ordinal"].as_i64().is_some_and(|at| at >= self.last_ordinal)
    }

    /// What docs/realtime.md asks of clients.
    pub(super) fn fold(&mut self, event: &Value) {
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
            "hidden" => {
                self.last_ordinal = self.last_ordinal.max(d["ordinal"].as_i64().unwrap_or(0))
            }
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
        if d["thread_id"].is_null() {
            // Of edits and recalls it is that of an older message.
            self.last_ordinal = self.last_ordinal.max(d["ordinal"].as_i64().unwrap_or_default());
        }
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
