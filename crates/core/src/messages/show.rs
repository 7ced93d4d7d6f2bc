//! Messages as one reader sees them, and as everybody is told of them.

use super::model::{Column, Entity, Model};
use crate::{
    Context, Error, Result, Scope,
    access::InApp as _,
    conversations, reactions,
    sql::{Type, find_by},
    threads,
};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;
use warbler_protocol::{AppId, Message, MessageId, ReactionCount, ReactionsUpdated, ThreadUpdated};

/// Messages with what others made of them: reactions, the reader's own among them, and threads.
/// Plain messages cost no look-up.
pub(crate) async fn show(ctx: &Context, scope: &Scope, models: Vec<Model>) -> Result<Vec<Message>> {
    let ids = |which: fn(&Model) -> bool| -> Vec<Uuid> {
        models.iter().filter(|model| which(model)).map(|model| model.id).collect()
    };
    let reacted = ids(|model| model.reactions.is_some());
    let replied = ids(|model| model.replied.is_some());
    let mine = reactions::mine(ctx, scope, reacted).await?;
    let mut threads = threads::by_id(ctx.db.reader(), scope.app_id, replied).await?;
    let mut messages = Vec::with_capacity(models.len());
    for model in models {
        let mut message = Message::try_from(model)?;
        message.thread = threads.remove(&message.id);
        for reaction in &mut message.reactions {
            reaction.mine = mine.contains(&(message.id, reaction.key.clone()));
        }
        messages.push(message);
    }
    Ok(messages)
}

/// One message.
pub(crate) async fn show_one(ctx: &Context, scope: &Scope, model: Model) -> Result<Message> {
    show(ctx, scope, vec![model]).await?.pop().ok_or(Error::NotFound("message"))
}

/// A message as events tell of it, to everybody alike: what it says, without what others made of
/// it. A reply comes with its thread as that is now.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) message: Message,
    pub(crate) thread_seq: Option<i64>,
    reactions: Vec<ReactionCount>,
}

impl Told {
    pub(super) fn new(model: Model) -> Result<Self> {
        let thread_seq = model.thread_seq;
        let mut message = Message::try_from(model)?;
        let reactions = std::mem::take(&mut message.reactions);
        Ok(Self { message, thread_seq, reactions })
    }

    /// Of a reply: what is told of it to those who see the thread and not the reply.
    pub(crate) fn thread(&self) -> Option<ThreadUpdated> {
        let message_id = self.message.thread_id?;
        Some(ThreadUpdated { message_id, thread: self.message.thread.clone()? })
    }

    pub(crate) fn reactions(&self) -> ReactionsUpdated {
        ReactionsUpdated { message_id: self.message.id, reactions: self.reactions.clone() }
    }
}

/// Messages by id, for rendering entries.
pub(crate) async fn told(
    db: &impl ConnectionTrait,
    app_id: AppId,
    ids: Vec<Uuid>,
) -> Result<Vec<Told>> {
    let models = by_id(db, app_id, ids).await?;
    let of_threads = models.iter().filter_map(|model| model.thread_id).collect();
    let threads = threads::by_id(db, app_id, of_threads).await?;
    models
        .into_iter()
        .map(|model| {
            let thread = model.thread_id.and_then(|id| threads.get(&MessageId(id)).cloned());
            let mut told = Told::new(model)?;
            told.message.thread = thread;
            Ok(told)
        })
        .collect()
}

/// The rows of messages, in no order.
pub(crate) async fn by_id(
    db: &impl ConnectionTrait,
    app_id: AppId,
    ids: Vec<Uuid>,
) -> Result<Vec<Model>> {
    Ok(find_by(db, "messages", app_id, ("id", Type::Uuid), ids).await?)
}

/// The messages of a conversation whose reactions changed after a position, without being entries.
pub(crate) async fn reacted_since(
    ctx: &Context,
    conversation: &conversations::Model,
    since: i64,
    limit: u64,
) -> Result<Vec<Model>> {
    Ok(Entity::in_app(AppId(conversation.app_id))
        .filter(Column::ConversationId.eq(conversation.id))
        .filter(Column::ReactionsPosition.gt(since))
        .order_by_asc(Column::ReactionsPosition)
        .limit(limit)
        .all(ctx.db.reader())
        .await?)
}
