//! Starting conversations.

use super::{Column, Entity, Model, model, render};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    blocks,
    log::{Audience, Draft, Effect, Head, Writer},
    members::{self, Joining},
    names, support, users,
    validate::{self, encode, no_nul, rules, word},
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, IntoActiveModel as _,
    QueryFilter as _,
};
use std::collections::HashSet;
use warbler_protocol::{
    AppId, Conversation, ConversationId, ConversationKind, CreateConversation, EventKind, History,
    KeyScope, NewMember, Permission, Role, UserId, Visibility,
};

/// A conversation, and whether it is a new one.
#[derive(Clone, Debug)]
pub struct Created {
    pub conversation: Conversation,
    pub created: bool,
}

/// Starts a conversation. Where its key, or the pair of a direct one, is there already, that one is
/// answered and nothing changes.
pub async fn create(ctx: &Context, scope: &Scope, input: CreateConversation) -> Result<Created> {
    scope.require_if_server(KeyScope::ConversationsWrite)?;
    scope.permit(creation(input.kind))?;
    let plan = Plan::new(scope, input)?;
    let ids: Vec<_> = plan.members.iter().map(|member| member.user_id.clone()).collect();
    users::require(ctx, scope.app_id, &ids, "/members").await?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    if let Some(there) = plan.find(writer.tx(), scope.app_id).await? {
        drop(writer);
        return existing(ctx, scope, &there).await;
    }
    let conversation = plan.honour_blocks(&writer, scope).await?.write(&mut writer, scope).await?;
    if conversation.kind == ConversationKind::Support {
        support::open(&mut writer, scope, &conversation).await?;
    }
    writer.commit().await?;
    Ok(Created { conversation, created: true })
}

/// The direct conversation of the caller with another user, made if it is not there yet.
pub async fn direct(ctx: &Context, scope: &Scope, with: UserId) -> Result<ConversationId> {
    let pair = pair_of([scope.user()?, &with]);
    let there = by_pair(ctx.db.reader(), scope.app_id, &pair).await?;
    if let Some(there) = there {
        return Ok(there.id());
    }
    let input = CreateConversation {
        kind: ConversationKind::Direct,
        key: None,
        name: None,
        description: None,
        avatar_url: None,
        visibility: Default::default(),
        history: None,
        posting: Default::default(),
        metadata: Default::default(),
        members: vec![NewMember { user_id: with, role: Role::Member }],
    };
    Ok(create(ctx, scope, input).await?.conversation.id)
}

/// A conversation of the desk's own, which has no members yet, under the lock.
pub(crate) async fn create_internal(
    writer: &mut Writer<'_>,
    scope: &Scope,
    name: Option<&str>,
) -> Result<ConversationId> {
    let input = CreateConversation {
        kind: ConversationKind::Internal,
        key: None,
        name: name.map(str::to_owned),
        description: None,
        avatar_url: None,
        visibility: Default::default(),
        history: None,
        posting: Default::default(),
        metadata: Default::default(),
        members: Vec::new(),
    };
    Ok(Plan::of(input)?.write(writer, scope).await?.id)
}

fn creation(kind: ConversationKind) -> Permission {
    match kind {
        ConversationKind::Direct => Permission::ConversationsCreateDirect,
        ConversationKind::Channel => Permission::ConversationsCreateChannel,
        ConversationKind::Support => Permission::ConversationsCreateSupport,
        // Internal ones are for servers alone, whatever is granted.
        ConversationKind::Group | ConversationKind::Internal => {
            Permission::ConversationsCreateGroup
        }
    }
}

async fn existing(ctx: &Context, scope: &Scope, there: &Model) -> Result<Created> {
    let conversation = match super::get(ctx, scope, there.id()).await {
        // A key is the tenant's own; that it is taken may be told, by whom may not.
        Err(Error::NotFound(_)) => return Err(Error::conflict("the key is taken")),
        found => found?,
    };
    Ok(Created { conversation, created: false })
}

/// A conversation that is about to be made.
pub(super) struct Plan {
    input: CreateConversation,
    metadata: String,
    pub(super) members: Vec<NewMember>,
    pub(super) pair: Option<String>,
    /// Of a direct conversation: who has blocked the other already.
    blocked_by: Option<String>,
}

impl Plan {
    fn new(scope: &Scope, mut input: CreateConversation) -> Result<Self> {
        rules(&input)?;
        no_nul("/key", input.key.as_deref())?;
        no_nul("/name", input.name.as_deref())?;
        no_nul("/description", input.description.as_deref())?;
        no_nul("/avatar_url", input.avatar_url.as_deref())?;
        if input.kind == ConversationKind::Internal && scope.as_user().is_some() {
            return Err(Error::forbidden("internal conversations are not for users"));
        }
        if let Some(user_id) = scope.as_user() {
            input.members.retain(|member| member.user_id != *user_id);
            // Customers belong to their question, not the question to them.
            let role = match input.kind {
                ConversationKind::Support => Role::Member,
                _ => Role::Owner,
            };
            input.members.insert(0, NewMember { user_id: user_id.clone(), role });
        }
        if input.kind == ConversationKind::Support {
            private(&input)?;
        }
        Self::of(input)
    }

