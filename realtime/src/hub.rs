//! Who on this node is told what.
//!
//! 1. Nothing is awaited while a shard is locked.
//! 2. Telling does not wait for any client (see [`crate::outbox`]).
//! 3. Locks are taken in one order: a client's memberships, then a shard of the hub.
//! 4. A topic is in the hub if and only if a client is in it.

mod watching;

pub(crate) use watching::WATCHED;

use crate::client::{Change, Client};
use bytestring::ByteString;
use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use warbler_core::log::{Audience, Delivery, Effect};
use warbler_protocol::{AppId, ConversationId, UserId};
use watching::Watching;

const SHARDS: usize = 64;

/// What clients may be found by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Topic {
    User(AppId, UserId),
    /// The members of a conversation.
    Members(AppId, ConversationId),
    /// Those who asked for the events of a large conversation.
    Subscribers(AppId, ConversationId),
    /// Those who asked how a user is.
    Presence(AppId, UserId),
}

type Shard = HashMap<Topic, Vec<Arc<Client>>>;

/// The connected clients of a node.
#[derive(Debug)]
pub(crate) struct Hub {
    shards: [Mutex<Shard>; SHARDS],
    hasher: RandomState,
    watching: Watching,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            shards: std::array::from_fn(|_| Mutex::default()),
            hasher: RandomState::new(),
            watching: Watching::default(),
        }
    }
}

/// Keeps a client in the hub. Dropping it takes it out of every topic.
#[must_use = "dropping a registration ends it"]
#[derive(Debug)]
pub(crate) struct Registration {
    hub: Arc<Hub>,
    client: Arc<Client>,
}

impl Hub {
    /// Lets a client hear what is for its user; refuses more than `most` at a time.
    pub(crate) fn register(
        self: &Arc<Self>,
        client: &Arc<Client>,
        most: usize,
    ) -> Option<Registration> {
        let topic = Topic::User(client.app_id(), client.user_id.clone());
        let mut shard = self.shard(&topic);
        let clients = shard.entry(topic).or_default();
        if clients.len() >= most {
            return None;
        }
        clients.push(Arc::clone(client));
        Some(Registration { hub: Arc::clone(self), client: Arc::clone(client) })
    }

    /// Hands an entry to whom it is for. Those who join with it hear it; those who leave, too.
    pub(crate) fn deliver(&self, delivery: &Delivery) {
        let (app_id, conversation_id) = (delivery.app_id, delivery.conversation_id);
        if let Effect::Joined(users) = &delivery.effect {
            self.change(delivery, users, true);
        }
        let topic = match &delivery.audience {
            Audience::Members => Some(Topic::Members(app_id, conversation_id)),
            Audience::Subscribers => Some(Topic::Subscribers(app_id, conversation_id)),
            Audience::User(user_id) => Some(Topic::User(app_id, user_id.clone())),
            Audience::Later => None,
        };
        self.each(topic.as_ref(), |client| {
            let mut hidden = delivery.hidden.iter();
            let hidden = hidden.find(|hidden| hidden.from.contains(&client.user_id));
            let frame = hidden.map_or(&delivery.frame, |hidden| &hidden.frame);
            if !frame.is_empty() {
                client.outbox.put(delivery.position, frame);
            }
        });
        if delivery.audience == Audience::Subscribers {
            self.tell_affected(delivery);
        }
        match &delivery.effect {
            Effect::Left(users) => self.change(delivery, users, false),
            Effect::Deleted => self.dissolve(delivery),
            Effect::Joined(_) | Effect::None => {}
        }
    }

    /// Who comes to or leaves a large conversation hears of it without a subscription.
    fn tell_affected(&self, delivery: &Delivery) {
        let (Effect::Joined(users) | Effect::Left(users)) = &delivery.effect else { return };
        for user_id in users {
            let subscribed = |client: &Client| {
                client.memberships().subscribed.contains(&delivery.conversation_id)
            };
            for client in self.clients_of(delivery.app_id, user_id) {
                if !subscribed(&client) {
                    client.outbox.put(delivery.position, &delivery.frame);
                }
            }
        }
    }

    /// Hands on a frame that nobody will miss, but not to whom it is about, nor across a block.
    pub(crate) fn signal(
        &self,
        app_id: AppId,
        conversation_id: ConversationId,
        (from, not_to): (&UserId, &[UserId]),
        frame: &ByteString,
    ) {
        self.each(Some(&Topic::Members(app_id, conversation_id)), |client| {
            let theirs = client.user_id == *from || not_to.contains(&client.user_id);
            if !theirs && !client.blocked().contains(from) {
                client.outbox.put_ephemeral(frame);
            }
        });
    }

    /// Tells the members of a large conversation who did not subscribe that it moved on.
    pub(crate) fn summarize(
        &self,
        app_id: AppId,
        conversation_id: ConversationId,
        frame: &ByteString,
    ) {
        let members = self.clients(&Topic::Members(app_id, conversation_id));
        for client in members {
            if !client.memberships().subscribed.contains(&conversation_id) {
                client.outbox.put_ephemeral(frame);
            }
        }
    }

