//! A message on its way to the log: checked, named and fingerprinted.

use super::references::{self, Forwarded};
use crate::{
    Context, Error, Result, Scope,
    threads::Root,
    users,
    validate::{self, MAX_TEXT},
};
use sha2::{Digest as _, Sha256};
use std::collections::HashSet;
use uuid::Uuid;
use warbler_protocol::{
    AppId, ConversationId, FileId, Message, MessageId, MessageKind, SendMessage, Timestamp, UserId,
};

/// Bytes that the ids of one conversation share. The other 74 bits (without version and variant)
/// keep its messages apart: a thousand million of them collide with a chance of 1 in 40,000.
const PREFIX: usize = 6;

/// A message that only needs its numbers.
#[derive(Debug)]
pub(crate) struct Submission {
    pub(crate) app_id: AppId,
    /// Without numbers and times yet.
    pub(crate) message: Message,
    /// The metadata as it is stored, or empty.
    pub(crate) metadata: String,
    /// Of a reply: what its thread is about.
    pub(crate) root: Option<Root>,
    /// Of what the client sent; decides whether a repeat is one.
    pub(crate) content_hash: [u8; 16],
    /// Files that it is to carry: what the message shows of them is read under the lock.
    pub(crate) attachments: Vec<FileId>,
    /// Whether these must be the sender's own uploads.
    pub(crate) own_files: bool,
    /// Whether the sender must be a member; the tenant's server may speak as any user.
    pub(crate) as_member: bool,
    /// Whether the sender's draft goes with it.
    pub(crate) clear_draft: bool,
}

/// Checks what can be checked without the lock. What cannot is checked under it.
pub(super) async fn prepare(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: SendMessage,
) -> Result<Submission> {
    check(scope, &input)?;
    let metadata = match input.metadata.is_empty() {
        true => String::new(),
        false => validate::metadata("/metadata", &input.metadata)?,
    };
    let sender_id = sender(ctx, scope, input.sender_id.clone()).await?;
    let client_id = input.client_id.clone().unwrap_or_else(|| Uuid::now_v7().simple().to_string());
    let id = derive_id(conversation_id, sender_id.as_ref(), &client_id);
    let content_hash = fingerprint(&input, &metadata);
    let references = references::look_up(ctx, scope, conversation_id, id, &input).await?;
    let message = Message {
        id,
        conversation_id,
        seq: 0,
        ordinal: 0,
        kind: input.kind,
        sender_id,
        client_id: Some(client_id),
        text: input.text,
        metadata: input.metadata,
        mentions: input.mentions,
        mention_all: input.mention_all,
        reply_to: input.reply_to,
        thread_id: references.root.as_ref().map(|root| root.id),
        thread: None,
        forwarded_from: None,
        reactions: Vec::new(),
        attachments: Vec::new(),
        version: 1,
        created_at: Timestamp::default(),
        edited_at: None,
        recalled_at: None,
    };
    let as_member = scope.as_user().is_some();
    let submission = Submission {
        app_id: scope.app_id,
        message,
        metadata,
        root: references.root,
        content_hash,
        attachments: input.attachments,
        own_files: as_member,
        as_member,
        clear_draft: input.clear_draft,
    };
    match references.forwarded {
        Some(forwarded) => submission.carrying(forwarded),
        None => Ok(submission),
    }
}

impl Submission {
    /// What is said as part of something else, in its transaction. It was checked by whoever says it.
    pub(crate) fn said(
        app_id: AppId,
        conversation_id: ConversationId,
        sender_id: Option<UserId>,
        text: String,
    ) -> Self {
        let client_id = Uuid::now_v7().simple().to_string();
        let input = SendMessage { text, ..SendMessage::default() };
        let content_hash = fingerprint(&input, "");
        let message = Message {
            id: derive_id(conversation_id, sender_id.as_ref(), &client_id),
            conversation_id,
            seq: 0,
            ordinal: 0,
            kind: None,
            sender_id,
            client_id: Some(client_id),
            text: input.text,
            metadata: Default::default(),
            mentions: Vec::new(),
            mention_all: false,
            reply_to: None,
            thread_id: None,
            thread: None,
            forwarded_from: None,
            reactions: Vec::new(),
            attachments: Vec::new(),
            version: 1,
            created_at: Timestamp::default(),
            edited_at: None,
            recalled_at: None,
        };
        Self {
            app_id,
            message,
            metadata: String::new(),
            root: None,
            content_hash,
            attachments: Vec::new(),
            own_files: false,
            as_member: false,
            clear_draft: false,
        }
    }

    /// The same with what is forwarded as its content.
    fn carrying(mut self, forwarded: Forwarded) -> Result<Self> {
        let Forwarded { text, metadata, attachments, from } = forwarded;
        self.message.metadata =
            metadata.as_deref().map(validate::decode).transpose()?.unwrap_or_default();
        self.message.text = text;
        self.message.forwarded_from = Some(from);
        self.metadata = metadata.unwrap_or_default();
        // They are somebody else's uploads; that the sender sees them is enough.
        (self.attachments, self.own_files) = (attachments, false);
        Ok(self)
    }
}

pub(crate) fn check_text(text: &str) -> Result<()> {
    if text.len() > MAX_TEXT {
        return Err(Error::field("/text", "length", "is longer than 32 KiB"));
    }
    validate::no_nul("/text", Some(text))
}

/// Whether a message would say nothing at all.
pub(super) fn is_empty(text: &str, no_metadata: bool, no_attachments: bool) -> bool {
    text.trim().is_empty() && no_metadata && no_attachments
}

pub(super) fn empty() -> Error {
    Error::field("/text", "required", "a message has a text, attachments or metadata")
}

