//! Where the records of a chunk go: each noun takes its own.

use super::{
    events,
    named::{Keys, entries, name, users_of},
};
use crate::{
    Error, Result, Scope, bans, blocks, conversations, log::Writer, members, messages, pins,
    reactions, users,
};
use std::collections::HashMap;
use warbler_protocol::{
    BanRecord, ConversationId, MemberRecord, MessageRecord, ReactionRecord, Record, Tally,
    ThreadRecord,
};

pub(super) struct Intakes<'a> {
    pub(super) scope: &'a Scope,
    pub(super) users: users::Intake,
    pub(super) conversations: conversations::Intake<'a>,
    members: members::Intake,
    pub(super) messages: messages::Intake,
    pub(super) reactions: reactions::Intake,
    pub(super) pins: pins::Intake,
    bans: bans::Intake,
    blocks: blocks::Intake,
    /// The kinds of entries that are there already.
    pub(super) entries: HashMap<(ConversationId, i64), String>,
}

impl<'a> Intakes<'a> {
    /// Looks up all that the records name.
    pub(super) async fn load<'r, I: Iterator<Item = &'r Record>>(
        writer: &mut Writer<'_>,
        scope: &'a Scope,
        records: impl Fn() -> I,
    ) -> Result<Self> {
        let app_id = scope.app_id;
        let users = users::Intake::load(writer, app_id, records().flat_map(users_of)).await?;
        let mut names = conversations::Names::default();
        records().for_each(|record| name(&mut names, record));
        let conversations = conversations::Intake::load(writer, scope, names).await?;
        let keys = Keys::of(&conversations, records());
        Ok(Self {
            scope,
            users,
            conversations,
            members: members::Intake::load(writer, app_id, keys.members).await?,
            messages: messages::Intake::load(writer, app_id, keys.messages).await?,
            reactions: reactions::Intake::load(writer, app_id, keys.reactions).await?,
            pins: pins::Intake::new(app_id),
            bans: bans::Intake::load(writer, app_id, keys.bans).await?,
            blocks: blocks::Intake::load(writer, app_id, keys.blocks).await?,
            entries: entries(writer, scope, keys.entries).await?,
        })
    }

    /// Takes one record.
    pub(super) fn take(
        &mut self,
        writer: &mut Writer<'_>,
        record: &Record,
        tally: &mut Tally,
    ) -> Result<()> {
        if !matches!(record, Record::Member(_)) {
            self.members.settle(writer)?;
        }
        match record {
            // Files were taken before.
            Record::App(_) | Record::File(_) | Record::FileBytes(_) => {}
            Record::User(user) => {
                // Those who are new are counted once, with those whom other records imply.
                tally.users_known += i64::from(!self.users.take(user)?);
            }
            Record::Conversation(conversation) => {
                let (users, members) = (&mut self.users, &mut self.members);
                match self.conversations.take(writer, users, members, conversation)? {
                    true => tally.conversations_new += 1,
                    false => tally.conversations_known += 1,
                }
            }
            Record::Member(member) => match self.take_member(writer, member)? {
                true => tally.members_new += 1,
                false => tally.members_known += 1,
            },
            Record::Message(message) => match self.take_message(writer, message)? {
                true => tally.messages_new += 1,
                false => tally.messages_known += 1,
            },
            Record::Event(event) => match events::take(self, writer, event)? {
                true => tally.events_new += 1,
                false => tally.events_known += 1,
            },
            other => match self.take_other(writer, other)? {
                true => tally.others_new += 1,
                false => tally.others_known += 1,
            },
        }
        Ok(())
    }

    fn take_other(&mut self, writer: &mut Writer<'_>, record: &Record) -> Result<bool> {
        match record {
            Record::Ban(ban) => self.take_ban(writer, ban),
            Record::Block(block) => {
                let mut sides = [&block.user_id, &block.blocked_id].into_iter();
                if sides.any(|id| self.users.is_erased(id)) {
                    return Ok(false);
                }
                let new = self.blocks.take(writer, block)?;
                self.users.imply(&block.user_id);
                self.users.imply(&block.blocked_id);
                Ok(new)
            }
            Record::Version(version) => {
                self.conversations.resolve(Some(version.conversation_id), None)?;
                self.messages.take_version(version)
            }
            Record::Reaction(reaction) => self.take_reaction(writer, reaction),
            Record::Thread(thread) => self.take_thread(writer, thread),
            _ => Ok(false),
        }
    }

    fn take_member(&mut self, writer: &mut Writer<'_>, record: &MemberRecord) -> Result<bool> {
        let (id, key) = (record.conversation_id, record.conversation_key.as_ref());
        let conversation_id = self.conversations.resolve(id, key)?;
        let heard = !self.users.is_erased(&record.user_id);
        let new = self.members.take(writer, conversation_id, record, heard)?;
        self.users.imply(&record.user_id);
        Ok(new)
    }

