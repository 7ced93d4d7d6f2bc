//! What replies leave behind: their threads, who follows them, who is mentioned.

use super::grow::{Follower, Growing, Growth};
use crate::{
    Result,
    sql::{Rows, Script, Type, column},
    validate::encode,
};
use warbler_protocol::{AppId, MessageId, UserId};

impl Growing {
    /// Writes it with the transaction that the replies are in.
    pub(crate) fn store(self, script: &mut Script) -> Result<()> {
        let mut threads = Rows::new(THREADS);
        let mut roots = Rows::new([column("app_id", Type::Uuid), column("id", Type::Uuid)]);
        let (mut founders, mut followers) = (Rows::new(MEMBERS), Rows::new(MEMBERS));
        let mut mentions = Rows::new(MENTIONS);
        for ((app_id, id), growth) in self.0 {
            if growth.last_position == 0 {
                continue;
            }
            threads.push(growth.row(app_id, id)?);
            if growth.is_new {
                roots.push([app_id.0.into(), id.0.into()]);
                if let Some(founder) = growth.founder() {
                    founders.push(growth.member(app_id, id, founder, 0, 0));
                }
            }
            for (user_id, Follower { read_ordinal, own_last_ordinal }) in &growth.followers {
                let row = growth.member(app_id, id, user_id, *read_ordinal, *own_last_ordinal);
                followers.push(row);
            }
            for (user_id, ordinal) in growth.mentions {
                mentions.push([app_id.0.into(), id.0.into(), user_id.into(), ordinal.into()]);
            }
        }
        script.insert(threads, "threads", AGAIN);
        script.add(roots, REPLIED);
        // One who said before the first reply whether they follow has said so.
        script.insert(founders, "thread_members", "on conflict do nothing");
        script.insert(followers, "thread_members", FOLLOW);
        script.insert(mentions, "thread_mentions", "on conflict do nothing");
        Ok(())
    }
}

impl Growth {
    /// The root's sender, where no reply of this transaction makes them follow.
    fn founder(&self) -> Option<&UserId> {
        let sender = self.root.sender_id.as_ref()?;
        let comes = !self.followers.contains_key(sender) && !self.blind.contains(sender);
        comes.then_some(sender)
    }

    fn row(&self, app_id: AppId, id: MessageId) -> Result<[sea_orm::Value; 8]> {
        Ok([
            app_id.0.into(),
            id.0.into(),
            self.conversation_id.0.into(),
            self.thread.reply_count.into(),
            self.thread.last_ordinal.into(),
            self.thread.last_reply_at.0.into(),
            self.last_position.into(),
            encode(&self.thread.participants)?.into(),
        ])
    }

    fn member(
        &self,
        app_id: AppId,
        id: MessageId,
        user_id: &UserId,
        read_ordinal: i64,
        own_last_ordinal: i64,
    ) -> [sea_orm::Value; 9] {
        [
            app_id.0.into(),
            id.0.into(),
            user_id.as_str().into(),
            self.conversation_id.0.into(),
            self.root.seq.into(),
            true.into(),
            read_ordinal.into(),
            own_last_ordinal.into(),
            0_i64.into(),
        ]
    }
}

/// Marks roots that have a thread now.
pub(super) const REPLIED: &str = "update messages set replied = true from v \
    where messages.app_id = v.app_id and messages.id = v.id";

pub(super) const AGAIN: &str = "on conflict (app_id, id) do update set reply_count = excluded.reply_count, \
    last_ordinal = excluded.last_ordinal, last_reply_at = excluded.last_reply_at, \
    last_position = excluded.last_position, participants = excluded.participants";

const FOLLOW: &str = "on conflict (app_id, thread_id, user_id) do update set \
    read_ordinal = case when thread_members.following then thread_members.read_ordinal \
        else excluded.read_ordinal end, \
    own_last_ordinal = case when excluded.own_last_ordinal > 0 then excluded.own_last_ordinal \
        else thread_members.own_last_ordinal end, \
    following = excluded.following";

pub(super) const THREADS: [crate::sql::Column; 8] = [
    column("app_id", Type::Uuid),
    column("id", Type::Uuid),
    column("conversation_id", Type::Uuid),
    column("reply_count", Type::Int),
    column("last_ordinal", Type::Int),
    column("last_reply_at", Type::Int),
    column("last_position", Type::Int),
    column("participants", Type::Text),
];

pub(super) const MEMBERS: [crate::sql::Column; 9] = [
    column("app_id", Type::Uuid),
    column("thread_id", Type::Uuid),
    column("user_id", Type::Text),
    column("conversation_id", Type::Uuid),
    column("root_seq", Type::Int),
    column("following", Type::Bool),
    column("read_ordinal", Type::Int),
    column("own_last_ordinal", Type::Int),
    column("changed_position", Type::Int),
];

pub(super) const MENTIONS: [crate::sql::Column; 4] = [
    column("app_id", Type::Uuid),
    column("thread_id", Type::Uuid),
    column("user_id", Type::Text),
    column("ordinal", Type::Int),
];
