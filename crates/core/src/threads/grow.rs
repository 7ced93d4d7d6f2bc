//! Replies entering the log, many in one transaction.

use super::model::Model;
use crate::{
    Result,
    log::{Place, Writer},
    members,
    sql::{Rows, Type, column},
};
use sea_orm::FromQueryResult as _;
use std::collections::{HashMap, hash_map::Entry};
use warbler_protocol::{AppId, ConversationId, Message, MessageId, Thread, Timestamp, UserId};

/// How many of those who replied a thread names.
const PARTICIPANTS: usize = 5;

/// What a thread is about.
#[derive(Clone, Debug)]
pub(crate) struct Root {
    pub(crate) id: MessageId,
    pub(crate) seq: i64,
    pub(crate) sender_id: Option<UserId>,
}

/// Names a thread across apps.
pub(super) type Key = (AppId, MessageId);

/// The threads that get replies in one transaction.
#[derive(Default)]
pub(crate) struct Growing(pub(super) HashMap<Key, Growth>);

pub(super) struct Growth {
    pub(super) conversation_id: ConversationId,
    pub(super) root: Root,
    pub(super) thread: Thread,
    /// Whether there was no reply before.
    pub(super) is_new: bool,
    pub(super) last_position: i64,
    /// Who may not see the root.
    pub(super) blind: Vec<UserId>,
    pub(super) followers: HashMap<UserId, Follower>,
    /// Users and the ordinals of the replies that mention them.
    pub(super) mentions: Vec<(String, i64)>,
}

/// What a reply makes of somebody.
pub(super) struct Follower {
    pub(super) read_ordinal: i64,
    pub(super) own_last_ordinal: i64,
}

impl Growing {
    /// Reads the threads of these roots under the lock; without any it reads nothing.
    pub(crate) async fn load<'a>(
        writer: &Writer<'_>,
        roots: impl Iterator<Item = (AppId, ConversationId, &'a Root)>,
    ) -> Result<Self> {
        let mut growing = HashMap::new();
        let mut rows = Rows::new([column("app_id", Type::Uuid), column("id", Type::Uuid)]);
        for (app_id, conversation_id, root) in roots {
            if let Entry::Vacant(place) = growing.entry((app_id, root.id)) {
                let seqs = [root.seq];
                let blind = members::blind_to(writer.tx(), app_id, conversation_id, &seqs).await?;
                place.insert(Growth::new(conversation_id, root.clone(), blind));
                rows.push([app_id.0.into(), root.id.0.into()]);
            }
        }
        let sql = "select t.* from v join threads t on t.app_id = v.app_id and t.id = v.id";
        for row in rows.query(writer.tx(), sql).await? {
            let model = Model::from_query_result(&row, "")?;
            if let Some(growth) = growing.get_mut(&(AppId(model.app_id), MessageId(model.id))) {
                growth.is_new = false;
                growth.thread = model.try_into()?;
            }
        }
        Ok(Self(growing))
    }

    /// Who is not told of replies to a root.
    pub(crate) fn blind_to(&self, app_id: AppId, root: &Root) -> Vec<UserId> {
        self.0.get(&(app_id, root.id)).map(|growth| growth.blind.clone()).unwrap_or_default()
    }

    /// Gives a reply its ordinal in the thread, and the thread as it is with it.
    pub(crate) fn reply(&mut self, app_id: AppId, root: &Root, place: Place, reply: &mut Message) {
        let Some(growth) = self.0.get_mut(&(app_id, root.id)) else { return };
        growth.take(reply);
        growth.last_position = place.position;
        reply.ordinal = growth.thread.last_ordinal;
        reply.thread = Some(growth.thread.clone());
    }
}

impl Growth {
    fn new(conversation_id: ConversationId, root: Root, blind: Vec<UserId>) -> Self {
        Self {
            conversation_id,
            root,
            thread: Thread::default(),
            is_new: true,
            last_position: 0,
            blind,
            followers: HashMap::new(),
            mentions: Vec::new(),
        }
    }

    fn take(&mut self, reply: &Message) {
        count(&mut self.thread, reply.sender_id.as_ref(), reply.created_at);
        let ordinal = self.thread.last_ordinal;
        if let Some(sender) = &reply.sender_id {
            self.follow(sender, ordinal).own_last_ordinal = ordinal;
        }
        for user_id in &reply.mentions {
            if !self.blind.contains(user_id) {
                self.mentions.push((user_id.to_string(), ordinal));
                self.follow(user_id, ordinal);
            }
        }
        if reply.mention_all {
            self.mentions.push(("*".to_owned(), ordinal));
        }
    }

    /// Who comes to a thread has nothing to catch up with from before.
    fn follow(&mut self, user_id: &UserId, ordinal: i64) -> &mut Follower {
        let follower = Follower { read_ordinal: ordinal - 1, own_last_ordinal: 0 };
        self.followers.entry(user_id.clone()).or_insert(follower)
    }
}

/// Counts a reply of somebody, or of nobody.
pub(super) fn count(thread: &mut Thread, sender: Option<&UserId>, at: Timestamp) {
    thread.reply_count += 1;
    thread.last_ordinal += 1;
    thread.last_reply_at = at;
    if let Some(sender) = sender {
        thread.participants.retain(|user_id| user_id != sender);
        thread.participants.insert(0, sender.clone());
        thread.participants.truncate(PARTICIPANTS);
    }
}
