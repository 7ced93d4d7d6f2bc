//! Who wants to know how whom is.
//!
//! What a client is told is always read from where presence is kept, after it was put down for news;
//! a change only says of whom to read again. Whoever no longer shares a conversation is looked at
//! anew, because what one might see yesterday one may not see today.

use super::{Hub, Topic};
use crate::client::Client;
use bytestring::ByteString;
use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::Notify;
use warbler_core::{
    Context, Result,
    presence::{self, Key, State},
};
use warbler_protocol::{AppId, UserId};

/// Users that one connection may watch.
pub(crate) const WATCHED: usize = 500;

/// What is left to be found out, and what was told.
#[derive(Debug, Default)]
pub(super) struct Watching {
    open: Mutex<Open>,
    news: Notify,
}

#[derive(Debug, Default)]
struct Open {
    /// How those who are watched were, when that was last told.
    told: HashMap<Key, State>,
    /// Who may be otherwise by now.
    stirred: HashSet<Key>,
    /// Clients who may see less by now.
    doubtful: Vec<Arc<Client>>,
}

impl Watching {
    fn lock(&self) -> MutexGuard<'_, Open> {
        // Consistent between any two statements, so a panic elsewhere leaves it usable.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Hub {
    /// Lets a client hear of these users, unless it would be of too many.
    pub(crate) fn watch(&self, client: &Arc<Client>, user_ids: &HashSet<UserId>) -> bool {
        let mut memberships = client.memberships();
        let new: Vec<_> = user_ids.difference(&memberships.watched).cloned().collect();
        if memberships.watched.len() + new.len() > WATCHED {
            return false;
        }
        for user_id in new {
            self.enter(Topic::Presence(client.app_id(), user_id.clone()), client);
            memberships.watched.insert(user_id);
        }
        true
    }

    pub(crate) fn unwatch<'a>(&self, client: &Client, user_ids: impl Iterator<Item = &'a UserId>) {
        let mut memberships = client.memberships();
        for user_id in user_ids {
            if memberships.watched.remove(user_id) {
                let topic = Topic::Presence(client.app_id(), user_id.clone());
                self.leave(&topic, client);
                if !self.has(&topic) {
                    self.watching.lock().told.remove(&(client.app_id(), user_id.clone()));
                }
            }
        }
    }

    pub(super) fn unwatch_all(&self, client: &Client) {
        let watched: Vec<_> = client.memberships().watched.iter().cloned().collect();
        self.unwatch(client, watched.iter());
    }

    /// How users are who were just begun to be watched.
    pub(crate) async fn look(
        &self,
        ctx: &Context,
        app_id: AppId,
        user_ids: HashSet<UserId>,
    ) -> Result<Vec<(UserId, State)>> {
        let keys: Vec<Key> = user_ids.into_iter().map(|user_id| (app_id, user_id)).collect();
        let states = presence::states(ctx, &keys).await?;
        let mut open = self.watching.lock();
        let found = keys.into_iter().zip(states).map(|(key, state)| {
            open.told.entry(key.clone()).or_insert_with(|| state.clone());
            (key.1, state)
        });
        Ok(found.collect())
    }

    /// These users may be otherwise than was told.
    pub(crate) fn stir(&self, app_id: AppId, user_ids: &[UserId]) {
        let watched = |user_id: &&UserId| self.has(&Topic::Presence(app_id, (*user_id).clone()));
        let keys: Vec<_> = user_ids.iter().filter(watched).map(|id| (app_id, id.clone())).collect();
        if !keys.is_empty() {
            self.watching.lock().stirred.extend(keys);
            self.watching.news.notify_one();
        }
    }

    /// Everybody may be otherwise than was told.
    pub(crate) fn doubt_all(&self) {
        let mut open = self.watching.lock();
        let Open { told, stirred, .. } = &mut *open;
        stirred.extend(told.keys().cloned());
        drop(open);
        self.watching.news.notify_one();
    }

    /// A user left a conversation: those who could see each other there perhaps cannot any more.
    pub(super) fn doubt(&self, app_id: AppId, user_id: &UserId) {
        let watchers = self.clients(&Topic::Presence(app_id, user_id.clone()));
        let own = self.clients_of(app_id, user_id);
        let own = own.into_iter().filter(|client| !client.memberships().watched.is_empty());
        let doubtful: Vec<_> = watchers.into_iter().chain(own).collect();
        if !doubtful.is_empty() {
            self.watching.lock().doubtful.extend(doubtful);
            self.watching.news.notify_one();
        }
    }

    /// Waits until there is something to find out.
    pub(crate) async fn stirred(&self) {
        self.watching.news.notified().await;
    }

    pub(crate) fn take_stirred(&self) -> Vec<Key> {
        self.watching.lock().stirred.drain().collect()
    }

    pub(crate) fn take_doubtful(&self) -> Vec<Arc<Client>> {
        std::mem::take(&mut self.watching.lock().doubtful)
    }

    /// Tells how a user is now those for whom that is news.
    pub(crate) fn tell(
        &self,
        (app_id, user_id): &Key,
        state: State,
        frame: impl Fn(&State, Option<&UserId>) -> ByteString,
    ) {
        let watchers = self.clients(&Topic::Presence(*app_id, user_id.clone()));
        if watchers.is_empty() {
            return;
        }
        let key = (*app_id, user_id.clone());
        let before = self.watching.lock().told.insert(key, state.clone());
        let is_news = |reader| before.as_ref().is_none_or(|it| it.differs(&state, user_id, reader));
        let to_others = is_news(None).then(|| frame(&state, None));
        let to_self = is_news(Some(user_id)).then(|| frame(&state, Some(user_id)));
        for client in watchers {
            let frame = if client.user_id == *user_id { &to_self } else { &to_others };
            if let Some(frame) = frame {
                client.outbox.put_ephemeral(frame);
            }
        }
    }

    fn has(&self, topic: &Topic) -> bool {
        self.shard(topic).contains_key(topic)
    }
}