    /// The plan for input whose names were checked.
    pub(super) fn of(mut input: CreateConversation) -> Result<Self> {
        let metadata = validate::metadata("/metadata", &input.metadata)?;
        let mut members = std::mem::take(&mut input.members);
        let mut seen = HashSet::new();
        members.retain(|member| seen.insert(member.user_id.clone()));
        let pair = match input.kind {
            ConversationKind::Direct => Some(pair(&mut members)?),
            _ => None,
        };
        Ok(Self { input, metadata, members, pair, blocked_by: None })
    }

    /// Under the lock: nobody begins a direct conversation across a block, and who blocked the caller
    /// is left out of others.
    async fn honour_blocks(mut self, writer: &Writer<'_>, scope: &Scope) -> Result<Self> {
        let (tx, app_id) = (writer.tx(), scope.app_id);
        match (&self.pair, &*self.members) {
            (Some(_), [one, other]) => {
                let users = [&one.user_id, &other.user_id];
                self.blocked_by = blocks::between(tx, app_id, users).await?;
                members::may_speak(&self.head(), scope.as_user(), None, writer.now())?;
            }
            _ => self.members = blocks::without_blockers(tx, scope, self.members).await?,
        }
        Ok(self)
    }

    async fn find(&self, db: &impl ConnectionTrait, app_id: AppId) -> Result<Option<Model>> {
        if let Some(pair) = &self.pair {
            return by_pair(db, app_id, pair).await;
        }
        let Some(key) = &self.input.key else { return Ok(None) };
        let query = Entity::in_app(app_id).filter(Column::Key.eq(key.as_str()));
        Ok(query.one(db).await?)
    }

    async fn write(self, writer: &mut Writer<'_>, scope: &Scope) -> Result<Conversation> {
        let row = self.row(scope, writer.now().0)?;
        let (app_id, conversation_id) = (scope.app_id, row.id());
        writer.know((app_id, conversation_id), self.head());
        row.clone().into_active_model().insert(writer.tx()).await?;
        if row.name.is_some() {
            names::keep_conversations(writer.tx(), app_id, &[row.named()?]).await?;
        }

        let users = self.members.iter().map(|member| member.user_id.clone()).collect();
        let draft = Draft {
            app_id,
            conversation_id,
            kind: EventKind::ConversationCreated,
            sender_id: scope.as_user().cloned(),
            audience: Audience::Members,
            effect: Effect::Joined(users),
            hidden_from: Vec::new(),
        };
        let place = writer.append(&draft)?;
        let joining = Joining { app_id, conversation_id, place };
        let members = members::enter(writer, joining, self.members).await?;
        let row = Model { last_seq: place.seq, ..row };
        let conversation = Conversation { members, ..row.conversation()? };
        writer.write(draft, place, &encode(&conversation)?, None);
        Ok(render::as_created(conversation, scope.as_user()))
    }

    pub(super) fn row(&self, scope: &Scope, now: i64) -> Result<Model> {
        let input = &self.input;
        Ok(model::Model {
            app_id: scope.app_id.0,
            id: ConversationId::generate().0,
            kind: word(&input.kind)?,
            key: input.key.clone(),
            pair: self.pair.clone(),
            name: input.name.clone(),
            description: input.description.clone(),
            avatar_url: input.avatar_url.clone(),
            visibility: word(&input.visibility)?,
            history: word(&self.history())?,
            posting: word(&input.posting)?,
            blocked_by: self.blocked_by.clone(),
            metadata: self.metadata.clone(),
            created_by: scope.as_user().map(ToString::to_string),
            member_count: self.count(),
            last_seq: 0,
            last_ordinal: 0,
            last_position: 0,
            active_position: 0,
            created_at: now,
            updated_at: now,
            deleted_at: None,
        })
    }

    pub(super) fn head(&self) -> Head {
        Head {
            kind: self.input.kind,
            posting: self.input.posting,
            blocked_by: self.blocked_by.clone(),
            member_count: self.count(),
            last_seq: 0,
            last_ordinal: 0,
            last_position: 0,
            active_position: 0,
        }
    }

    fn history(&self) -> History {
        self.input.history.unwrap_or(match self.input.kind {
            ConversationKind::Group => History::SinceJoin,
            _ => History::All,
        })
    }

    pub(super) fn count(&self) -> i64 {
        i64::try_from(self.members.len()).unwrap_or(i64::MAX)
    }
}

/// Operators see what was said before they came, and nobody else joins.
fn private(input: &CreateConversation) -> Result<()> {
    if input.visibility == Visibility::Public {
        return Err(Error::field("/visibility", "forbidden", "support conversations are private"));
    }
    match input.history {
        Some(History::SinceJoin) => Err(Error::field(
            "/history",
            "forbidden",
            "operators see all of a support conversation",
        )),
        _ => Ok(()),
    }
}

/// Both sides of a direct conversation are plain members.
fn pair(members: &mut [NewMember]) -> Result<String> {
    for member in members.iter_mut() {
        member.role = Role::Member;
    }
    match &*members {
        [one, other] => Ok(pair_of([&one.user_id, &other.user_id])),
        _ => Err(Error::field("/members", "length", "a direct conversation has two members")),
    }
}

/// Both users in one order. User ids hold no spaces, so no two pairs are written alike.
pub(super) fn pair_of(mut users: [&UserId; 2]) -> String {
    users.sort();
    format!("{} {}", users[0], users[1])
}

async fn by_pair(db: &impl ConnectionTrait, app_id: AppId, pair: &str) -> Result<Option<Model>> {
    Ok(Entity::in_app(app_id).filter(Column::Pair.eq(pair)).one(db).await?)
}
