//! The queries behind catching up.

use super::private;
use crate::{
    Context, Error, Result, Scope,
    conversations::{self, Mine},
    cursor::{self, SyncCursor},
    drafts, log, members, messages, reactions,
    sql::{Rows, Type, column},
    validate::encode,
};
use sea_orm::FromQueryResult as _;
use serde_json::value::RawValue;
use std::collections::HashMap;
use uuid::Uuid;
use warbler_protocol::{
    ConversationId, Event, EventKind, KeyScope, Message, Page, ReactionsUpdated, Receipt,
    ReceiptUpdated, SyncRequest, SyncResponse, UnreadTotals,
};

/// Further behind than this in one conversation, and the client pages it instead.
const FAR_BEHIND: i64 = 500;
/// Conversations in one page.
const PAGE: u64 = 100;

/// How far catching up has come: conversations that changed last up to `told` are done with; what
/// happened after `until` is not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub since: i64,
    pub told: i64,
    pub until: i64,
}

/// What changed for the caller since a cursor, one page of it. Keep the cursor that a page answers,
/// and ask again while there is more.
pub async fn sync(ctx: &Context, scope: &Scope, input: SyncRequest) -> Result<SyncResponse> {
    scope.user()?;
    let head = log::position(ctx, scope.shard).await?;
    let progress = match input.cursor {
        Some(cursor) => resume(ctx, scope, &cursor, head, head)?,
        None => Progress { since: head, told: head, until: head },
    };
    Ok(page(ctx, scope, progress).await?.0)
}

/// Where a cursor of the caller's app stands; what happened after `until` is left for later. One
/// beyond the head of the log is refused: it is of a database that was lost since.
pub fn resume(
    ctx: &Context,
    scope: &Scope,
    cursor: &str,
    head: i64,
    until: i64,
) -> Result<Progress> {
    let progress = match cursor::open_sync(ctx, scope.app_id, cursor)? {
        SyncCursor::At(since) => Progress { since, told: since, until: until.max(since) },
        SyncCursor::Amid(progress) => progress,
    };
    match progress.since <= head {
        true => Ok(progress),
        false => Err(cursor::invalid()),
    }
}

/// One page, and where the next one begins if there is one.
pub async fn page(
    ctx: &Context,
    scope: &Scope,
    progress: Progress,
) -> Result<(SyncResponse, Option<Progress>)> {
    let mut changed = conversations::changed_since(ctx, scope, progress.told, PAGE + 1).await?;
    let has_more = changed.len() as u64 > PAGE;
    changed.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    // They come in the order in which they changed last, so the next page begins after the last.
    let last = changed.last().filter(|_| has_more).map(Mine::changed_at);
    let next = last.map(|told| Progress { told, ..progress });
    let (near, gone): (Vec<_>, Vec<_>) =
        changed.into_iter().partition(|mine| mine.is_open_at(progress.until));
    let mut news = news(ctx, scope, &near, progress).await?;
    let mut events = Vec::new();
    let mut behind = Vec::new();
    for mine in near {
        let private = private::news(ctx, &mine.member, progress.since).await?;
        match news.remove(&mine.conversation.id).flatten() {
            Some(found) => events.extend(found),
            None => behind.push(mine),
        }
        events.extend(private);
    }
    let response = SyncResponse {
        events,
        behind: conversations::render_mine(ctx, scope, behind).await?,
        removed: gone.iter().map(|mine| mine.conversation.id()).collect(),
        cursor: cursor::seal_sync(&ctx.secrets, scope.app_id, next, progress.until),
        has_more,
    };
    Ok((response, next))
}

/// For each conversation what happened in it since, in order; nothing where that is too much.
async fn news(
    ctx: &Context,
    scope: &Scope,
    mine: &[Mine],
    Progress { since, until, .. }: Progress,
) -> Result<HashMap<Uuid, Option<Vec<Event>>>> {
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("conversation_id", Type::Uuid),
        column("too_far", Type::Int),
        column("since", Type::Int),
        column("until", Type::Int),
    ]);
    for Mine { conversation, .. } in mine {
        let too_far = (conversation.last_seq - FAR_BEHIND).max(0);
        rows.push([
            scope.app_id.0.into(),
            conversation.id.into(),
            too_far.into(),
            since.into(),
            until.into(),
        ]);
    }
    // One entry more than is worth sending: if that is news too, the rest would have a gap, whether
    // or not all of it lies before `until`.
    let sql = "select e.* from v join entries e on e.app_id = v.app_id \
             and e.conversation_id = v.conversation_id and e.seq >= v.too_far \
         where e.position > v.since and (e.position <= v.until or e.seq = v.too_far) \
         order by e.position";
    let found = rows.query(ctx.db.reader(), sql).await?;
    let mut entries: HashMap<Uuid, Vec<log::Entry>> = HashMap::new();
    for row in &found {
        let entry = log::Entry::from_query_result(row, "")?;
        entries.entry(entry.conversation_id).or_default().push(entry);
    }
    let mut receipts = receipts(ctx, scope, mine, since).await?;
    let mut private = settings_and_drafts(ctx, scope, mine, since).await?;
    let mut news = HashMap::new();
    for mine in mine {
        let id = mine.conversation.id;
        let entries = entries.remove(&id).unwrap_or_default();
        let too_far = mine.conversation.last_seq - FAR_BEHIND;
        let reactions = reactions::changed_since(ctx, &mine.conversation, since).await?;
        let far = entries.iter().any(|entry| entry.seq.is_some_and(|seq| seq <= too_far));
        let Some(reactions) = reactions.filter(|_| !far) else {
            news.insert(id, None);
            continue;
        };
        let history = mine.conversation.history()?;
        let visible = members::visible_to(ctx.db.reader(), &mine.member, history).await?;
        let mut events = log::render(ctx, entries, &visible).await?;
        events.extend(reaction_events(ctx, scope, reactions, &visible).await?);
        events.extend(receipts.remove(&id).unwrap_or_default());
        events.extend(private.remove(&id).unwrap_or_default());
        news.insert(id, Some(events));
    }
    Ok(news)
}

