//! Receipts entering the log, many in one transaction and one entry per member.

use super::{Move, What};
use crate::{
    Error, Result, blocks,
    log::{Audience, Draft, Effect, HEAD_COLUMNS, Head, Writer},
    members::{Model, RECEIPTS_SHOWN},
    sql::{Rows, Type, column},
    validate::encode,
};
use sea_orm::{FromQueryResult as _, QueryResult};
use std::collections::HashMap;
use warbler_protocol::{AppId, ConversationId, EventKind, Receipt, ReceiptUpdated, UserId};

type Key = (AppId, ConversationId, UserId);

/// Moves what moves and answers, in the same order, where each then stands.
pub(crate) async fn append(
    writer: &mut Writer<'_>,
    moves: Vec<&Move>,
) -> Result<Vec<Result<Receipt>>> {
    if moves.is_empty() {
        return Ok(Vec::new());
    }
    // Messages of the same batch count, and their senders' rows may be the ones to move.
    writer.flush().await?;
    let found = look_up(writer, &moves).await?;
    let mut members: HashMap<Key, State> = HashMap::new();
    let mut answers = Vec::with_capacity(moves.len());
    for (wanted, found) in moves.iter().zip(found) {
        let Some(found) = found else {
            answers.push(Err(Error::NotFound("conversation")));
            continue;
        };
        let conversation = (wanted.app_id, wanted.conversation_id);
        writer.know(conversation, found.head);
        let head = writer.known(conversation).ok_or(Error::NotFound("conversation"))?;
        let key = (wanted.app_id, wanted.conversation_id, wanted.user_id.clone());
        let state = members.entry(key).or_insert_with(|| State::new(found.member));
        state.apply(wanted, head, found.ordinal);
        answers.push(Ok(state.receipt(&wanted.user_id)));
    }
    store(writer, members).await?;
    Ok(answers)
}

struct Found {
    head: Head,
    member: Model,
    /// Of the last message at or before the entry that was named.
    ordinal: i64,
}

async fn look_up(writer: &Writer<'_>, moves: &[&Move]) -> Result<Vec<Option<Found>>> {
    let mut rows = Rows::new([
        column("n", Type::Int),
        column("app_id", Type::Uuid),
        column("conversation_id", Type::Uuid),
        column("user_id", Type::Text),
        column("seq", Type::Int),
    ]);
    for (n, wanted) in (0_i64..).zip(moves) {
        rows.push([
            n.into(),
            wanted.app_id.0.into(),
            wanted.conversation_id.0.into(),
            wanted.user_id.as_str().into(),
            wanted.seq.unwrap_or(i64::MAX).into(),
        ]);
    }
    let sql = format!(
        "select v.n, {HEAD_COLUMNS}, m.*, (select x.ordinal from messages x \
             where x.app_id = v.app_id and x.id = (select e.message_id from entries e \
                 where e.app_id = v.app_id and e.conversation_id = v.conversation_id \
                 and e.seq <= v.seq and e.kind = 'message.created' and e.uncounted is null \
                 order by e.seq desc limit 1)) as ordinal \
         from v join conversations c on c.app_id = v.app_id and c.id = v.conversation_id \
             and c.deleted_at is null \
         join members m on m.app_id = v.app_id and m.conversation_id = v.conversation_id \
             and m.user_id = v.user_id and m.active"
    );
    let mut found: Vec<_> = moves.iter().map(|_| None).collect();
    for row in rows.query(writer.tx(), &sql).await? {
        let n = usize::try_from(row.try_get::<i64>("", "n")?).unwrap_or(usize::MAX);
        if let Some(slot) = found.get_mut(n) {
            *slot = Some(read(&row)?);
        }
    }
    Ok(found)
}

fn read(row: &QueryResult) -> Result<Found> {
    let ordinal: Option<i64> = row.try_get("", "ordinal")?;
    Ok(Found {
        head: Head::from_row(row)?,
        member: Model::from_query_result(row, "")?,
        ordinal: ordinal.unwrap_or_default(),
    })
}

