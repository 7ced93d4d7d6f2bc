//! The tenant's server, which adds members to groups and removes them.

use super::{
    recorder::{By, Recorder},
    round::Phase,
    visitor::ask,
};
use crate::{
    checker::history::{Action, Answer, Outcome},
    http::Http,
};
use anyhow::Result;
use rand::{RngExt, rngs::StdRng};
use serde_json::json;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{sync::watch, time::sleep};
use warbler_protocol::{ConversationId, UserId};

pub(super) struct Mover {
    pub(super) secret_key: String,
    pub(super) servers: Vec<SocketAddr>,
    pub(super) places: Vec<(ConversationId, UserId)>,
    pub(super) recorder: Arc<Recorder>,
    pub(super) phase: watch::Receiver<Phase>,
    pub(super) rng: StdRng,
}

impl Mover {
    /// Works while the load lasts, one change after the other.
    pub(super) async fn run(mut self) -> Result<()> {
        let mut members = vec![true; self.places.len()];
        while *self.phase.borrow() == Phase::Load && !self.places.is_empty() {
            let at = self.rng.random_range(0..self.places.len());
            members[at] = !members[at];
            self.change(at, members[at]).await?;
            sleep(Duration::from_millis(self.rng.random_range(50..400))).await;
        }
        Ok(())
    }

    /// Repeats the change until it is known to be done: each is what it says, however often.
    async fn change(&mut self, at: usize, add: bool) -> Result<()> {
        let (conversation, user) = self.places[at].clone();
        let members = format!("/v1/conversations/{conversation}/members");
        let (method, path, body, action) = if add {
            let body = json!({"members": [{"user_id": user}]}).to_string();
            ("POST", members, body, Action::Add { user })
        } else {
            ("DELETE", format!("{members}/{user}"), String::new(), Action::Remove { user })
        };
        while *self.phase.borrow() != Phase::Done {
            let server = self.servers[self.rng.random_range(0..self.servers.len())];
            let mut http = Http::new(server, &self.secret_key);
            let by = By { user: None, session: None };
            let operation = self.recorder.start(by, conversation, action.clone());
            let outcome = ask(&mut http, method, &path, &body, |_| Ok(Answer::Done)).await?;
            let known = !matches!(outcome, Outcome::Info);
            self.recorder.finish(operation, outcome);
            if known {
                break;
            }
            sleep(Duration::from_millis(self.rng.random_range(20..200))).await;
        }
        Ok(())
    }
}
