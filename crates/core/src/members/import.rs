//! Members as an import has them.
//!
//! Those with `numbers` stand where they stood: the entries that say how they came are in the file.
//! The others join here, many in one entry.

mod own;

pub(crate) use own::Hidden;

use super::{
    fold_of_members,
    numbers::{check, is_active, joined_at, joined_seq},
};
use crate::{
    Error, Result, conversations,
    log::{Draft, Effect, Imported, Place, Writer},
    sql::{Rows, Type, column, nullable},
    validate::{encode, word},
};
use own::Own;
use serde_json::Value;
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;
use warbler_protocol::{
    AppId, ConversationId, ConversationKind, EventKind, Member, MemberNumbers, MemberRecord,
    MembersAdded, NewMember, Timestamp, UserId,
};

type Key = (ConversationId, UserId);

/// Most members who join in one entry.
const MOST_AT_ONCE: usize = 100;

/// The members of one chunk: those who are there, and those who come.
pub(crate) struct Intake {
    app_id: AppId,
    known: HashSet<Key>,
    /// Who is about to join, in one entry.
    joining: Option<Joining>,
    members: Rows<14>,
    intervals: Rows<5>,
    own: Own,
    new: Vec<Key>,
    counts: HashMap<ConversationId, i64>,
}

struct Joining {
    conversation_id: ConversationId,
    at: Timestamp,
    members: Vec<NewMember>,
}

impl Intake {
    /// Looks up who is a member, or was.
    pub(crate) async fn load(
        writer: &Writer<'_>,
        app_id: AppId,
        keys: BTreeSet<Key>,
    ) -> Result<Self> {
        let mut rows = Rows::new([
            column("app_id", Type::Uuid),
            column("conversation_id", Type::Uuid),
            column("user_id", Type::Text),
        ]);
        for (conversation_id, user_id) in keys {
            rows.push([app_id.0.into(), conversation_id.0.into(), user_id.as_str().into()]);
        }
        let sql = "select m.conversation_id, m.user_id from v join members m \
            on m.app_id = v.app_id and m.conversation_id = v.conversation_id \
            and m.user_id = v.user_id";
        let mut known = HashSet::new();
        for row in rows.query(writer.tx(), sql).await? {
            let id: String = row.try_get("", "user_id")?;
            let id = id.parse().map_err(|_| Error::Corrupt(format!("user id {id:?}")))?;
            known.insert((ConversationId(row.try_get::<Uuid>("", "conversation_id")?), id));
        }
        let (members, intervals) = (Rows::new(MEMBERS), Rows::new(INTERVALS));
        let (own, new, counts) = (Own::new(), Vec::new(), HashMap::new());
        Ok(Self { app_id, known, joining: None, members, intervals, own, new, counts })
    }

    /// The first members of a conversation that begins with them.
    pub(crate) fn begin(
        &mut self,
        conversation_id: ConversationId,
        place: Place,
        at: Timestamp,
        members: &[NewMember],
    ) -> Result<()> {
        members.iter().try_for_each(|member| {
            self.known.insert((conversation_id, member.user_id.clone()));
            self.push(conversation_id, member, at, place.position, &joined_at(place))
        })
    }

    /// Takes a member, and what they wrote only if they may still be heard. Answers whether they are
    /// new.
    pub(crate) fn take(
        &mut self,
        writer: &mut Writer<'_>,
        conversation_id: ConversationId,
        record: &MemberRecord,
        heard: bool,
    ) -> Result<bool> {
        let key = (conversation_id, record.user_id.clone());
        if self.known.contains(&key) {
            return Ok(false);
        }
        let head = writer.known((self.app_id, conversation_id));
        let head = head.ok_or(Error::NotFound("conversation"))?;
        Own::check(record, head.last_ordinal)?;
        let position = head.last_position;
        let at = record.joined_at.unwrap_or(writer.now());
        let member = NewMember { user_id: record.user_id.clone(), role: record.role };
        match &record.numbers {
            Some(numbers) => self.stand(writer, conversation_id, &member, at, numbers)?,
            None => self.join(writer, conversation_id, member, at)?,
        }
        self.own.take((self.app_id, conversation_id), record, position, heard)?;
        self.known.insert(key);
        Ok(true)
    }

    fn stand(
        &mut self,
        writer: &mut Writer<'_>,
        conversation_id: ConversationId,
        member: &NewMember,
        at: Timestamp,
        numbers: &MemberNumbers,
    ) -> Result<()> {
        let head = writer.known((self.app_id, conversation_id));
        let head = head.ok_or(Error::NotFound("conversation"))?;
        check(numbers, head.last_seq, head.last_ordinal)?;
        let (count, position) = (head.member_count, head.last_position);
        if is_active(numbers) {
            conversations::check_size(head.kind, count + 1)?;
            self.count(writer, conversation_id, count + 1);
        }
        self.push(conversation_id, member, at, position, numbers)
    }

    fn join(
        &mut self,
        writer: &mut Writer<'_>,
        conversation_id: ConversationId,
        member: NewMember,
        at: Timestamp,
    ) -> Result<()> {
        let fits = |joining: &Joining| {
            joining.conversation_id == conversation_id && joining.members.len() < MOST_AT_ONCE
        };
        if !self.joining.as_ref().is_some_and(fits) {
            self.settle(writer)?;
        }
        let head = writer.known((self.app_id, conversation_id));
        let head = head.ok_or(Error::NotFound("conversation"))?;
        if head.kind == ConversationKind::Direct {
            return Err(Error::conflict("a direct conversation has exactly two members"));
        }
        let (kind, count) = (head.kind, head.member_count + 1);
        conversations::check_size(kind, count)?;
        self.count(writer, conversation_id, count);
        let joining =
            self.joining.get_or_insert(Joining { conversation_id, at, members: Vec::new() });
        joining.members.push(member);
        Ok(())
    }

