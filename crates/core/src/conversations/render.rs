//! Conversations as one reader sees them.

use super::{Model, model::Mine};
use crate::{
    Context, Result, Scope, drafts,
    members::{self, RECEIPTS_SHOWN},
    messages::{self, Newest},
    sql::{Rows, Type, column, find_by},
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;
use warbler_protocol::{
    Conversation, ConversationKind, Draft, History, Member, Membership, MembershipSettings,
    Timestamp, UserId,
};

/// A page of a user's conversations, with what each shows in a list.
pub(crate) async fn render_mine(
    ctx: &Context,
    scope: &Scope,
    mine: Vec<Mine>,
) -> Result<Vec<Conversation>> {
    let mut last_messages = messages::newest_of(ctx, scope, &newest(&mine)?).await?;
    for Mine { conversation, member } in &mine {
        let cleared = member.cleared_seq >= member.joined_seq;
        if member.joined_ordinal > 0 && !cleared && !last_messages.contains_key(&conversation.id) {
            // Nothing was said since they joined; they may have been there before.
            let visible =
                members::visible_to(ctx.db.reader(), member, conversation.history()?).await?;
            let latest = messages::latest(ctx, scope, conversation.id(), visible).await?;
            last_messages.extend(latest.map(|message| (conversation.id, message)));
        }
    }
    let mentions = mention_counts(ctx, &mine).await?;
    let hidden = hidden_counts(ctx, &mine).await?;
    let mut pairs = pairs(ctx, scope, &mine).await?;
    let mut drafts = own_drafts(ctx, scope, &mine).await?;
    mine.iter()
        .map(|Mine { conversation, member }| {
            let id = conversation.id;
            let mention_count = mentions.get(&id).copied().unwrap_or_default();
            let hidden = hidden.get(&id).copied().unwrap_or_default();
            let unread_count = (member.unread(conversation.last_ordinal) - hidden).max(0);
            Ok(Conversation {
                last_message: last_messages.remove(&id),
                membership: Some(Membership {
                    draft: drafts.remove(&id),
                    ..membership(member, unread_count, mention_count)?
                }),
                members: pairs.remove(&id).unwrap_or_default(),
                ..conversation.conversation()?
            })
        })
        .collect()
}

/// A new conversation, as the answer to whoever made it.
pub(super) fn as_created(conversation: Conversation, user_id: Option<&UserId>) -> Conversation {
    let me = conversation.members.iter().find(|member| Some(&member.user_id) == user_id);
    let membership = me.map(|me| Membership {
        role: me.role,
        joined_at: me.joined_at,
        unread_count: 0,
        mention_count: 0,
        read_seq: conversation.as_of_seq,
        delivered_seq: conversation.as_of_seq,
        marked_unread: false,
        settings: MembershipSettings::default(),
        draft: None,
    });
    Conversation { membership, ..conversation }
}

/// All members of a small conversation, with how far they have read; not so of those between whom
/// and the reader a block stands.
pub(super) async fn small_circle(
    ctx: &Context,
    scope: &Scope,
    conversation: &Model,
    estranged: &[UserId],
) -> Result<Vec<Member>> {
    if conversation.member_count > RECEIPTS_SHOWN {
        return Ok(Vec::new());
    }
    let members = members::of(scope.app_id, conversation.id()).all(ctx.db.reader()).await?;
    let told = |member: &members::Model| !estranged.iter().any(|it| it.as_str() == member.user_id);
    members.iter().map(|member| member.member(told(member))).collect()
}

fn membership(
    member: &members::Model,
    unread_count: i64,
    mention_count: i64,
) -> Result<Membership> {
    Ok(Membership {
        role: member.role()?,
        joined_at: Timestamp(member.joined_at),
        unread_count,
        mention_count,
        read_seq: member.read_seq,
        delivered_seq: member.delivered_seq,
        marked_unread: member.marked_unread,
        settings: member.settings()?,
        draft: None,
    })
}

/// What the reader was about to write.
async fn own_drafts(ctx: &Context, scope: &Scope, mine: &[Mine]) -> Result<HashMap<Uuid, Draft>> {
    let drafted = mine.iter().filter(|mine| mine.member.draft_position > 0);
    let drafted: Vec<_> = drafted.map(|mine| mine.conversation.id).collect();
    match drafted.is_empty() {
        true => Ok(HashMap::new()),
        false => drafts::all(ctx.db.reader(), scope.app_id, scope.user()?, drafted).await,
    }
}

/// Where each conversation's newest message is looked for.
fn newest(mine: &[Mine]) -> Result<Vec<Newest>> {
    mine.iter()
        .map(|Mine { conversation, member }| {
            let from = match conversation.history()? {
                History::All => 1,
                History::SinceJoin => member.joined_seq,
            };
            let from_seq = from.max(member.cleared_seq + 1);
            let hides = member.hidden_count > 0;
            Ok(Newest { conversation_id: conversation.id, from_seq, hides })
        })
        .collect()
}

/// How many of the messages that the member has not read they have hidden. Few ever hide any.
async fn hidden_counts(ctx: &Context, mine: &[Mine]) -> Result<HashMap<Uuid, i64>> {
    let mut counts = HashMap::new();
    for Mine { conversation, member } in mine {
        if member.hidden_count > 0 && member.unread(conversation.last_ordinal) > 0 {
            let count = members::hidden_unread(ctx.db.reader(), member).await?;
            counts.insert(conversation.id, count);
        }
    }
    Ok(counts)
}

/// How often the member was mentioned in messages they have not read.
async fn mention_counts(ctx: &Context, mine: &[Mine]) -> Result<HashMap<Uuid, i64>> {
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("conversation_id", Type::Uuid),
        column("user_id", Type::Text),
        column("seen", Type::Int),
        column("hides", Type::Bool),
    ]);
    for Mine { conversation, member } in mine {
        if member.unread(conversation.last_ordinal) == 0 {
            continue;
        }
        rows.push([
            member.app_id.into(),
            member.conversation_id.into(),
            member.user_id.as_str().into(),
            member.seen_ordinal().into(),
            (member.hidden_count > 0).into(),
        ]);
    }
    let sql = "select v.conversation_id, count(*) as count from v join mentions t \
        on t.app_id = v.app_id and t.conversation_id = v.conversation_id \
        and t.user_id in (v.user_id, '*') and t.ordinal > v.seen \
        and (not v.hides or not exists (select 1 from hidden_messages h \
            where h.app_id = v.app_id and h.conversation_id = v.conversation_id \
            and h.user_id = v.user_id and h.thread_id is null and h.ordinal = t.ordinal)) \
        and not exists (select 1 from blocks b where b.app_id = v.app_id \
            and b.user_id = v.user_id and b.blocked_id = t.sender_id) \
        group by v.conversation_id";
    let found = rows.query(ctx.db.reader(), sql).await?;
    found
        .iter()
        .map(|row| Ok((row.try_get("", "conversation_id")?, row.try_get("", "count")?)))
        .collect()
}

/// Both sides of the direct conversations.
async fn pairs(ctx: &Context, scope: &Scope, mine: &[Mine]) -> Result<HashMap<Uuid, Vec<Member>>> {
    let mut direct = Vec::new();
    let mut blocked = HashSet::new();
    for Mine { conversation, .. } in mine {
        if conversation.kind()? == ConversationKind::Direct {
            direct.push(conversation.id);
            blocked.extend(conversation.blocked_by.is_some().then_some(conversation.id));
        }
    }
    let mut pairs: HashMap<Uuid, Vec<Member>> = HashMap::new();
    if direct.is_empty() {
        return Ok(pairs);
    }
    let (db, key) = (ctx.db.reader(), ("conversation_id", Type::Uuid));
    let found: Vec<members::Model> = find_by(db, "members", scope.app_id, key, direct).await?;
    for member in found.into_iter().filter(|member| member.active) {
        let own = scope.as_user().is_some_and(|user| user.as_str() == member.user_id);
        let told = own || !blocked.contains(&member.conversation_id);
        pairs.entry(member.conversation_id).or_default().push(member.member(told)?);
    }
    Ok(pairs)
}