fn check(scope: &Scope, input: &SendMessage) -> Result<()> {
    validate::rules(input)?;
    check_text(&input.text)?;
    validate::no_nul("/client_id", input.client_id.as_deref())?;
    let distinct: HashSet<_> = input.attachments.iter().collect();
    if distinct.len() < input.attachments.len() {
        return Err(Error::field("/attachments", "duplicate", "names a file twice"));
    }
    let nothing = is_empty(&input.text, input.metadata.is_empty(), input.attachments.is_empty());
    match input.forward {
        None if nothing => return Err(empty()),
        Some(_) if !nothing => {
            let detail = "a forward says what it forwards and nothing else";
            return Err(Error::field("/forward", "exclusive", detail));
        }
        _ => {}
    }
    check_kind(scope, input)
}

/// Messages of the system are said by nobody and to nobody.
fn check_kind(scope: &Scope, input: &SendMessage) -> Result<()> {
    let Some(MessageKind::System) = input.kind else { return Ok(()) };
    if scope.as_user().is_some() {
        return Err(Error::field("/kind", "forbidden", "users send no messages of the system"));
    }
    if input.sender_id.is_some() || input.thread_id.is_some() || input.forward.is_some() {
        let detail = "a message of the system has no sender, is in no thread and forwards nothing";
        return Err(Error::field("/kind", "exclusive", detail));
    }
    match input.mention_all || !input.mentions.is_empty() {
        true => Err(Error::field("/kind", "exclusive", "a message of the system alerts nobody")),
        false => Ok(()),
    }
}

async fn sender(ctx: &Context, scope: &Scope, sender_id: Option<UserId>) -> Result<Option<UserId>> {
    match (scope.as_user(), sender_id) {
        (Some(user_id), Some(other)) if *user_id != other => {
            Err(Error::field("/sender_id", "forbidden", "users send as themselves"))
        }
        (Some(user_id), _) => Ok(Some(user_id.clone())),
        (None, None) => Ok(None),
        (None, Some(user_id)) => {
            users::require(ctx, scope.app_id, std::slice::from_ref(&user_id), "/sender_id").await?;
            Ok(Some(user_id))
        }
    }
}

/// The id of a message (UUID version 8, RFC 9562): a digest of what makes it this one, so that the
/// primary key of `messages` is also what makes sending idempotent. The app is left out, because an
/// export keeps its ids in the app it is imported into. Ids of one conversation begin alike: they
/// are neighbours in the index, so that a busy conversation dirties few of its pages.
pub(crate) fn derive_id(
    conversation_id: ConversationId,
    sender_id: Option<&UserId>,
    client_id: &str,
) -> MessageId {
    let conversation: [u8; 32] = Sha256::digest(conversation_id.0).into();
    let digest = Sha256::new()
        .chain_update(conversation_id.0)
        .chain_update(sender_id.map_or("", |id| id.as_str()))
        .chain_update([0])
        .chain_update(client_id)
        .finalize();
    let mut bytes = first_half(digest.into());
    bytes[..PREFIX].copy_from_slice(&conversation[..PREFIX]);
    MessageId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

pub(super) fn fingerprint(input: &SendMessage, metadata: &str) -> [u8; 16] {
    let mut digest = Sha256::new();
    // Lengths keep the parts apart: no two contents give the same bytes.
    for part in [input.text.as_str(), metadata] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    for user_id in &input.mentions {
        digest.update([1]);
        digest.update(user_id.as_str());
    }
    digest.update([0, u8::from(input.mention_all)]);
    digest.update(input.reply_to.map_or(Uuid::nil(), |id| id.0));
    // What came later is added only where it is used: hashes of earlier releases stay valid.
    if let Some(thread_id) = input.thread_id {
        digest.update([2]);
        digest.update(thread_id.0);
    }
    if let Some(forward) = input.forward {
        digest.update([3]);
        digest.update(forward.conversation_id.0);
        digest.update(forward.message_id.0);
    }
    if let Some(MessageKind::System) = input.kind {
        digest.update([4]);
    }
    for file_id in &input.attachments {
        digest.update([5]);
        digest.update(file_id.0);
    }
    first_half(digest.finalize().into())
}

fn first_half(digest: [u8; 32]) -> [u8; 16] {
    std::array::from_fn(|at| digest[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_by_conversation_sender_and_client_id_alone() {
        let (a, b) = (ConversationId::generate(), ConversationId::generate());
        let (alice, bob): (UserId, UserId) = ("alice".parse().unwrap(), "bob".parse().unwrap());
        let id = derive_id(a, Some(&alice), "1");
        assert_eq!(derive_id(a, Some(&alice), "1"), id);
        assert_ne!(derive_id(b, Some(&alice), "1"), id);
        assert_ne!(derive_id(a, Some(&bob), "1"), id);
        assert_ne!(derive_id(a, Some(&alice), "2"), id);
        assert_ne!(derive_id(a, None, "alice1"), derive_id(a, Some(&alice), "1"));
    }

    #[test]
    fn fingerprints_tell_contents_apart() {
        let text = |text: &str| SendMessage { text: text.into(), ..SendMessage::default() };
        assert_eq!(fingerprint(&text("a"), ""), fingerprint(&text("a"), ""));
        assert_ne!(fingerprint(&text("a"), ""), fingerprint(&text(""), "a"));
        let all = SendMessage { mention_all: true, ..text("a") };
        assert_ne!(fingerprint(&all, ""), fingerprint(&text("a"), ""));
        let thread_id = Some(MessageId(Uuid::nil()));
        let reply = SendMessage { thread_id, ..text("a") };
        assert_ne!(fingerprint(&reply, ""), fingerprint(&text("a"), ""));
    }
}