    /// Lets those join who are about to. Whatever comes next in a conversation comes after it.
    pub(crate) fn settle(&mut self, writer: &mut Writer<'_>) -> Result<()> {
        let Some(Joining { conversation_id, at, members }) = self.joining.take() else {
            return Ok(());
        };
        let head = writer.known((self.app_id, conversation_id));
        let member_count = head.map(|head| head.member_count).unwrap_or_default();
        let added = MembersAdded {
            members: members.iter().map(|member| joining(member, at)).collect(),
            member_count,
            by: None,
        };
        let effect = Effect::Joined(members.iter().map(|it| it.user_id.clone()).collect());
        let kind = EventKind::MemberAdded;
        let draft = Draft::imported((self.app_id, conversation_id), kind, None, effect);
        let data = encode(&added)?;
        let imported = Imported { at, data: Some(&data), message_id: None, uncounted: None };
        let place = writer.import(&draft, imported)?;
        members.iter().try_for_each(|member| {
            self.push(conversation_id, member, at, place.position, &joined_at(place))
        })
    }

    fn count(&mut self, writer: &mut Writer<'_>, conversation_id: ConversationId, count: i64) {
        writer.count_members((self.app_id, conversation_id), count);
        self.counts.insert(conversation_id, count);
    }

    fn push(
        &mut self,
        conversation_id: ConversationId,
        member: &NewMember,
        at: Timestamp,
        position: i64,
        numbers: &MemberNumbers,
    ) -> Result<()> {
        self.new.push((conversation_id, member.user_id.clone()));
        let (app_id, conversation_id) = (self.app_id.0, conversation_id.0);
        self.members.push([
            app_id.into(),
            conversation_id.into(),
            member.user_id.as_str().into(),
            word(&member.role)?.into(),
            is_active(numbers).into(),
            at.0.into(),
            joined_seq(numbers).into(),
            numbers.joined_ordinal.into(),
            numbers.read_seq.into(),
            numbers.read_ordinal.into(),
            numbers.delivered_seq.into(),
            numbers.own_last_ordinal.into(),
            numbers.marked_unread.into(),
            position.into(),
        ]);
        for (from, to) in &numbers.intervals {
            self.intervals.push([
                app_id.into(),
                conversation_id.into(),
                member.user_id.as_str().into(),
                (*from).into(),
                to.unwrap_or_default().into(),
            ]);
        }
        Ok(())
    }

    /// Writes those who are new. The conversations must be there. Answers what is to be written when
    /// the messages are, too.
    pub(crate) async fn store(self, writer: &Writer<'_>) -> Result<Hidden> {
        self.members.insert(writer.tx(), "members", "").await?;
        self.intervals.insert(writer.tx(), "member_intervals", "").await?;
        let hidden = self.own.store(writer).await?;
        let new = self.new.iter().map(|(conversation_id, user_id)| (*conversation_id, user_id));
        fold_of_members(writer, self.app_id, new).await?;
        let mut rows = Rows::new([
            column("app_id", Type::Uuid),
            column("id", Type::Uuid),
            column("count", Type::Int),
        ]);
        for (conversation_id, count) in self.counts {
            rows.push([self.app_id.0.into(), conversation_id.0.into(), count.into()]);
        }
        // The head is written with the commit too, but only where an entry was appended.
        let sql = "update conversations set member_count = v.count from v \
            where conversations.app_id = v.app_id and conversations.id = v.id";
        rows.execute(writer.tx(), sql).await?;
        Ok(hidden)
    }
}

/// A new member, as the event that makes them one shows them.
pub(crate) fn joining(member: &NewMember, at: Timestamp) -> Member {
    let NewMember { user_id, role } = member.clone();
    Member { user_id, role, joined_at: at, read_seq: None, delivered_seq: None }
}

/// The first members of a conversation, as its first event names them.
pub(crate) fn first(members: Value) -> Result<Vec<NewMember>> {
    let members: Vec<Member> = serde_json::from_value(members)
        .map_err(|_| Error::field("/created/members", "invalid", "are no members"))?;
    let new = |member: Member| NewMember { user_id: member.user_id, role: member.role };
    Ok(members.into_iter().map(new).collect())
}

const MEMBERS: [crate::sql::Column; 14] = [
    column("app_id", Type::Uuid),
    column("conversation_id", Type::Uuid),
    column("user_id", Type::Text),
    column("role", Type::Text),
    column("active", Type::Bool),
    column("joined_at", Type::Int),
    column("joined_seq", Type::Int),
    column("joined_ordinal", Type::Int),
    column("read_seq", Type::Int),
    column("read_ordinal", Type::Int),
    column("delivered_seq", Type::Int),
    column("own_last_ordinal", Type::Int),
    column("marked_unread", Type::Bool),
    column("changed_position", Type::Int),
];

const INTERVALS: [crate::sql::Column; 5] = [
    column("app_id", Type::Uuid),
    column("conversation_id", Type::Uuid),
    column("user_id", Type::Text),
    column("from_seq", Type::Int),
    nullable("to_seq", Type::Int),
];
