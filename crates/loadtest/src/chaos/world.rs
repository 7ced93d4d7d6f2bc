//! The users and conversations of a round: new ones each time, in two apps.

use crate::{
    checker::history::Conversation,
    tenant::{Tenant, create_users},
};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::net::SocketAddr;
use warbler_protocol::{AppId, ConversationId, UserId};

const USERS: usize = 8;

/// A user of a round.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) app: AppId,
    pub(super) user: UserId,
    pub(super) token: String,
    pub(super) conversations: Vec<ConversationId>,
    /// Whether somebody adds and removes them. Such a user reads nothing: a new membership begins
    /// with new receipts.
    pub(super) moves: bool,
}

/// All of them, and where they talk.
pub(super) struct World {
    pub(super) people: Vec<Person>,
    pub(super) conversations: Vec<Conversation>,
    /// The groups in which members come and go.
    pub(super) unstable: Vec<ConversationId>,
}

impl World {
    /// Two apps with users of the same names, so that a mix-up would show.
    pub(super) async fn create(
        server: SocketAddr,
        tenants: &[Tenant; 2],
        round: usize,
    ) -> Result<Self> {
        let mut world =
            Self { people: Vec::new(), conversations: Vec::new(), unstable: Vec::new() };
        for (tenant, users) in tenants.iter().zip([USERS, 2]) {
            world.create_app(server, tenant, round, users).await?;
        }
        Ok(world)
    }

    async fn create_app(
        &mut self,
        server: SocketAddr,
        tenant: &Tenant,
        round: usize,
        users: usize,
    ) -> Result<()> {
        let app: AppId = tenant.app_id.parse()?;
        let mut http = tenant.http(server);
        let names: Vec<_> = (0..users).map(|user| format!("r{round}-u{user}")).collect();
        create_users(&mut http, &names).await?;
        let ids: Vec<UserId> = names.iter().map(|name| name.parse()).collect::<Result<_, _>>()?;
        let mut groups = vec![];
        for pair in ids.chunks(2) {
            groups.push(("direct", "all", pair.to_vec()));
        }
        groups.push(("group", "since_join", ids.clone()));
        groups.push(("group", "all", ids[..users / 2].to_vec()));
        let first = self.conversations.len();
        for (kind, history, members) in groups {
            let list: Vec<_> = members.iter().map(|id| json!({"user_id": id})).collect();
            let body = json!({"kind": kind, "history": history, "members": list}).to_string();
            let made: Value = http.json("POST", "/v1/conversations", &body).await?;
            let id = made["id"].as_str().context("no id")?.parse()?;
            self.conversations.push(Conversation { id, app, sees_all: history == "all", members });
            if history == "since_join" && users == USERS {
                self.unstable.push(id);
            }
        }
        for (at, user) in ids.into_iter().enumerate() {
            let mine = |conversation: &&Conversation| conversation.members.contains(&user);
            let conversations = self.conversations[first..].iter().filter(mine);
            self.people.push(Person {
                app,
                token: tenant.token(user.as_str())?,
                conversations: conversations.map(|conversation| conversation.id).collect(),
                moves: users == USERS && at >= USERS - 2,
                user,
            });
        }
        Ok(())
    }
}