/// Where members stand whose receipts moved since: all of small conversations, oneself of others.
async fn receipts(
    ctx: &Context,
    scope: &Scope,
    mine: &[Mine],
    since: i64,
) -> Result<HashMap<Uuid, Vec<Event>>> {
    let user_id = scope.user()?;
    let mut rows = Rows::new([
        column("app_id", Type::Uuid),
        column("conversation_id", Type::Uuid),
        column("everybody", Type::Bool),
        column("me", Type::Text),
        column("since", Type::Int),
    ]);
    for Mine { conversation, .. } in mine {
        rows.push([
            scope.app_id.0.into(),
            conversation.id.into(),
            (conversation.member_count <= members::RECEIPTS_SHOWN).into(),
            user_id.as_str().into(),
            since.into(),
        ]);
    }
    let sql = "select m.* from v join members m on m.app_id = v.app_id \
        and m.conversation_id = v.conversation_id and m.active \
        where m.changed_position > v.since and (v.everybody or m.user_id = v.me) \
        and not exists (select 1 from blocks b where b.app_id = m.app_id \
            and b.user_id = v.me and b.blocked_id = m.user_id) \
        and not exists (select 1 from blocks b where b.app_id = m.app_id \
            and b.user_id = m.user_id and b.blocked_id = v.me)";
    let found = rows.query(ctx.db.reader(), sql).await?;
    let mut events: HashMap<Uuid, Vec<Event>> = HashMap::new();
    for row in &found {
        let member = members::Model::from_query_result(row, "")?;
        let marked_unread = member.marked_unread && member.user_id == user_id.as_str();
        let receipt = Receipt {
            user_id: member.user_id()?,
            read_seq: member.read_seq,
            delivered_seq: member.delivered_seq,
        };
        let data = encode(&ReceiptUpdated { receipt, marked_unread })?;
        let c = ConversationId(member.conversation_id);
        let event = event(EventKind::ReceiptUpdated, c, data)?;
        events.entry(member.conversation_id).or_default().push(event);
    }
    Ok(events)
}

/// The reactions to messages of a large conversation, as they are now.
async fn reaction_events(
    ctx: &Context,
    scope: &Scope,
    messages: Vec<messages::Model>,
    visible: &members::Visible,
) -> Result<Vec<Event>> {
    let seen = messages.into_iter().filter(|message| message.is_seen(visible)).collect();
    let shown = messages::show(ctx, scope, seen).await?;
    let event = |message: Message| {
        let (c, updated) = (
            message.conversation_id,
            ReactionsUpdated { message_id: message.id, reactions: message.reactions },
        );
        event(EventKind::ReactionUpdated, c, encode(&updated)?)
    };
    shown.into_iter().map(event).collect()
}

/// The caller's own settings and drafts where they changed since, as they are now.
async fn settings_and_drafts(
    ctx: &Context,
    scope: &Scope,
    mine: &[Mine],
    since: i64,
) -> Result<HashMap<Uuid, Vec<Event>>> {
    let mut events: HashMap<Uuid, Vec<Event>> = HashMap::new();
    for Mine { member, .. } in mine.iter().filter(|mine| mine.member.settings_position > since) {
        let (id, data) = (member.conversation_id, encode(&member.settings()?)?);
        let event = event(EventKind::MembershipUpdated, ConversationId(id), data)?;
        events.entry(id).or_default().push(event);
    }
    let drafted = mine.iter().filter(|mine| mine.member.draft_position > since);
    let drafted: Vec<_> = drafted.map(|mine| mine.conversation.id).collect();
    if drafted.is_empty() {
        return Ok(events);
    }
    let (db, user_id) = (ctx.db.reader(), scope.user()?);
    let drafts = drafts::all(db, scope.app_id, user_id, drafted.iter().copied()).await?;
    for id in drafted {
        let data = drafts.get(&id).map_or(Ok("{}".to_owned()), encode)?;
        let event = event(EventKind::DraftUpdated, ConversationId(id), data)?;
        events.entry(id).or_default().push(event);
    }
    Ok(events)
}

/// An event that takes no place in the conversation.
pub(super) fn event(t: EventKind, c: ConversationId, data: String) -> Result<Event> {
    let d = RawValue::from_string(data).map_err(|error| Error::Corrupt(error.to_string()))?;
    Ok(Event { t, c, n: None, s: None, d })
}

/// Entries of one conversation after a seq, as the caller may see them.
pub async fn entries(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    after_seq: i64,
    limit: u64,
) -> Result<Page<Event>> {
    scope.require_if_server(KeyScope::MessagesRead)?;
    let visible = members::visible(ctx, scope, conversation_id).await?;
    let mut data = log::events(ctx, scope, conversation_id, &visible, after_seq, limit + 1).await?;
    let has_more = data.len() as u64 > limit;
    data.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(Page { data, next_cursor: None, has_more })
}

/// What a badge shows, of a user's memberships, and apart from it what it leaves out.
pub fn totals(memberships: &[conversations::Membership]) -> UnreadTotals {
    let mut totals = UnreadTotals::default();
    for it in memberships {
        let count = if it.quiet { &mut totals.quiet } else { &mut totals.badge };
        count.conversations += i64::from(it.unread > 0 || it.marked_unread);
        count.messages += it.unread;
        count.mentions += it.mentions;
    }
    totals
}
