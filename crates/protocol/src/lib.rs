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
pub mod conversation;
pub mod error;
pub mod event;
pub mod frame;
pub mod id;
pub mod key;
pub mod member;
pub mod message;
pub mod object;
pub mod page;
pub mod receipt;
pub mod record;
pub mod sync;
pub mod team;
pub mod time;
pub mod transfer;
pub mod usage;
pub mod user;

pub use account::{
    Account, ChangePassword, ConfirmSignUp, ConsoleSession, LogIn, Password, RedeemPasswordReset,
    RequestPasswordReset, Session, SignUp,
};
pub use app::{App, CreateApp, CreatedApp, Mode, UpdateApp};
pub use audit::{AuditActor, AuditEvent};
pub use conversation::{
    Conversation, ConversationKind, CreateConversation, History, Membership, Posting,
    UpdateConversation, Visibility,
};
pub use error::{ErrorCode, FieldError, Problem};
pub use event::{Event, EventKind};
pub use frame::{Command, CommandFrame, ServerFrame};
pub use id::{
    AccountId, AppId, AuditEventId, ConversationId, DeviceId, ExportId, ImportId, InvitationId,
    JobId, KeyId, MessageId, OrganizationId, SessionId, SigningKeyId, UserId,
};
pub use key::{CreateKey, CreatedKey, CreatedSigningKey, Key, KeyScope, SigningKey};
pub use member::{AddMembers, Member, MembersAdded, MembersRemoved, NewMember, Role, UpdateMember};
pub use message::{EditMessage, Message, SendMessage};
pub use object::{Object, objects, optional_object};
pub use page::Page;
pub use receipt::{Receipt, ReceiptUpdated, UpdateReceipt};
pub use record::{
    ConversationRecord, EventRecord, Header, MemberNumbers, MemberRecord, MessageName,
    MessageRecord, RECORD_VERSION, Record, UserRecord,
};
pub use sync::{SyncRequest, SyncResponse, UnreadTotals};
pub use team::{
    AcceptInvitation, CreateInvitation, CreateOrganization, Invitation, Organization,
    SignUpInvited, TeamMember, TeamRole, UpdateOrganization, UpdateTeamMember,
};
pub use time::Timestamp;
pub use transfer::{BadLine, Export, Import, Tally, TransferStatus};
pub use usage::{DeadLetter, HourlyCount};
pub use user::{CreateUser, Device, MintToken, Token, UpdateUser, User};
