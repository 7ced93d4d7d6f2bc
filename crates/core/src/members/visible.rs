//! Who may see what of a conversation. Every path that reads asks here.

use super::{hidden, interval, model};
use crate::{
    Context, Error, Result, Scope, access::InApp as _, conversations, sql::statement,
    validate::from_word,
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, FromQueryResult, QueryFilter as _, QueryOrder as _,
};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;
use warbler_protocol::{AppId, ConversationId, History, Role, UserId};

/// The entries of one conversation that one reader may see.
#[derive(Clone, Debug)]
pub struct Visible {
    /// First and last seq, in order; the last range may be open.
    ranges: Vec<(i64, Option<i64>)>,
    role: Option<Role>,
    /// Messages up to this one the reader has cleared away.
    cleared_seq: i64,
    /// Messages that the reader has hidden, by seq.
    hidden: BTreeSet<i64>,
}

impl Visible {
    /// Whether the message that was sent at this seq may be seen.
    pub fn contains(&self, seq: i64) -> bool {
        self.covers(seq) && seq > self.cleared_seq && !self.hidden.contains(&seq)
    }

    /// Whether the reader may see what happened at this seq. Messages they deleted for themselves
    /// happened all the same: for those, ask [`Visible::contains`].
    pub(crate) fn covers(&self, seq: i64) -> bool {
        self.ranges.iter().any(|(from, to)| *from <= seq && to.is_none_or(|to| seq <= to))
    }

    /// The same for a message that may be a reply: it is seen by those who see what its thread is
    /// about.
    pub(crate) fn shows(&self, seq: i64, thread_seq: Option<i64>) -> bool {
        self.contains(seq) && thread_seq.is_none_or(|seq| self.contains(seq))
    }

    /// What [`Visible::contains`] says, as ranges: first and last seq, in order.
    pub(crate) fn ranges(&self) -> Vec<(i64, Option<i64>)> {
        let mut ranges = Vec::new();
        for (from, to) in &self.ranges {
            let mut from = (*from).max(self.cleared_seq + 1);
            let within = |seq: &&i64| **seq >= from && to.is_none_or(|to| **seq <= to);
            for hidden in self.hidden.iter().filter(within).copied().collect::<Vec<_>>() {
                if from < hidden {
                    ranges.push((from, Some(hidden - 1)));
                }
                from = hidden + 1;
            }
            if to.is_none_or(|to| from <= to) {
                ranges.push((from, *to));
            }
        }
        ranges
    }

    /// The reader's role; none for the tenant's server, which sees and may do everything.
    pub fn role(&self) -> Option<Role> {
        self.role
    }

    /// What [`Visible::contains`] says, as a condition on a column of seqs.
    pub(crate) fn condition(&self, seq: &str) -> String {
        let within = |(from, to): &(i64, Option<i64>)| match to {
            Some(to) => format!("{seq} between {from} and {to}"),
            None => format!("{seq} >= {from}"),
        };
        let mut condition = match self.ranges.is_empty() {
            true => return "false".to_owned(),
            false => self.ranges.iter().map(within).collect::<Vec<_>>().join(" or "),
        };
        if self.cleared_seq > 0 {
            condition = format!("({condition}) and {seq} > {}", self.cleared_seq);
        }
        if !self.hidden.is_empty() {
            let hidden: Vec<_> = self.hidden.iter().map(ToString::to_string).collect();
            condition = format!("({condition}) and {seq} not in ({})", hidden.join(", "));
        }
        condition
    }
}

/// What the caller may see, or not found if they are no member.
pub async fn visible(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
) -> Result<Visible> {
    visible_in(ctx.db.reader(), scope, conversation_id).await
}

/// The same inside a transaction.
pub(crate) async fn visible_in(
    db: &impl ConnectionTrait,
    scope: &Scope,
    conversation_id: ConversationId,
) -> Result<Visible> {
    let conversation = conversations::find(db, scope.app_id, conversation_id).await?;
    let conversation = conversation.ok_or(Error::NotFound("conversation"))?;
    let Some(user_id) = scope.as_user() else {
        let (cleared_seq, hidden) = (0, BTreeSet::new());
        return Ok(Visible { ranges: vec![(1, None)], role: None, cleared_seq, hidden });
    };
    let member = super::find(db, scope.app_id, conversation_id, user_id).await?;
    let member = member.ok_or(Error::NotFound("conversation"))?;
    visible_to(db, &member, conversation.history()?).await
}

/// What a member may see of a conversation with this setting.
pub(crate) async fn visible_to(
    db: &impl ConnectionTrait,
    member: &model::Model,
    history: History,
) -> Result<Visible> {
    let ranges = match history {
        History::All => vec![(1, None)],
        History::SinceJoin => intervals(db, member).await?,
    };
    let (cleared_seq, hidden) = (member.cleared_seq, hidden::seqs(db, member).await?);
    Ok(Visible { ranges, role: Some(member.role()?), cleared_seq, hidden })
}

