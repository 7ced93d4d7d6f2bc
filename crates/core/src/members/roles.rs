//! Roles changing hands. Each change is an entry.

use super::{Column, Entity, Model};
use crate::{
    Result, Scope,
    access::InApp as _,
    log::{Audience, Draft, Effect, Writer},
    sql::statement,
    validate::{encode, word},
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, FromQueryResult as _, QueryFilter as _, sea_query::Expr,
};
use warbler_protocol::{ConversationId, EventKind, Member, Role};

/// Gives a member a role. One that they have already changes nothing.
pub(super) async fn give(
    writer: &mut Writer<'_>,
    scope: &Scope,
    member: &Model,
    role: Role,
) -> Result<Member> {
    let changed = Member { role, ..member.member(false)? };
    if member.role()? == role {
        return Ok(changed);
    }
    let draft = Draft {
        app_id: scope.app_id,
        conversation_id: ConversationId(member.conversation_id),
        kind: EventKind::MemberUpdated,
        sender_id: scope.as_user().cloned(),
        audience: Audience::Members,
        effect: Effect::None,
        hidden_from: Vec::new(),
    };
    let place = writer.append(&draft)?;
    Entity::update_in_app(scope.app_id)
        .filter(Column::ConversationId.eq(member.conversation_id))
        .filter(Column::UserId.eq(member.user_id.as_str()))
        .col_expr(Column::Role, Expr::value(word(&role)?))
        .col_expr(Column::ChangedPosition, Expr::value(place.position))
        .exec(writer.tx())
        .await?;
    writer.write(draft, place, &encode(&changed)?, None);
    Ok(changed)
}

/// After an owner is gone: where none is left, the one with the highest role who is there longest
/// becomes owner. A conversation that never had one stays without.
pub(super) async fn succeed(writer: &mut Writer<'_>, scope: &Scope, gone: &Model) -> Result<()> {
    if gone.role()? != Role::Owner {
        return Ok(());
    }
    let sql = "select m.* from members m join users u on u.app_id = m.app_id and u.id = m.user_id \
        where m.app_id = $1 and m.conversation_id = $2 and m.active and u.deactivated_at is null \
        order by case m.role when 'owner' then 0 when 'admin' then 1 when 'moderator' then 2 \
            when 'member' then 3 else 4 end, m.joined_seq, m.user_id limit 1";
    let values = vec![gone.app_id.into(), gone.conversation_id.into()];
    let heir = writer.tx().query_one_raw(statement(writer.tx(), sql, values)).await?;
    if let Some(heir) = heir {
        give(writer, scope, &Model::from_query_result(&heir, "")?, Role::Owner).await?;
    }
    Ok(())
}
