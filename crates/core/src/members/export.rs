//! Members as an export has them: those of a conversation up to one of its entries.

use super::{Column, Entity, Model, hidden, interval};
use crate::{Result, access::InApp as _, drafts};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use std::collections::HashMap;
use warbler_protocol::{
    AppId, ConversationId, MemberNumbers, MemberRecord, MemberSettings, Timestamp,
};

/// The newest entry of a conversation that counts, and its newest message.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AsOf {
    pub(crate) seq: i64,
    pub(crate) ordinal: i64,
}

/// A page of who is or was a member, by user id; the last id, if there may be more.
pub(crate) async fn records(
    db: &impl ConnectionTrait,
    app_id: AppId,
    conversation_id: ConversationId,
    as_of: AsOf,
    after: &str,
    limit: u64,
) -> Result<(Vec<MemberRecord>, Option<String>)> {
    let found = Entity::in_app(app_id)
        .filter(Column::ConversationId.eq(conversation_id.0))
        .filter(Column::UserId.gt(after))
        .order_by_asc(Column::UserId)
        .limit(limit)
        .all(db)
        .await?;
    let full = found.len() as u64 == limit;
    let last = found.last().filter(|_| full).map(|member| member.user_id.clone());
    let mut intervals: HashMap<String, Vec<(i64, Option<i64>)>> = HashMap::new();
    let ids = found.iter().map(|member| member.user_id.as_str());
    let rows = interval::Entity::in_app(app_id)
        .filter(interval::Column::ConversationId.eq(conversation_id.0))
        .filter(interval::Column::UserId.is_in(ids))
        .filter(interval::Column::FromSeq.lte(as_of.seq))
        .order_by_asc(interval::Column::FromSeq)
        .all(db)
        .await?;
    for row in rows {
        // Who left after that was still there.
        let to = row.to_seq.filter(|to| *to <= as_of.seq);
        intervals.entry(row.user_id).or_default().push((row.from_seq, to));
    }
    let mut hidden = hidden::of_members(db, &found, as_of.seq).await?;
    let drafting = found.iter().filter(|member| member.active && member.draft_position > 0);
    let drafting = drafting.map(|member| member.user_id.as_str()).collect();
    let mut drafts = drafts::of_users(db, app_id, conversation_id, drafting).await?;
    let records = found
        .into_iter()
        .filter_map(|member| {
            let intervals = intervals.remove(&member.user_id)?;
            let draft = drafts.remove(&member.user_id);
            let hidden = hidden.remove(&member.user_id).unwrap_or_default();
            let record = record(conversation_id, member, intervals, as_of);
            Some(record.map(|record| MemberRecord { draft, hidden, ..record }))
        })
        .collect::<Result<_>>()?;
    Ok((records, last))
}

/// What an active member set for themselves, if anything.
fn settings(member: &Model, as_of: AsOf) -> Result<Option<MemberSettings>> {
    let settings = member.settings()?;
    let settings = MemberSettings {
        muted_until: settings.muted_until,
        hidden_ordinal: settings.hidden_ordinal.map(|ordinal| ordinal.min(as_of.ordinal)),
        archived: settings.archived,
        pinned: settings.pinned,
        metadata: settings.metadata,
    };
    Ok(Some(settings).filter(|it| member.active && *it != MemberSettings::default()))
}

fn record(
    conversation_id: ConversationId,
    member: Model,
    intervals: Vec<(i64, Option<i64>)>,
    as_of: AsOf,
) -> Result<MemberRecord> {
    Ok(MemberRecord {
        conversation_id: Some(conversation_id),
        conversation_key: None,
        user_id: member.user_id()?,
        role: member.role()?,
        joined_at: Some(Timestamp(member.joined_at)),
        settings: settings(&member, as_of)?,
        draft: None,
        hidden: Vec::new(),
        numbers: Some(MemberNumbers {
            intervals,
            joined_ordinal: member.joined_ordinal.min(as_of.ordinal),
            read_seq: member.read_seq.min(as_of.seq),
            read_ordinal: member.read_ordinal.min(as_of.ordinal),
            delivered_seq: member.delivered_seq.min(as_of.seq),
            own_last_ordinal: member.own_last_ordinal.min(as_of.ordinal),
            marked_unread: member.marked_unread,
            cleared_seq: member.cleared_seq.min(as_of.seq),
            cleared_ordinal: member.cleared_ordinal.min(as_of.ordinal),
        }),
    })
}
