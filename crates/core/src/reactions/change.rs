//! Reacting, and taking it back.

use super::model::{Column, Entity, Model};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    log::{Audience, Draft, Effect, Place, Writer},
    members, messages,
    sql::statement,
    validate::encode,
};
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, QueryFilter as _};
use warbler_protocol::{
    ConversationId, EventKind, MessageId, Permission, ReactionChanged, ReactionCount, Role, UserId,
};

/// Longest key, in characters: an emoji may be made of several.
const MAX_KEY: usize = 32;
/// Most different keys on one message.
const MAX_KEYS: usize = 20;

/// The caller reacts to a message.
pub async fn add(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    id: MessageId,
    key: &str,
) -> Result<ReactionChanged> {
    change(ctx, scope, (conversation_id, id), key, true).await
}

/// The caller takes a reaction back.
pub async fn remove(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    id: MessageId,
    key: &str,
) -> Result<ReactionChanged> {
    change(ctx, scope, (conversation_id, id), key, false).await
}

async fn change(
    ctx: &Context,
    scope: &Scope,
    (conversation_id, id): (ConversationId, MessageId),
    key: &str,
    wanted: bool,
) -> Result<ReactionChanged> {
    let user_id = scope.user()?;
    scope.permit(Permission::MessagesReact)?;
    check_key(key)?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let (message, role) = messages::lock(&mut writer, scope, conversation_id, id).await?;
    if role.is_some_and(|role| role < Role::Member) {
        return Err(Error::forbidden("this role may not react"));
    }
    members::require_voice(&mut writer, scope, conversation_id).await?;
    let before = find(&writer, scope, id, key).await?;
    let mut counts = message.reactions()?;
    let changed = |count| ReactionChanged {
        message_id: id,
        key: key.to_owned(),
        user_id: user_id.clone(),
        count,
    };
    if before.as_ref().is_some_and(|before| before.active) == wanted {
        return Ok(changed(count_of(&counts, key)));
    }
    if message.recalled_at.is_some() {
        return Err(Error::conflict("the message was recalled"));
    }
    let changed = changed(tally(&mut counts, key, wanted)?);
    let draft = draft(&writer, scope, &message, wanted).await?;
    let large = writer.head(scope.app_id, conversation_id).await?.is_large();
    let place = match large {
        true => writer.append_news(&draft)?,
        false => writer.append(&draft)?,
    };
    if let Some(before) = &before {
        writer.blank(&[before.position]).await?;
    }
    store(&writer, &message, user_id, key, (wanted, place)).await?;
    let position = large.then_some(place.position);
    messages::set_reactions(&writer, &message, &counts, position).await?;
    writer.write(draft, place, &encode(&changed)?, Some(id));
    writer.commit().await?;
    Ok(changed)
}

pub(super) fn check_key(key: &str) -> Result<()> {
    let length = key.chars().count();
    if key.trim().is_empty() || length > MAX_KEY {
        return Err(Error::field("/key", "length", "is 1 to 32 characters"));
    }
    // What is no UTF-8 in a path arrives as the replacement character.
    let unprintable = |c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER;
    match key.chars().any(unprintable) {
        true => Err(Error::field("/key", "unprintable", "must not contain control characters")),
        false => Ok(()),
    }
}

fn count_of(counts: &[ReactionCount], key: &str) -> i64 {
    counts.iter().find(|it| it.key == key).map_or(0, |it| it.count)
}

/// Counts one more or one less, and answers how many there are. What nobody uses any more goes.
pub(super) fn tally(counts: &mut Vec<ReactionCount>, key: &str, more: bool) -> Result<i64> {
    let full = counts.len() >= MAX_KEYS;
    let count = match counts.iter_mut().find(|it| it.key == key) {
        Some(known) => {
            known.count += if more { 1 } else { -1 };
            known.count
        }
        None if !more => 0,
        None if full => {
            return Err(Error::limit("the message has as many kinds of reactions as it may have"));
        }
        None => {
            counts.push(ReactionCount { key: key.to_owned(), count: 1, mine: false });
            1
        }
    };
    counts.retain(|it| it.count > 0);
    Ok(count)
}

async fn find(
    writer: &Writer<'_>,
    scope: &Scope,
    id: MessageId,
    key: &str,
) -> Result<Option<Model>> {
    Ok(Entity::in_app(scope.app_id)
        .filter(Column::MessageId.eq(id.0))
        .filter(Column::Key.eq(key))
        .filter(Column::UserId.eq(scope.user()?.as_str()))
        .one(writer.tx())
        .await?)
}

async fn draft(
    writer: &Writer<'_>,
    scope: &Scope,
    message: &messages::Model,
    added: bool,
) -> Result<Draft> {
    Ok(Draft {
        app_id: scope.app_id,
        conversation_id: message.conversation_id(),
        kind: if added { EventKind::ReactionAdded } else { EventKind::ReactionRemoved },
        sender_id: scope.as_user().cloned(),
        audience: Audience::Members,
        effect: Effect::None,
        hidden_from: messages::blind_to(writer, message).await?,
    })
}

async fn store(
    writer: &Writer<'_>,
    message: &messages::Model,
    user_id: &UserId,
    key: &str,
    (active, place): (bool, Place),
) -> Result<()> {
    let sql = "insert into reactions \
            (app_id, message_id, key, user_id, conversation_id, active, position, created_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8) \
        on conflict (app_id, message_id, key, user_id) do update set active = excluded.active, \
        position = excluded.position, created_at = excluded.created_at";
    let values = vec![
        message.app_id.into(),
        message.id.into(),
        key.into(),
        user_id.as_str().into(),
        message.conversation_id.into(),
        active.into(),
        place.position.into(),
        writer.now().0.into(),
    ];
    writer.tx().execute_raw(statement(writer.tx(), sql, values)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_short_and_printable() {
        for good in ["👍", "+1", "👩‍👩‍👧‍👦", "a b", "名", &"x".repeat(32)] {
            assert!(check_key(good).is_ok(), "{good:?}");
        }
        for bad in ["", " ", "a\0", "a\n", "\u{7f}", "\u{fffd}", &"é".repeat(33)] {
            assert!(check_key(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_message_takes_twenty_kinds_and_forgets_those_that_nobody_uses() {
        let mut counts = Vec::new();
        for n in 0..20 {
            assert_eq!(tally(&mut counts, &n.to_string(), true).unwrap(), 1);
        }
        assert!(tally(&mut counts, "more", true).is_err());
        assert_eq!(tally(&mut counts, "7", true).unwrap(), 2);
        assert_eq!(tally(&mut counts, "8", false).unwrap(), 0);
        assert_eq!(tally(&mut counts, "more", true).unwrap(), 1);
        assert_eq!(counts.len(), 20);
    }
}
