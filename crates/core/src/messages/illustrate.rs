//! Messages that were sent before the images they carry had been looked at.

use super::{history, model::Model, revise::revise};
use crate::{
    Context, Error, Result, Scope, files,
    log::Writer,
    validate::{decode, encode},
};
use warbler_protocol::{Attachment, ConversationId, EventKind, MessageId};

/// Shows what has become known of a file in up to `limit` messages that carry it, in the order of
/// their ids, from after `after`. Answers the last id, or nothing when none was left.
pub(crate) async fn illustrate(
    ctx: &Context,
    scope: &Scope,
    file: &Attachment,
    after: MessageId,
    limit: u64,
) -> Result<Option<MessageId>> {
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let key = (scope.app_id, file.id);
    let carriers = files::carriers(writer.tx(), key, after, limit).await?;
    let last = carriers.last().map(|(_, id)| *id);
    for (conversation_id, id) in carriers {
        illustrate_one(&mut writer, scope, file, (conversation_id, id)).await?;
    }
    writer.commit().await?;
    Ok(last)
}

async fn illustrate_one(
    writer: &mut Writer<'_>,
    scope: &Scope,
    file: &Attachment,
    (conversation_id, id): (ConversationId, MessageId),
) -> Result<()> {
    match writer.head(scope.app_id, conversation_id).await {
        Err(Error::NotFound(_)) => return Ok(()),
        head => drop(head?),
    }
    let model = history::find(writer.tx(), scope.app_id, conversation_id, id).await?;
    let Some(model) = model else { return Ok(()) };
    let Some(before) = &model.attachments else { return Ok(()) };
    let mut attachments: Vec<Attachment> = decode(before)?;
    attachments.iter_mut().filter(|it| it.id == file.id).for_each(|it| it.clone_from(file));
    let attachments = Some(encode(&attachments)?);
    if attachments != model.attachments {
        let changed = Model { attachments, version: model.version + 1, ..model };
        revise(writer, scope, EventKind::MessageUpdated, changed).await?;
    }
    Ok(())
}