    fn take_message(&mut self, writer: &mut Writer<'_>, record: &MessageRecord) -> Result<bool> {
        let (id, key) = (record.conversation_id, record.conversation_key.as_ref());
        let conversation_id = self.conversations.resolve(id, key)?;
        let message_id = messages::id_of(conversation_id, record)?;
        if !self.messages.is_there(conversation_id, message_id) {
            self.check_place(writer, conversation_id, record.seq)?;
        }
        let forwarded = record.forwarded_from.as_ref().and_then(|from| from.sender_id.as_ref());
        let mut said_by = record.sender_id.iter().chain(forwarded);
        let heard = !said_by.any(|id| self.users.is_erased(id));
        let new = self.messages.take(writer, conversation_id, record, heard)?;
        record.sender_id.iter().for_each(|id| self.users.imply(id));
        Ok(new)
    }

    fn take_reaction(&mut self, writer: &mut Writer<'_>, record: &ReactionRecord) -> Result<bool> {
        let (id, key) = (record.conversation_id, record.conversation_key.as_ref());
        let conversation_id = self.conversations.resolve(id, key)?;
        let message_id = reacted_to(conversation_id, record).ok_or_else(|| {
            Error::field("/message_id", "required", "says which message, as message_client does")
        })?;
        if !self.messages.is_there(conversation_id, message_id) {
            return Err(Error::field("/message_id", "unknown", "is no message before this"));
        }
        let heard = self.messages.is_heard(conversation_id, message_id);
        if !heard || self.users.is_erased(&record.user_id) {
            return Ok(false);
        }
        let key = (message_id, record.key.clone(), record.user_id.clone());
        let at = record.created_at.unwrap_or(writer.now());
        let new = self.reactions.take(writer, conversation_id, key, at)?;
        self.users.imply(&record.user_id);
        Ok(new)
    }

    fn take_thread(&mut self, writer: &mut Writer<'_>, record: &ThreadRecord) -> Result<bool> {
        crate::validate::rules(record)?;
        self.conversations.resolve(Some(record.conversation_id), None)?;
        let users = &self.users;
        let new = self.messages.take_thread(writer, record, |id| !users.is_erased(id))?;
        record.members.iter().for_each(|member| self.users.imply(&member.user_id));
        Ok(new > 0)
    }

    fn take_ban(&mut self, writer: &Writer<'_>, record: &BanRecord) -> Result<bool> {
        let (id, key) = (record.conversation_id, record.conversation_key.as_ref());
        let place = match (id, key) {
            (None, None) => None,
            _ => Some(self.conversations.resolve(id, key)?),
        };
        let heard = !self.users.is_erased(&record.user_id);
        let new = self.bans.take(writer.now(), place, record, heard)?;
        self.users.imply(&record.user_id);
        Ok(new)
    }

    /// Refuses a number that is not the next one of the conversation.
    pub(super) fn check_place(
        &self,
        writer: &Writer<'_>,
        conversation_id: ConversationId,
        seq: Option<i64>,
    ) -> Result<()> {
        let head = writer.known((self.scope.app_id, conversation_id));
        let head = head.ok_or(Error::NotFound("conversation"))?;
        match seq {
            Some(seq) if seq <= head.last_seq => Err(taken(seq)),
            Some(seq) if seq != head.last_seq + 1 => {
                Err(Error::conflict(&format!("entry {} is missing", head.last_seq + 1)))
            }
            _ => Ok(()),
        }
    }

    /// Writes what is new, in the order in which the tables need each other.
    pub(super) async fn store(mut self, writer: &mut Writer<'_>) -> Result<i64> {
        self.members.settle(writer)?;
        let users = self.users.store(writer).await?;
        self.conversations.store(writer).await?;
        let hidden = self.members.store(writer).await?;
        self.messages.store(writer).await?;
        hidden.store(writer).await?;
        self.reactions.store(writer).await?;
        self.pins.store(writer).await?;
        self.bans.store(writer).await?;
        self.blocks.store(writer).await?;
        Ok(users)
    }
}

/// The message that somebody reacted to.
pub(super) fn reacted_to(
    conversation_id: ConversationId,
    record: &ReactionRecord,
) -> Option<warbler_protocol::MessageId> {
    let by_client = |name| messages::id_of_named(conversation_id, name);
    record.message_id.or_else(|| record.message_client.as_ref().map(by_client))
}

pub(super) fn taken(seq: i64) -> Error {
    Error::conflict(&format!("the conversation has another entry {seq} already"))
}
