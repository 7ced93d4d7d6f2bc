//! What may happen in a conversation, and those who do it.

use proptest::prelude::*;
use serde_json::{Value, json};
use warbler_protocol::{ConversationId, Message};
use warbler_testing::{TestApp, TestUser, path_of};

/// Something that happens in a conversation of alice, bob and at times carol.
#[derive(Clone, Debug)]
pub(super) enum Step {
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
    /// The same one changes what is his own.
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

pub(super) fn step() -> impl Strategy<Value = Step> {
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

/// A conversation and those who act in it: alice, who owns it, bob and carol.
pub(super) struct World<'a> {
    pub(super) app: &'a TestApp,
    pub(super) users: [TestUser<'a>; 3],
    pub(super) group: ConversationId,
    pub(super) sent: Vec<Message>,
}

/// A request: method, credential, path and body.
type Request<'a> = (&'static str, &'a str, String, Option<Value>);

impl World<'_> {
    /// Takes a step; one that is refused (an edit after a recall, say) is none.
    pub(super) async fn take(&mut self, step: &Step) {
        match step {
            Step::Send { by, text } => self.say(*by, json!({ "text": text })).await,
            Step::Reply { by, which, text } => {
                if let Some(root) = self.message(*which) {
                    let body = json!({ "text": text, "thread_id": root.id });
                    self.say(*by, body).await;
                }
            }
            _ => {
                let request = self.on_message(step).or_else(|| self.on_conversation(step));
                if let Some((method, credential, path, body)) = request {
                    let method = method.parse().unwrap();
                    drop(self.app.call(method, &path, Some(credential), body.as_ref()).await);
                }
            }
        }
    }

    async fn say(&mut self, by: usize, body: Value) {
        let answer = self.users[by].say(self.group, &body).await;
        if answer.status == 201 {
            self.sent.push(answer.json(201));
        }
    }

    fn message(&self, which: usize) -> Option<&Message> {
        self.sent.get(which % self.sent.len().max(1))
    }

    /// What is done to a message. The server may do what only some users may.
    fn on_message(&self, step: &Step) -> Option<Request<'_>> {
        let (Step::Edit { which, .. }
        | Step::Recall { which }
        | Step::React { which, .. }
        | Step::TakeBack { which, .. }
        | Step::Pin { which }
        | Step::Unpin { which }
        | Step::Hide { which }) = step
        else {
            return None;
        };
        let path = path_of(self.message(*which)?);
        let server = self.app.secret_key.as_str();
        let token = |by: usize| self.users[by].token.as_str();
        Some(match step {
            Step::Edit { text, .. } => ("PATCH", server, path, Some(json!({ "text": text }))),
            Step::Recall { .. } => ("DELETE", server, path, None),
            Step::React { by, key, .. } => {
                ("PUT", token(*by), format!("{path}/reactions/{key}"), None)
            }
            Step::TakeBack { by, key, .. } => {
                ("DELETE", token(*by), format!("{path}/reactions/{key}"), None)
            }
            Step::Pin { .. } => ("PUT", server, format!("{path}/pin"), None),
            Step::Unpin { .. } => ("DELETE", server, format!("{path}/pin"), None),
            Step::Hide { .. } => ("POST", token(1), format!("{path}/hide"), Some(json!({}))),
            _ => return None,
        })
    }

    /// What is done to the conversation, and by whom.
    fn on_conversation(&self, step: &Step) -> Option<Request<'_>> {
        let path = format!("/v1/conversations/{}", self.group);
        let [alice, bob, carol] = &self.users;
        Some(match step {
            Step::Rename { name } => ("PATCH", &alice.token, path, Some(json!({ "name": name }))),
            Step::Role { of, role } => {
                let path = format!("{path}/members/{}", self.users[*of].id);
                ("PATCH", &alice.token, path, Some(json!({ "role": role })))
            }
            Step::Come => {
                let body = json!({ "members": [{ "user_id": carol.id }] });
                ("POST", &alice.token, format!("{path}/members"), Some(body))
            }
            Step::Go => ("DELETE", &alice.token, format!("{path}/members/{}", carol.id), None),
            Step::Read { by } => {
                let token = &[alice, bob][*by].token;
                ("POST", token, format!("{path}/read"), Some(json!({})))
            }
            Step::Set { setting, on } => {
                ("PATCH", &bob.token, format!("{path}/membership"), Some(json!({ *setting: on })))
            }
            Step::Draft { text } if text.is_empty() => {
                ("DELETE", &bob.token, format!("{path}/draft"), None)
            }
            Step::Draft { text } => {
                ("PUT", &bob.token, format!("{path}/draft"), Some(json!({ "text": text })))
            }
            Step::Transfer { to } => {
                let body = json!({ "user_id": self.users[*to].id });
                ("POST", &self.app.secret_key, format!("{path}/transfer"), Some(body))
            }
            Step::Clear => ("POST", &bob.token, format!("{path}/clear"), Some(json!({}))),
            _ => return None,
        })
    }
}
