//! One connection, as the rest of the node sees it.

use crate::outbox::Outbox;
use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};
use warbler_core::auth::Identity;
use warbler_protocol::{AppId, ConversationId, UserId};

/// A connected client.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) id: u64,
    pub(crate) user_id: UserId,
    app_id: AppId,
    /// Who this is by the newest token.
    identity: Mutex<Arc<Identity>>,
    pub(crate) outbox: Outbox,
    memberships: Mutex<Memberships>,
    /// Whom the user has blocked.
    blocked: Mutex<Vec<UserId>>,
    /// How far the node has come with the log of the client's shard.
    followed: Arc<Followed>,
    /// Where live events began.
    opened: AtomicI64,
}

/// How far a node has come with handing on the log of a shard.
///
/// A commit is handed on entry by entry, while clients come. One that came in the middle of it has
/// missed the first part: so what it reads from the database must go up to the end of what was
/// begun, not of what was done.
#[derive(Debug, Default)]
pub(crate) struct Followed {
    /// Nothing after this was handed on yet.
    pub(crate) begun: AtomicI64,
    /// Everything up to this was.
    pub(crate) done: AtomicI64,
}

/// The conversations whose events come here.
///
/// They are read from the database while the log goes on. A change that the node hears of in the
/// meantime is kept, and applied if it is newer than what was read: so none is missed, whichever
/// comes first.
#[derive(Debug)]
pub(crate) struct Memberships {
    loading: Option<Vec<Change>>,
    pub(crate) conversations: HashSet<ConversationId>,
    /// Large conversations whose every event is wanted.
    pub(crate) subscribed: HashSet<ConversationId>,
    /// Users whose presence is wanted.
    pub(crate) watched: HashSet<UserId>,
}

/// A membership that began or ended at a position.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change {
    pub(crate) position: i64,
    pub(crate) conversation_id: ConversationId,
    pub(crate) joined: bool,
}

impl Client {
    pub(crate) fn new(identity: Identity, followed: Arc<Followed>) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let memberships = Memberships {
            loading: Some(Vec::new()),
            conversations: HashSet::new(),
            subscribed: HashSet::new(),
            watched: HashSet::new(),
        };
        Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            user_id: identity.user_id.clone(),
            app_id: identity.scope.app_id,
            identity: Mutex::new(Arc::new(identity)),
            outbox: Outbox::new(),
            memberships: Mutex::new(memberships),
            blocked: Mutex::default(),
            followed,
            opened: AtomicI64::new(0),
        }
    }

    /// Lets live events through, those after `told`.
    pub(crate) fn open(&self, told: i64) {
        self.opened.store(told, Ordering::Relaxed);
        self.outbox.open(told);
    }

    /// A position up to which everything for this client is in its outbox or was sent.
    pub(crate) fn position(&self) -> i64 {
        self.followed.done.load(Ordering::Acquire).max(self.opened.load(Ordering::Relaxed))
    }

    /// A position after which everything comes to this client's outbox, if it was in the hub
    /// before this was asked.
    pub(crate) fn live_after(&self) -> i64 {
        self.followed.begun.load(Ordering::Acquire)
    }

    pub(crate) fn app_id(&self) -> AppId {
        self.app_id
    }

    pub(crate) fn identity(&self) -> Arc<Identity> {
        Arc::clone(&self.identity.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes a newer token of the same user.
    pub(crate) fn renew(&self, identity: Identity) {
        *self.identity.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(identity);
    }

    /// Whom the user has blocked, and who therefore is told nothing ephemeral of them, nor they of
    /// those.
    pub(crate) fn blocked(&self) -> MutexGuard<'_, Vec<UserId>> {
        // Consistent between any two statements, so a panic elsewhere leaves it usable.
        self.blocked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes note that the user has blocked somebody, or no longer does.
    pub(crate) fn note_block(&self, other: &UserId, blocked: bool) {
        let mut list = self.blocked();
        list.retain(|there| there != other);
        list.extend(blocked.then(|| other.clone()));
    }

    pub(crate) fn memberships(&self) -> MutexGuard<'_, Memberships> {
        // Consistent between any two statements, so a panic elsewhere leaves it usable.
        self.memberships.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memberships {
    /// Takes note of a change; answers whether it is to be acted on now.
    pub(crate) fn note(&mut self, change: Change) -> bool {
        match &mut self.loading {
            Some(changes) => {
                changes.push(change);
                false
            }
            None if change.joined => self.conversations.insert(change.conversation_id),
            None => self.conversations.remove(&change.conversation_id),
        }
    }

    /// What was read at a position, together with what changed after it.
    pub(crate) fn load(
        &mut self,
        position: i64,
        read: impl Iterator<Item = ConversationId>,
    ) -> Vec<ConversationId> {
        self.conversations.extend(read);
        let changes = self.loading.take().unwrap_or_default();
        for change in changes.into_iter().filter(|change| change.position > position) {
            match change.joined {
                true => self.conversations.insert(change.conversation_id),
                false => self.conversations.remove(&change.conversation_id),
            };
        }
        self.conversations.shrink_to_fit();
        self.conversations.iter().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_while_loading_win_over_what_was_read_before_them() {
        let [kept, left, joined, old] = std::array::from_fn(|_| ConversationId::generate());
        let mut memberships = Memberships {
            loading: Some(Vec::new()),
            conversations: HashSet::new(),
            subscribed: HashSet::new(),
            watched: HashSet::new(),
        };
        let change =
            |position, conversation_id, joined| Change { position, conversation_id, joined };
        assert!(!memberships.note(change(5, old, true)));
        assert!(!memberships.note(change(11, left, false)));
        assert!(!memberships.note(change(12, joined, true)));

        // Read at position 10, when `old` had been left again.
        let loaded = memberships.load(10, [kept, left].into_iter());

        assert_eq!(HashSet::from_iter(loaded), HashSet::from([kept, joined]));
        assert!(memberships.note(change(13, kept, false)));
    }
}
