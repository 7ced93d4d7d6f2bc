//! What happened: on the socket, in sync, in a conversation's entries and in webhooks alike.

use crate::ConversationId;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::{fmt, str::FromStr};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal;)*) => {
        /// What kind of thing happened, named `noun.past_tense`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
        pub enum EventKind {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)*
        }

        impl EventKind {
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }

        impl FromStr for EventKind {
            type Err = UnknownEventKind;

            fn from_str(name: &str) -> Result<Self, UnknownEventKind> {
                match name { $($name => Ok(Self::$variant),)* _ => Err(UnknownEventKind) }
            }
        }
    };
}

/// The text names no kind of event.
#[derive(Clone, Copy, Debug)]
pub struct UnknownEventKind;

kinds! {
    /// `d` is a [`crate::Conversation`], always the first entry.
    ConversationCreated = "conversation.created";
    /// `d` is a [`crate::Conversation`].
    ConversationUpdated = "conversation.updated";
    /// `d` is `{}`; nothing follows in this conversation.
    ConversationDeleted = "conversation.deleted";
    /// `d` is [`crate::MembersAdded`].
    MemberAdded = "member.added";
    /// `d` is [`crate::MembersRemoved`].
    MemberRemoved = "member.removed";
    /// `d` is a [`crate::Member`].
    MemberUpdated = "member.updated";
    /// `d` is a [`crate::Message`].
    MessageCreated = "message.created";
    /// `d` is the whole [`crate::Message`] as it is now.
    MessageUpdated = "message.updated";
    /// `d` is the [`crate::Message`] that is left: its place, without its content.
    MessageRecalled = "message.recalled";
    /// `d` is [`crate::PinChanged`].
    MessagePinned = "message.pinned";
    /// `d` is [`crate::PinChanged`].
    MessageUnpinned = "message.unpinned";
    /// `d` is [`crate::MessagesHidden`]; without `n`, for oneself alone.
    MessageHidden = "message.hidden";
    /// `d` is [`crate::HistoryCleared`]; without `n`, for oneself alone.
    ConversationCleared = "conversation.cleared";
    /// `d` is [`crate::ReactionChanged`]; without `n` in large conversations.
    ReactionAdded = "reaction.added";
    /// `d` is [`crate::ReactionChanged`]; without `n` in large conversations.
    ReactionRemoved = "reaction.removed";
    /// `d` is [`crate::ReactionsUpdated`], all there are; without `n` where one catches up.
    ReactionUpdated = "reaction.updated";
    /// `d` is [`crate::ThreadUpdated`]: in the place of a reply that the reader may not see, in a
    /// thread that they do.
    ThreadUpdated = "thread.updated";
    /// `d` is [`crate::ThreadMembership`]; without `n`, for oneself alone.
    ThreadMemberUpdated = "thread_member.updated";
    /// `d` is [`crate::ReceiptUpdated`]; without `n`.
    ReceiptUpdated = "receipt.updated";
    /// `d` is [`crate::MembershipSettings`]; without `n`, for the member alone.
    MembershipUpdated = "membership.updated";
    /// `d` is a [`crate::Draft`], or `{}` when it is gone; without `n`, for its writer alone.
    DraftUpdated = "draft.updated";
    /// `d` is [`crate::SupportChanged`], here and of all that follow: the first owner.
    SupportOpened = "support.opened";
    /// The bot offers a person.
    SupportOffered = "support.offered";
    /// The customer waits for an operator.
    SupportQueued = "support.queued";
    /// An operator answers.
    SupportAssigned = "support.assigned";
    /// The operator has put it aside.
    SupportSnoozed = "support.snoozed";
    /// The bot answers again.
    SupportReturned = "support.returned";
    SupportResolved = "support.resolved";
    /// The customer wrote again, or somebody thought better of it.
    SupportReopened = "support.reopened";
    /// `d` is [`crate::Support`], in the inbox of a queue: a target was missed.
    SupportBreached = "support.breached";
    /// `d` is [`crate::Support`], in the inbox of a queue: how one of its conversations stands.
    InboxUpdated = "inbox.updated";
    /// `d` is `{user_id}`; without `n` and `s`, may be lost.
    TypingStarted = "typing.started";
    /// `d` is `{user_id}`; without `n` and `s`, may be lost.
    TypingStopped = "typing.stopped";
    /// An entry that the reader may not see, in its place.
    Hidden = "hidden";
}

// By hand: the derive does not see names that come through a macro.
impl PartialSchema for EventKind {
    fn schema() -> RefOr<Schema> {
        let names = Self::ALL.iter().map(|kind| kind.as_str());
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("What kind of thing happened, named `noun.past_tense`."))
            .enum_values(Some(names))
            .into()
    }
}

impl ToSchema for EventKind {}

impl EventKind {
    /// Whether it is for the devices of one user alone. Such news have a position of the log; the
    /// conversation knows nothing of them.
    pub fn is_private(self) -> bool {
        matches!(
            self,
            Self::MembershipUpdated
                | Self::DraftUpdated
                | Self::MessageHidden
                | Self::ConversationCleared
                | Self::ThreadMemberUpdated
        )
    }

    /// Whether the tenant's servers are told: of what happened, and neither of what one user's
    /// devices are told alone, nor of receipts, nor of what stands in the place of something else.
    pub fn reaches_servers(self) -> bool {
        let others = matches!(
            self,
            Self::ReceiptUpdated
                | Self::ThreadUpdated
                | Self::TypingStarted
                | Self::TypingStopped
                | Self::Hidden
        );
        !self.is_private() && !others
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Something that happened. One letter each, because these are most of what goes over the wire.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct Event {
    /// What happened.
    pub t: EventKind,
    /// Where.
    pub c: ConversationId,
    /// The entry's `seq` in the conversation: 1, 2, 3 …; a client that sees a gap syncs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<i64>,
    /// The sync cursor after this event. Opaque; absent where one catches up: the page has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub s: Option<String>,
    /// What `t` says.
    #[schema(value_type = Object)]
    pub d: Box<RawValue>,
}