async fn intervals(
    db: &impl ConnectionTrait,
    member: &model::Model,
) -> Result<Vec<(i64, Option<i64>)>> {
    let intervals = interval::Entity::in_app(warbler_protocol::AppId(member.app_id))
        .filter(interval::Column::ConversationId.eq(member.conversation_id))
        .filter(interval::Column::UserId.eq(member.user_id.as_str()))
        .order_by_asc(interval::Column::FromSeq)
        .all(db)
        .await?;
    Ok(intervals.into_iter().map(|interval| (interval.from_seq, interval.to_seq)).collect())
}

/// What a user may see in each of their conversations; nothing for the tenant's server, which sees
/// everything.
pub(crate) async fn visible_everywhere(
    ctx: &Context,
    scope: &Scope,
) -> Result<Option<HashMap<Uuid, Visible>>> {
    let Some(user_id) = scope.as_user() else { return Ok(None) };
    let db = ctx.db.reader();
    // An interval per row, where they count.
    let sql = "select m.conversation_id, m.role, m.cleared_seq, m.hidden_count, c.history, \
            i.from_seq, i.to_seq \
        from members m join conversations c on c.app_id = m.app_id \
            and c.id = m.conversation_id and c.deleted_at is null \
        left join member_intervals i on c.history = 'since_join' and i.app_id = m.app_id \
            and i.conversation_id = m.conversation_id and i.user_id = m.user_id \
        where m.app_id = $1 and m.user_id = $2 and m.active \
        order by m.conversation_id, i.from_seq";
    let values = vec![scope.app_id.0.into(), user_id.as_str().into()];
    let rows = Mine::find_by_statement(statement(db, sql, values)).all(db).await?;
    let hides = rows.iter().any(|row| row.hidden_count > 0);
    let mut seen: HashMap<Uuid, Visible> = HashMap::new();
    for row in rows {
        let ranges = match from_word(&row.history)? {
            History::All => vec![(1, None)],
            History::SinceJoin => Vec::from_iter(row.from_seq.map(|from| (from, row.to_seq))),
        };
        let (role, cleared_seq) = (Some(from_word(&row.role)?), row.cleared_seq);
        let visible = Visible { ranges: Vec::new(), role, cleared_seq, hidden: BTreeSet::new() };
        seen.entry(row.conversation_id).or_insert(visible).ranges.extend(ranges);
    }
    if hides {
        for (conversation_id, seq) in hidden::of_user(db, scope.app_id, user_id).await? {
            if let Some(visible) = seen.get_mut(&conversation_id) {
                visible.hidden.insert(seq);
            }
        }
    }
    Ok(Some(seen))
}

/// A membership of one user, with one of its intervals.
#[derive(FromQueryResult)]
struct Mine {
    conversation_id: Uuid,
    role: String,
    cleared_seq: i64,
    hidden_count: i64,
    history: String,
    from_seq: Option<i64>,
    to_seq: Option<i64>,
}

/// The members who may not see what was sent at one of these seqs: those of a `since_join`
/// conversation who were none then, and those who deleted it for themselves.
pub(crate) async fn blind_to(
    db: &impl ConnectionTrait,
    app_id: AppId,
    conversation_id: ConversationId,
    seqs: &[i64],
) -> Result<Vec<UserId>> {
    let mut blind = HashSet::new();
    for seq in seqs {
        blind.extend(blind_to_one(db, app_id, conversation_id, *seq).await?);
    }
    Ok(blind.into_iter().collect())
}

async fn blind_to_one(
    db: &impl ConnectionTrait,
    app_id: AppId,
    conversation_id: ConversationId,
    seq: i64,
) -> Result<Vec<UserId>> {
    let sql = "select m.user_id from conversations c join members m \
            on m.app_id = c.app_id and m.conversation_id = c.id and m.active \
        where c.app_id = $1 and c.id = $2 and c.history = 'since_join' and m.joined_seq > $3 \
            and not exists (select 1 from member_intervals i where i.app_id = m.app_id \
                and i.conversation_id = m.conversation_id and i.user_id = m.user_id \
                and i.from_seq <= $3 and i.to_seq >= $3) \
        union all select user_id from hidden_messages \
            where app_id = $1 and conversation_id = $2 and seq = $3 \
        union all select user_id from members where app_id = $1 and conversation_id = $2 \
            and cleared_seq >= $3 and cleared_seq > 0";
    let values = vec![app_id.0.into(), conversation_id.0.into(), seq.into()];
    let rows = db.query_all_raw(statement(db, sql, values)).await?;
    rows.iter()
        .map(|row| {
            let id: String = row.try_get("", "user_id")?;
            id.parse().map_err(|_| Error::Corrupt(format!("user id {id:?}")))
        })
        .collect()
}
