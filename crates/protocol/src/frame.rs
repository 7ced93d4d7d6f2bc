//! The socket: what goes in, what comes out. Prose and examples in docs/realtime.md.

use crate::{
    ConversationId, Device, EditMessage, ErrorCode, MessageId, Object, Presence, SendMessage,
    SetPresence, UnreadTotals, UpdateReceipt, User, UserId, optional_object,
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

/// What a client sends: `{"i":17,"t":"message.send","d":{…}}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandFrame<'a> {
    /// Comes back as `r` of the reply.
    pub i: u64,
    /// The command's name.
    #[serde(borrow)]
    pub t: std::borrow::Cow<'a, str>,
    /// Its arguments.
    #[serde(borrow, default)]
    pub d: Option<&'a RawValue>,
}

macro_rules! commands {
    ($($(#[$doc:meta])* $variant:ident($arguments:ty) = $name:literal;)*) => {
        /// What a client may ask for on the socket.
        #[derive(Debug)]
        pub enum Command {
            $($(#[$doc])* $variant($arguments),)*
        }

        impl Command {
            pub const NAMES: &[&str] = &[$($name,)*];

            /// Reads the arguments of the named command, or says why that cannot be done.
            pub fn parse(frame: &CommandFrame<'_>) -> Result<Self, (ErrorCode, String)> {
                let arguments = frame.d.map_or("{}", RawValue::get);
                match frame.t.as_ref() {
                    $($name => serde_json::from_str(arguments)
                        .map(|Object(arguments)| Self::$variant(arguments))
                        .map_err(|error| (ErrorCode::InvalidBody, error.to_string())),)*
                    _ => Err((ErrorCode::UnknownCommand, format!("one of {}", Self::NAMES.join(", ")))),
                }
            }
        }
    };
}

commands! {
    Auth(Auth) = "auth";
    AuthRefresh(AuthRefresh) = "auth.refresh";
    MessageSend(SendTo) = "message.send";
    MessageEdit(EditIn) = "message.edit";
    MessageRecall(MessageIn) = "message.recall";
    ReactionAdd(crate::ReactionIn) = "reaction.add";
    ReactionRemove(crate::ReactionIn) = "reaction.remove";
    Read(ReceiptIn) = "read";
    Delivered(ReceiptIn) = "delivered";
    Typing(Typing) = "typing";
    Subscribe(Subscription) = "subscribe";
    Unsubscribe(Subscription) = "unsubscribe";
    PresenceSet(SetPresence) = "presence.set";
    Sync(crate::SyncRequest) = "sync";
    Ping(Empty) = "ping";
}

/// Who connects. The first command, within ten seconds.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    pub token: String,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "optional_object"
    )]
    pub device: Option<Device>,
    /// What the device says from the beginning: who is invisible was never seen to come.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "optional_object"
    )]
    pub presence: Option<SetPresence>,
    /// Where the client stands; with one, what was missed follows the reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// A newer token of the same user.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AuthRefresh {
    pub token: String,
}

/// The answer to `auth`.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct Authenticated {
    pub me: User,
    pub unread: UnreadTotals,
    pub cursor: String,
}

/// A message, to a conversation or to a user, whose direct conversation is made when it is not
/// there yet.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SendTo {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<ConversationId>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "optional_object"
    )]
    pub to: Option<Recipient>,
    #[serde(flatten)]
    pub message: SendMessage,
}

/// A user as the other side of a direct conversation.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    pub user_id: UserId,
}

/// An edit and where it happens.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EditIn {
    pub conversation_id: ConversationId,
    pub message_id: MessageId,
    #[serde(flatten)]
    pub edit: EditMessage,
}

/// One message of one conversation.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MessageIn {
    pub conversation_id: ConversationId,
    pub message_id: MessageId,
}

/// A receipt and where it belongs.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiptIn {
    pub conversation_id: ConversationId,
    #[serde(flatten)]
    pub receipt: UpdateReceipt,
}

/// Somebody types; repeated at most every three seconds, and over by itself after six.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Typing {
    pub conversation_id: ConversationId,
    #[serde(default)]
    pub stopped: bool,
}

/// What to be told of: every event of a large conversation, or how users are. One of the two.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Subscription {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<ConversationId>,
    /// Of a conversation: not its events, but how those are who are members now.
    #[serde(default)]
    pub presence: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_ids: Option<Vec<UserId>>,
}

/// No arguments.
#[derive(Debug, Deserialize, Serialize)]
pub struct Empty {}

/// What a server sends besides events and replies: `{"t":"hello","d":{…}}`.
#[derive(Debug, Serialize)]
#[serde(tag = "t", content = "d")]
pub enum ServerFrame {
    /// The first frame.
    #[serde(rename = "hello")]
    Hello { heartbeat_ms: u64, max_frame: usize, server: String },
    /// The second frame of a stream of events; a socket gets the same as the reply to `auth`.
    #[serde(rename = "ready")]
    Ready(Box<Authenticated>),
    /// How a user is who was subscribed to; may be lost.
    #[serde(rename = "presence.changed")]
    PresenceChanged(Presence),
    /// What was missed has been sent.
    #[serde(rename = "resumed")]
    Resumed { cursor: String },
    /// A conversation with more news than are worth sending; page its entries.
    #[serde(rename = "behind")]
    Behind { conversation: Box<crate::Conversation> },
    /// A conversation the user is no longer in.
    #[serde(rename = "removed")]
    Removed { conversation_id: ConversationId },
    /// The token ends soon; send `auth.refresh`.
    #[serde(rename = "auth.expiring")]
    AuthExpiring { in_ms: u64 },
    /// The token was ended before its time; the connection ends with this.
    #[serde(rename = "auth.revoked")]
    AuthRevoked { code: ErrorCode },
    /// This node goes away; connect again after `in_ms`.
    #[serde(rename = "go_away")]
    GoAway { reason: &'static str, in_ms: u64 },
    /// Slow down, or be disconnected.
    #[serde(rename = "rate_limited")]
    RateLimited { retry_after_ms: u64 },
}

/// Why the server hangs up. 4000 to 4499: connect again; 4500 to 4999: do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseReason {
    Shutdown = 4000,
    Slow = 4001,
    Heartbeat = 4002,
    TokenExpired = 4003,
    RateLimited = 4029,
    BadFrame = 4500,
    Unauthenticated = 4501,
    Banned = 4502,
    TooManyConnections = 4503,
}

impl CloseReason {
    pub fn code(self) -> u16 {
        self as u16
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Shutdown => "shutdown",
            Self::Slow => "slow",
            Self::Heartbeat => "heartbeat",
            Self::TokenExpired => "token_expired",
            Self::RateLimited => "rate_limited",
            Self::BadFrame => "bad_frame",
            Self::Unauthenticated => "unauthenticated",
            Self::Banned => "banned",
            Self::TooManyConnections => "too_many_connections",
        }
    }
}
