//! Becoming a member.

use super::{
    Model, fold_of_members,
    rights::{caller_role, may_give},
};
use crate::{
    Context, Error, Result, Scope, bans, blocks, conversations,
    log::{Audience, Draft, Effect, Place, Writer},
    sql::{Rows, Type, column},
    users,
    validate::{encode, rules, word},
};
use std::collections::HashSet;
use warbler_protocol::{
    AddMembers, AppId, ConversationId, ConversationKind, EventKind, KeyScope, Member, MembersAdded,
    NewMember, Permission, Role, UserId, Visibility,
};

/// Makes users members, in one entry. Those who are members already stay as they are.
pub async fn add(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: AddMembers,
) -> Result<MembersAdded> {
    scope.require_if_server(KeyScope::ConversationsWrite)?;
    scope.permit(Permission::MembersAdd)?;
    rules(&input)?;
    let ids: Vec<_> = input.members.iter().map(|member| member.user_id.clone()).collect();
    super::visible(ctx, scope, conversation_id).await?;
    users::require(ctx, scope.app_id, &ids, "/members").await?;
    admit(ctx, scope, conversation_id, input.members, Way::Added).await
}

/// Makes the caller a member of a public conversation.
pub async fn join(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
) -> Result<MembersAdded> {
    let user_id = scope.user()?.clone();
    scope.permit(Permission::ConversationsJoin)?;
    let found = conversations::find(ctx.db.reader(), scope.app_id, conversation_id).await?;
    match found.map(|found| found.visibility()).transpose()? {
        Some(Visibility::Public) => {}
        _ => return Err(Error::NotFound("conversation")),
    }
    let member = NewMember { user_id, role: Role::Member };
    admit(ctx, scope, conversation_id, vec![member], Way::Joined).await
}

/// How one becomes a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// By the tenant's server, or by an admin: a ban ends with it.
    Added,
    /// By themselves.
    Joined,
}

impl Way {
    fn is_open(self, scope: &Scope, caller: Option<Role>, visibility: Visibility) -> bool {
        match self {
            Self::Added => scope.as_user().is_none() || caller >= Some(Role::Admin),
            Self::Joined => visibility == Visibility::Public,
        }
    }
}

async fn admit(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    new: Vec<NewMember>,
    way: Way,
) -> Result<MembersAdded> {
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let head = writer.head(scope.app_id, conversation_id).await?.clone();
    let conversation = conversations::find(writer.tx(), scope.app_id, conversation_id).await?;
    let conversation = conversation.ok_or(Error::NotFound("conversation"))?;
    let role = caller_role(&writer, scope, conversation_id).await?;
    if !way.is_open(scope, role, conversation.visibility()?) {
        return Err(Error::forbidden("this role may not add members"));
    }
    if head.kind == ConversationKind::Direct {
        return Err(Error::conflict("a direct conversation has exactly two members"));
    }
    may_give(role, new.iter().map(|member| member.role).max())?;
    let new = without_members(&writer, scope.app_id, conversation_id, new).await?;
    let new = blocks::without_blockers(writer.tx(), scope, new).await?;
    if new.is_empty() {
        return Ok(MembersAdded { members: vec![], member_count: head.member_count, by: None });
    }
    let count = head.member_count + i64::try_from(new.len()).unwrap_or(i64::MAX);
    conversations::check_size(head.kind, count)?;
    let users: Vec<_> = new.iter().map(|member| member.user_id.clone()).collect();
    match way {
        Way::Added => bans::lift_bans(&writer, scope.app_id, conversation_id, &users).await?,
        Way::Joined => bans::require_none(&writer, scope.app_id, conversation_id, &users).await?,
    }
    let added = append(&mut writer, scope, conversation_id, new).await?;
    writer.commit().await?;
    Ok(added)
}

/// Makes users members under the lock, whoever may. Those who are members already stay as they are.
/// The head must be known.
pub(crate) async fn bring_in(
    writer: &mut Writer<'_>,
    scope: &Scope,
    conversation_id: ConversationId,
    new: Vec<NewMember>,
) -> Result<()> {
    let new = without_members(writer, scope.app_id, conversation_id, new).await?;
    match new.is_empty() {
        true => Ok(()),
        false => append(writer, scope, conversation_id, new).await.map(drop),
    }
}

