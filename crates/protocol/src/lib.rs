//! The words on the wire.
//!
//! Everything a client, an SDK or a tenant's server can see is declared here, and nothing else is:
//! this crate has no database, no HTTP and no behaviour. If a type changes in this crate, the
//! public contract changes; if it does not, it does not.
//!
//! Optional members that have no value are left out of the JSON, never sent as `null`.

pub mod account;
pub mod app;
pub mod audit;
pub mod ban;
pub mod block;
pub mod conversation;
pub mod draft;
pub mod error;
pub mod event;
pub mod file;
pub mod frame;
pub mod hiding;
pub mod hook;
pub mod id;
pub mod insight;
pub mod key;
pub mod member;
pub mod membership;
pub mod message;
pub mod network;
mod number;
pub mod object;
pub mod page;
mod patch;
pub mod permission;
pub mod pin;
pub mod presence;
pub mod rate_limit;
pub mod reaction;
pub mod receipt;
pub mod record;
pub mod search;
pub mod support;
pub mod sync;
pub mod team;
pub mod thread;
pub mod time;
pub mod transfer;
pub mod usage;
pub mod user;
mod web_url;
pub mod webhook;

pub use account::{
    Account, ChangePassword, ConfirmSignUp, ConsoleSession, LogIn, Password, RedeemPasswordReset,
    RequestPasswordReset, Session, SignUp,
};
pub use app::{App, CreateApp, CreatedApp, Mode, Origin, UpdateApp};
pub use audit::{AuditActor, AuditEvent};
pub use ban::{Ban, BanKind, PutBan};
pub use block::Block;
pub use conversation::{
    Conversation, ConversationKind, CreateConversation, History, Membership, Posting,
    UpdateConversation, Visibility,
};
pub use draft::{Draft, SaveDraft};
pub use error::{ErrorCode, FieldError, Problem};
pub use event::{Event, EventKind};
pub use file::{
    Attachment, CreateUpload, CreatedUpload, DownloadLink, File, FileStatus, ImageSize,
    StorageUsage, UploadTarget,
};
pub use frame::{Command, CommandFrame, ServerFrame};
pub use hiding::{ClearHistory, HideMessages, HistoryCleared, MessagesHidden};
pub use hook::{
    CreateHook, CreatedHook, Hook, HookAction, HookAnswer, HookChange, HookData, HookKind,
    HookRequest, HookStats, OnFailure, ProposedMessage, UpdateHook,
};
pub use id::{
    AccountId, AppId, AuditEventId, CannedReplyId, ConversationId, DeliveryId, DeviceId,
    EndpointId, EventId, ExportId, FileId, HookId, ImportId, InvitationId, JobId, KeyId, MessageId,
    OrganizationId, QueueId, SessionId, SigningKeyId, UserId,
};
pub use insight::{Metric, Point, Principal, PrincipalKind, RequestLog, Series};
pub use key::{
    CreateKey, CreateSigningKey, CreatedKey, CreatedSigningKey, Key, KeyScope, PublicKey,
    RotateKey, SigningAlgorithm, SigningKey, UpdateKey,
};
pub use member::{
    AddMembers, Member, MembersAdded, MembersRemoved, NewMember, Role, TransferOwnership,
    UpdateMember,
};
pub use membership::{ConversationFilter, MembershipSettings, UpdateMembership};
pub use message::{
    EditMessage, Forward, ForwardedFrom, Message, MessageKind, MessageVersion, SendMessage,
};
pub use network::Network;
pub use object::{Object, objects, optional_object};
pub use page::Page;
pub use permission::{Permission, RolePermissions, UpdateRolePermissions, UserRole};
pub use pin::{Pin, PinChanged};
pub use presence::{Availability, ListPresence, Presence, PresenceStatus, SetPresence};
pub use rate_limit::{BucketKind, Quota, RateLimit};
pub use reaction::{
    Reaction, ReactionChanged, ReactionCount, ReactionIn, ReactionKey, ReactionsUpdated,
};
pub use receipt::{Receipt, ReceiptUpdated, UpdateReceipt};
pub use record::{
    BanRecord, BlockRecord, ConversationRecord, EventRecord, FileBytesRecord, FileRecord, Header,
    MemberNumbers, MemberRecord, MemberSettings, MessageName, MessageRecord, RECORD_VERSION,
    ReactionRecord, Record, ThreadMemberRecord, ThreadRecord, UserRecord, VersionRecord,
};
pub use search::{
    ConversationHits, FoundMessages, Highlight, HitCounts, IndexState, IndexStatus, MessageHit,
    SearchMessages, SearchSort, SenderHits,
};
pub use support::{
    AddNote, Assign, BusinessHours, CannedReply, CreateCannedReply, CreateQueue, DayReport,
    DeskSettings, Expectation, HandOver, HandoffCount, HandoffReason, OpenSpan, Operator,
    OperatorAvailability, OwnerKind, Priority, PutOperator, Queue, QueueCounts, QueueMessages,
    Rate, Rating, RenderCannedReply, RenderedReply, ReopenTo, ServiceTarget, ServiceTargets,
    SetAvailability, Snooze, Support, SupportChanged, SupportCounts, SupportDesk, SupportOwner,
    SupportReport, SupportState, SupportStep, Transcript, TranscriptLine, Triage,
    UpdateCannedReply, UpdateDesk, UpdateQueue, Weekday,
};
pub use sync::{SyncRequest, SyncResponse, UnreadCount, UnreadTotals};
pub use team::{
    AcceptInvitation, CreateInvitation, CreateOrganization, Invitation, Organization,
    SignUpInvited, TeamMember, TeamRole, UpdateOrganization, UpdateTeamMember,
};
pub use thread::{FollowedThread, Thread, ThreadMembership, ThreadUpdated};
pub use time::Timestamp;
pub use transfer::{BadLine, Export, Import, Tally, TransferStatus};
pub use usage::{DeadLetter, HourlyCount};
pub use user::{
    CreateUser, Device, EventTicket, MintToken, Token, TokensRevoked, UpdateUser, User,
};
pub use webhook::{
    AppEvent, AppEvents, CreateEndpoint, CreatedEndpoint, Delivery, DeliveryDetail, DeliveryStatus,
    DisabledReason, Endpoint, EventPlace, EventSelector, ReplayEvents, RotateSecret,
    UpdateEndpoint, WebhookAttempt,
};
