//! A message on its way to the log: checked, named and fingerprinted.

use crate::{
    Context, Error, Result, Scope, members, users,
    validate::{self, MAX_TEXT},
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use warbler_protocol::{AppId, ConversationId, Message, MessageId, SendMessage, Timestamp, UserId};

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
    /// Of what the client sent; decides whether a repeat is one.
    pub(crate) content_hash: [u8; 16],
    /// Whether the sender must be a member; the tenant's server may speak as any user.
    pub(crate) as_member: bool,
}

/// Checks what can be checked without the lock. What cannot is checked under it.
pub(super) async fn prepare(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: SendMessage,
) -> Result<Submission> {
    check(&input)?;
    let metadata = match input.metadata.is_empty() {
        true => String::new(),
        false => validate::metadata("/metadata", &input.metadata)?,
    };
    let sender_id = sender(ctx, scope, input.sender_id.clone()).await?;
    if !input.mentions.is_empty() {
        members::require_all(ctx, scope, conversation_id, &input.mentions).await?;
    }
    if let Some(reply_to) = input.reply_to {
        super::require_visible(ctx, scope, conversation_id, reply_to).await?;
    }
    let client_id = input.client_id.clone().unwrap_or_else(|| Uuid::now_v7().simple().to_string());
    let id = derive_id(conversation_id, sender_id.as_ref(), &client_id);
    let content_hash = fingerprint(&input, &metadata);
    let message = Message {
        id,
        conversation_id,
        seq: 0,
        ordinal: 0,
        sender_id,
        client_id: Some(client_id),
        text: input.text,
        metadata: input.metadata,
        mentions: input.mentions,
        mention_all: input.mention_all,
        reply_to: input.reply_to,
        version: 1,
        created_at: Timestamp::default(),
        edited_at: None,
        recalled_at: None,
    };
    let as_member = scope.as_user().is_some();
    Ok(Submission { app_id: scope.app_id, message, metadata, content_hash, as_member })
}

pub(super) fn check_text(text: &str) -> Result<()> {
    if text.len() > MAX_TEXT {
        return Err(Error::field("/text", "length", "is longer than 32 KiB"));
    }
    validate::no_nul("/text", Some(text))
}

fn check(input: &SendMessage) -> Result<()> {
    validate::rules(input)?;
    check_text(&input.text)?;
    validate::no_nul("/client_id", input.client_id.as_deref())?;
    if input.text.trim().is_empty() && input.metadata.is_empty() {
        return Err(Error::field("/text", "required", "a message has a text or metadata"));
    }
    Ok(())
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
    }
}