async fn append(
    writer: &mut Writer<'_>,
    scope: &Scope,
    conversation_id: ConversationId,
    new: Vec<NewMember>,
) -> Result<MembersAdded> {
    let users: Vec<_> = new.iter().map(|member| member.user_id.clone()).collect();
    let draft = Draft {
        app_id: scope.app_id,
        conversation_id,
        kind: EventKind::MemberAdded,
        sender_id: scope.as_user().cloned(),
        audience: Audience::Members,
        effect: Effect::Joined(users),
        hidden_from: Vec::new(),
    };
    let place = writer.append(&draft)?;
    let head = writer.head(scope.app_id, conversation_id).await?;
    head.member_count += i64::try_from(new.len()).unwrap_or(i64::MAX);
    let member_count = head.member_count;
    let joining = Joining { app_id: scope.app_id, conversation_id, place };
    let members = enter(writer, joining, new).await?;
    let added = MembersAdded { members, member_count, by: scope.as_user().cloned() };
    writer.write(draft, place, &encode(&added)?, None);
    Ok(added)
}

/// Where and when users become members.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Joining {
    pub(crate) app_id: AppId,
    pub(crate) conversation_id: ConversationId,
    pub(crate) place: Place,
}

/// Writes the rows of new members. None of them may be one already.
pub(crate) async fn enter(
    writer: &Writer<'_>,
    joining: Joining,
    new: Vec<NewMember>,
) -> Result<Vec<Member>> {
    let Joining { app_id, conversation_id, place } = joining;
    let mut members = Rows::new(MEMBERS);
    let mut intervals = Rows::new(INTERVALS);
    for member in &new {
        members.push([
            app_id.0.into(),
            conversation_id.0.into(),
            member.user_id.as_str().into(),
            word(&member.role)?.into(),
            true.into(),
            writer.now().0.into(),
            place.seq.into(),
            place.ordinal.into(),
            place.seq.into(),
            place.ordinal.into(),
            place.seq.into(),
            place.position.into(),
        ]);
        intervals.push([
            app_id.0.into(),
            conversation_id.0.into(),
            member.user_id.as_str().into(),
            place.seq.into(),
        ]);
    }
    let again = "on conflict (app_id, conversation_id, user_id) do update set \
        role = excluded.role, active = excluded.active, joined_at = excluded.joined_at, \
        joined_seq = excluded.joined_seq, joined_ordinal = excluded.joined_ordinal, read_seq = excluded.read_seq, \
        read_ordinal = excluded.read_ordinal, delivered_seq = excluded.delivered_seq, \
        marked_unread = false, changed_position = excluded.changed_position, \
        muted_until = null, hidden_ordinal = null, archived = false, pinned = false, \
        own_metadata = null";
    members.insert(writer.tx(), "members", again).await?;
    intervals.insert(writer.tx(), "member_intervals", "").await?;
    let entered = new.iter().map(|member| (conversation_id, &member.user_id));
    fold_of_members(writer, app_id, entered).await?;
    let joined_at = writer.now();
    let member = |NewMember { user_id, role }| Member {
        user_id,
        role,
        joined_at,
        read_seq: None,
        delivered_seq: None,
    };
    Ok(new.into_iter().map(member).collect())
}

/// Leaves out who is a member already and who is named twice.
async fn without_members(
    writer: &Writer<'_>,
    app_id: AppId,
    conversation_id: ConversationId,
    new: Vec<NewMember>,
) -> Result<Vec<NewMember>> {
    let ids: HashSet<_> = new.iter().map(|member| member.user_id.as_str()).collect();
    let there = super::among(writer.tx(), app_id, conversation_id, ids).await?;
    let mut seen: HashSet<UserId> = there.iter().map(Model::user_id).collect::<Result<_>>()?;
    Ok(new.into_iter().filter(|member| seen.insert(member.user_id.clone())).collect())
}

const MEMBERS: [crate::sql::Column; 12] = [
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
    column("changed_position", Type::Int),
];

const INTERVALS: [crate::sql::Column; 4] = [
    column("app_id", Type::Uuid),
    column("conversation_id", Type::Uuid),
    column("user_id", Type::Text),
    column("from_seq", Type::Int),
];