    /// Whether any member of the conversation is connected here.
    pub(crate) fn has_members(&self, app_id: AppId, conversation_id: ConversationId) -> bool {
        let topic = Topic::Members(app_id, conversation_id);
        self.shard(&topic).contains_key(&topic)
    }

    /// A user's connections.
    pub(crate) fn clients_of(&self, app_id: AppId, user_id: &UserId) -> Vec<Arc<Client>> {
        self.clients(&Topic::User(app_id, user_id.clone()))
    }

    /// The connections of all users of an app. Goes through everybody's: for what is rare.
    pub(crate) fn clients_in(&self, app_id: AppId) -> Vec<Arc<Client>> {
        let mut found = Vec::new();
        for shard in &self.shards {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            for (topic, clients) in shard.iter() {
                if matches!(topic, Topic::User(of, _) if *of == app_id) {
                    found.extend(clients.iter().cloned());
                }
            }
        }
        found
    }

    fn change(&self, delivery: &Delivery, users: &[UserId], joined: bool) {
        let (position, conversation_id) = (delivery.position, delivery.conversation_id);
        for user_id in users {
            for client in self.clients_of(delivery.app_id, user_id) {
                let mut memberships = client.memberships();
                if memberships.note(Change { position, conversation_id, joined }) {
                    let topic = Topic::Members(delivery.app_id, conversation_id);
                    match joined {
                        true => self.enter(topic, &client),
                        false => self.leave(&topic, &client),
                    }
                }
                if !joined && memberships.subscribed.remove(&conversation_id) {
                    self.leave(&Topic::Subscribers(delivery.app_id, conversation_id), &client);
                }
            }
            if !joined {
                self.doubt(delivery.app_id, user_id);
            }
        }
    }

    fn dissolve(&self, delivery: &Delivery) {
        let members = Topic::Members(delivery.app_id, delivery.conversation_id);
        let users: Vec<_> =
            self.clients(&members).iter().map(|client| client.user_id.clone()).collect();
        self.change(delivery, &users, false);
    }

    fn enter(&self, topic: Topic, client: &Arc<Client>) {
        self.shard(&topic).entry(topic).or_default().push(Arc::clone(client));
    }

    fn leave(&self, topic: &Topic, client: &Client) {
        let mut shard = self.shard(topic);
        let Some(clients) = shard.get_mut(topic) else { return };
        if let Some(at) = clients.iter().position(|other| other.id == client.id) {
            clients.swap_remove(at);
        }
        if clients.is_empty() {
            shard.remove(topic);
        }
    }

    fn each(&self, topic: Option<&Topic>, tell: impl Fn(&Client)) {
        let Some(topic) = topic else { return };
        if let Some(clients) = self.shard(topic).get(topic) {
            clients.iter().for_each(|client| tell(client));
        }
    }

    fn clients(&self, topic: &Topic) -> Vec<Arc<Client>> {
        self.shard(topic).get(topic).cloned().unwrap_or_default()
    }

    fn shard(&self, topic: &Topic) -> MutexGuard<'_, Shard> {
        let index = self.hasher.hash_one(topic) as usize % SHARDS;
        // Consistent between any two statements, so a panic elsewhere leaves it usable.
        self.shards[index].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Registration {
    /// Lets the client hear of its conversations: those read at a position, and what changed since.
    pub(crate) fn load(&self, position: i64, read: impl Iterator<Item = ConversationId>) {
        let mut memberships = self.client.memberships();
        for conversation_id in memberships.load(position, read) {
            let topic = Topic::Members(self.client.app_id(), conversation_id);
            self.hub.enter(topic, &self.client);
        }
    }

    /// Lets the client hear every event of a large conversation it is in, or no longer. Answers
    /// whether it is in it.
    pub(crate) fn subscribe(&self, conversation_id: ConversationId, wanted: bool) -> bool {
        let mut memberships = self.client.memberships();
        if !memberships.conversations.contains(&conversation_id) {
            return false;
        }
        let topic = Topic::Subscribers(self.client.app_id(), conversation_id);
        if wanted && memberships.subscribed.insert(conversation_id) {
            self.hub.enter(topic, &self.client);
        } else if !wanted && memberships.subscribed.remove(&conversation_id) {
            self.hub.leave(&topic, &self.client);
        }
        true
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        let app_id = self.client.app_id();
        let mut memberships = self.client.memberships();
        for conversation_id in memberships.conversations.drain() {
            self.hub.leave(&Topic::Members(app_id, conversation_id), &self.client);
        }
        for conversation_id in memberships.subscribed.drain() {
            self.hub.leave(&Topic::Subscribers(app_id, conversation_id), &self.client);
        }
        drop(memberships);
        self.hub.unwatch_all(&self.client);
        self.hub.leave(&Topic::User(app_id, self.client.user_id.clone()), &self.client);
    }
}

#[cfg(test)]
mod tests;
