//! A person with a script: sends over REST and asks how far conversations go, at any node.

use super::{
    recorder::{By, Recorder},
    round::Phase,
    wire::{message_answer, refusal},
    world::Person,
};
use crate::{
    checker::history::{Action, Answer, Outcome},
    http::{Http, Reply},
};
use anyhow::Result;
use rand::{RngExt, rngs::StdRng};
use serde_json::{json, value::RawValue};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};
use warbler_protocol::{Conversation, ConversationId, Problem};

const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// What became of a request; an answer that does not come says nothing.
pub(super) async fn ask(
    http: &mut Http,
    method: &str,
    path: &str,
    body: &str,
    answer: fn(&RawValue) -> Result<Answer>,
) -> Result<Outcome> {
    let Ok(Ok(Reply { status, body })) =
        timeout(ANSWER_WITHIN, http.call(method, path, body)).await
    else {
        return Ok(Outcome::Info);
    };
    if (200..300).contains(&status) {
        let body = if body.is_empty() { &b"{}"[..] } else { &body };
        return Ok(Outcome::Ok(answer(serde_json::from_slice(body)?)?));
    }
    // A proxy or a server that is going down may answer anything.
    Ok(serde_json::from_slice::<Problem>(&body).map_or(Outcome::Info, |problem| refusal(&problem)))
}

pub(super) struct Visitor {
    pub(super) person: Person,
    pub(super) device: usize,
    pub(super) servers: Vec<SocketAddr>,
    pub(super) recorder: Arc<Recorder>,
    pub(super) phase: watch::Receiver<Phase>,
    pub(super) rng: StdRng,
}

impl Visitor {
    /// Works while the load lasts.
    pub(super) async fn run(mut self) -> Result<()> {
        let mut count = 0;
        while *self.phase.borrow() == Phase::Load {
            let of = self.person.conversations.len();
            let conversation = self.person.conversations[self.rng.random_range(0..of)];
            if self.rng.random_bool(0.5) {
                self.look(conversation).await?;
            } else {
                count += 1;
                self.send(conversation, count).await?;
            }
            sleep(Duration::from_millis(self.rng.random_range(20..100))).await;
        }
        Ok(())
    }

    fn http(&mut self) -> Http {
        let server = self.servers[self.rng.random_range(0..self.servers.len())];
        Http::new(server, &self.person.token)
    }

    async fn look(&mut self, conversation: ConversationId) -> Result<()> {
        let mut http = self.http();
        let operation = self.start(conversation, Action::Head);
        let path = format!("/v1/conversations/{conversation}");
        let outcome = ask(&mut http, "GET", &path, "", head_answer).await?;
        self.recorder.finish(operation, outcome);
        Ok(())
    }

    /// Sends until it is known whether it was sent, even if the load is over.
    async fn send(&mut self, conversation: ConversationId, count: u64) -> Result<()> {
        let client_id = format!("v{}-{count}", self.device);
        let text = format!("letter {count} of {}", self.person.user);
        let body = json!({"client_id": client_id, "text": text}).to_string();
        let path = format!("/v1/conversations/{conversation}/messages");
        while *self.phase.borrow() != Phase::Done {
            let action = Action::Send { client_id: client_id.clone(), text: text.clone() };
            let mut http = self.http();
            let operation = self.start(conversation, action);
            let outcome = ask(&mut http, "POST", &path, &body, message_answer).await?;
            let known = !matches!(outcome, Outcome::Info);
            self.recorder.finish(operation, outcome);
            if known {
                break;
            }
            sleep(Duration::from_millis(self.rng.random_range(20..200))).await;
        }
        Ok(())
    }

    fn start(&self, conversation: ConversationId, action: Action) -> usize {
        let by = By { user: Some(&self.person.user), session: None };
        self.recorder.start(by, conversation, action)
    }
}

fn head_answer(body: &RawValue) -> Result<Answer> {
    let conversation: Conversation = serde_json::from_str(body.get())?;
    Ok(Answer::Head { seq: conversation.as_of_seq })
}