/// One membership while the batch goes over it.
struct State {
    before: Model,
    after: Model,
}

impl State {
    fn new(member: Model) -> Self {
        Self { before: member.clone(), after: member }
    }

    fn apply(&mut self, wanted: &Move, head: &Head, ordinal: i64) {
        let at_head = wanted.seq.is_none_or(|seq| seq >= head.last_seq);
        let seq = wanted.seq.unwrap_or(head.last_seq).min(head.last_seq);
        let member = &mut self.after;
        match wanted.what {
            What::MarkUnread => member.marked_unread = true,
            What::Delivered => member.delivered_seq = member.delivered_seq.max(seq),
            What::Read => {
                let ordinal = if at_head { head.last_ordinal } else { ordinal };
                member.read_seq = member.read_seq.max(seq);
                member.read_ordinal = member.read_ordinal.max(ordinal);
                member.delivered_seq = member.delivered_seq.max(seq);
                member.marked_unread = false;
            }
        }
    }

    fn receipt(&self, user_id: &UserId) -> Receipt {
        Receipt {
            user_id: user_id.clone(),
            read_seq: self.after.read_seq,
            delivered_seq: self.after.delivered_seq,
        }
    }

    /// Others are told where there are few enough to care, and of reminders never.
    fn audience(&self, user_id: &UserId, head: &Head) -> Audience {
        let moved = self.before.read_seq != self.after.read_seq
            || self.before.delivered_seq != self.after.delivered_seq;
        match moved && !self.after.marked_unread && head.member_count <= RECEIPTS_SHOWN {
            true => Audience::Members,
            false => Audience::User(user_id.clone()),
        }
    }
}

async fn store(writer: &mut Writer<'_>, mut members: HashMap<Key, State>) -> Result<()> {
    members.retain(|_, state| state.before != state.after);
    let estranged = members.iter().filter(|(_, state)| state.before.estranged);
    let estranged = estranged.map(|(key, _)| key.clone());
    let mut hidden_from = blocks::among(writer.tx(), estranged).await?;
    let mut rows = Rows::new(COLUMNS);
    for (key, state) in members {
        let hidden_from = hidden_from.remove(&key).unwrap_or_default();
        let (app_id, conversation_id, user_id) = key;
        let head = writer.known((app_id, conversation_id));
        let audience = state.audience(&user_id, head.ok_or(Error::NotFound("conversation"))?);
        let draft = Draft {
            app_id,
            conversation_id,
            kind: EventKind::ReceiptUpdated,
            sender_id: Some(user_id.clone()),
            audience,
            effect: Effect::None,
            hidden_from,
        };
        let place = writer.append(&draft)?;
        let receipt = state.receipt(&user_id);
        let marked_unread = state.after.marked_unread;
        let data = encode(&ReceiptUpdated { receipt, marked_unread })?;
        writer.write(draft, place, &data, None);
        rows.push([
            app_id.0.into(),
            conversation_id.0.into(),
            user_id.as_str().into(),
            state.after.read_seq.into(),
            state.after.read_ordinal.into(),
            state.after.delivered_seq.into(),
            marked_unread.into(),
            place.position.into(),
        ]);
    }
    let sql = "update members set read_seq = v.read_seq, read_ordinal = v.read_ordinal, \
        delivered_seq = v.delivered_seq, marked_unread = v.marked_unread, \
        changed_position = v.changed_position from v \
        where members.app_id = v.app_id and members.conversation_id = v.conversation_id \
        and members.user_id = v.user_id";
    Ok(rows.execute(writer.tx(), sql).await?)
}

const COLUMNS: [crate::sql::Column; 8] = [
    column("app_id", Type::Uuid),
    column("conversation_id", Type::Uuid),
    column("user_id", Type::Text),
    column("read_seq", Type::Int),
    column("read_ordinal", Type::Int),
    column("delivered_seq", Type::Int),
    column("marked_unread", Type::Bool),
    column("changed_position", Type::Int),
];
