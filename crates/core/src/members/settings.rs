//! What is a member's own of a conversation: muted, hidden, archived, pinned, and metadata.
//!
//! A hidden conversation comes back with its next message: what is kept is how many there were, so
//! that bringing it back writes nothing. The archive keeps what is in it until the member takes it
//! out, mentions or not: whoever clears a list away does not want it to fill by what others write.

use super::{Column, Entity, Model};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    log::{Audience, Draft, Effect, Writer},
    validate::{encode, rules},
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, PaginatorTrait as _, QueryFilter as _, sea_query::Expr,
};
use warbler_protocol::{
    AppId, ConversationId, EventKind, MembershipSettings, Permission, UpdateMembership, UserId,
};

/// Most conversations that one user pins.
const MAX_PINNED: u64 = 100;
/// Longest metadata of a membership, in bytes of JSON.
const MAX_METADATA: usize = 2 * 1024;

/// Changes the caller's own settings of a conversation.
pub async fn update_settings(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    input: UpdateMembership,
) -> Result<MembershipSettings> {
    let user_id = scope.user()?;
    scope.permit(Permission::MembersUpdateSelf)?;
    rules(&input)?;
    let metadata = input.metadata.as_ref().map(metadata).transpose()?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let last_ordinal = writer.head(scope.app_id, conversation_id).await?.last_ordinal;
    let before = super::find(writer.tx(), scope.app_id, conversation_id, user_id).await?;
    let before = before.ok_or(Error::NotFound("conversation"))?;
    let mut after = before.clone();
    if let Some(muted_until) = input.muted_until {
        after.muted_until = muted_until.map(|until| until.0);
    }
    if let Some(hidden) = input.hidden {
        after.hidden_ordinal = hidden.then_some(last_ordinal);
    }
    after.archived = input.archived.unwrap_or(before.archived);
    after.pinned = input.pinned.unwrap_or(before.pinned);
    after.own_metadata = metadata.unwrap_or_else(|| before.own_metadata.clone());
    if after.pinned && !before.pinned {
        require_room_for_a_pin(&writer, scope.app_id, user_id).await?;
    }
    if after != before {
        announce(&mut writer, &after).await?;
        writer.commit().await?;
    }
    after.settings()
}

/// Writes a member's settings, and appends the news of them for that member alone.
pub(crate) async fn announce(writer: &mut Writer<'_>, member: &Model) -> Result<()> {
    let user_id = member.user_id()?;
    let draft = Draft {
        app_id: AppId(member.app_id),
        conversation_id: ConversationId(member.conversation_id),
        kind: EventKind::MembershipUpdated,
        sender_id: Some(user_id.clone()),
        audience: Audience::User(user_id),
        effect: Effect::None,
        hidden_from: Vec::new(),
    };
    let place = writer.append(&draft)?;
    writer.write(draft, place, &encode(&member.settings()?)?, None);
    Entity::update_in_app(AppId(member.app_id))
        .filter(Column::ConversationId.eq(member.conversation_id))
        .filter(Column::UserId.eq(member.user_id.as_str()))
        .col_expr(Column::MutedUntil, Expr::value(member.muted_until))
        .col_expr(Column::HiddenOrdinal, Expr::value(member.hidden_ordinal))
        .col_expr(Column::Archived, Expr::value(member.archived))
        .col_expr(Column::Pinned, Expr::value(member.pinned))
        .col_expr(Column::OwnMetadata, Expr::value(member.own_metadata.clone()))
        .col_expr(Column::SettingsPosition, Expr::value(place.position))
        .exec(writer.tx())
        .await?;
    Ok(())
}

/// A member's settings as they are now, for whoever tells of them late.
pub(crate) async fn settings_of(
    db: &impl ConnectionTrait,
    app_id: AppId,
    conversation_id: ConversationId,
    user_id: &UserId,
) -> Result<Option<MembershipSettings>> {
    let member = super::find(db, app_id, conversation_id, user_id).await?;
    member.map(|member| member.settings()).transpose()
}

/// Forgets what an erased user kept with their memberships.
pub(crate) async fn forget_metadata(
    db: &impl ConnectionTrait,
    app_id: AppId,
    user_id: &UserId,
) -> Result<()> {
    Entity::update_in_app(app_id)
        .filter(Column::UserId.eq(user_id.as_str()))
        .col_expr(Column::OwnMetadata, Expr::value(None::<String>))
        .exec(db)
        .await?;
    Ok(())
}

/// As it is stored: nothing where there is nothing in it.
pub(super) fn metadata(map: &serde_json::Map<String, serde_json::Value>) -> Result<Option<String>> {
    let json = encode(map)?;
    match json.len() {
        0..=2 => Ok(None),
        3..=MAX_METADATA => Ok(Some(json)),
        _ => Err(Error::field("/metadata", "length", "is longer than 2 KiB as JSON")),
    }
}

async fn require_room_for_a_pin(
    writer: &Writer<'_>,
    app_id: AppId,
    user_id: &UserId,
) -> Result<()> {
    let pinned = Entity::in_app(app_id)
        .filter(Column::UserId.eq(user_id.as_str()))
        .filter(Column::Active.eq(true))
        .filter(Column::Pinned.eq(true))
        .count(writer.tx())
        .await?;
    match pinned < MAX_PINNED {
        true => Ok(()),
        false => Err(Error::limit("100 conversations may be pinned")),
    }
}
