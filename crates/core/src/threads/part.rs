//! One user's part in a thread: whether they follow it, and how far they have read.
//!
//! It is private: only their own devices are told, now or when they sync.

use crate::{
    Context, Error, Result, Scope,
    log::{Draft, Writer},
    members, messages,
    sql::statement,
    validate::{encode, rules},
};
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;
use warbler_protocol::{
    AppId, ConversationId, EventKind, MessageId, Permission, ThreadMembership, UpdateReceipt,
    UserId,
};

/// What changes.
#[derive(Clone, Copy)]
enum Change {
    Read(Option<i64>),
    Follow(bool),
}

/// The caller has read the thread up to a reply, or all of it.
pub async fn read(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    id: MessageId,
    input: UpdateReceipt,
) -> Result<ThreadMembership> {
    rules(&input)?;
    change(ctx, scope, conversation_id, id, Change::Read(input.seq)).await
}

/// The caller wants to know of replies from now on.
pub async fn follow(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    id: MessageId,
) -> Result<ThreadMembership> {
    change(ctx, scope, conversation_id, id, Change::Follow(true)).await
}

/// The caller does not want to know any more, until they reply or are mentioned.
pub async fn unfollow(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    id: MessageId,
) -> Result<ThreadMembership> {
    change(ctx, scope, conversation_id, id, Change::Follow(false)).await
}

async fn change(
    ctx: &Context,
    scope: &Scope,
    conversation_id: ConversationId,
    id: MessageId,
    change: Change,
) -> Result<ThreadMembership> {
    let user_id = scope.user()?;
    scope.permit(match change {
        Change::Read(_) => Permission::ReceiptsSend,
        Change::Follow(_) => Permission::MembersUpdateSelf,
    })?;
    let log = ctx.log();
    let mut writer = Writer::begin(&log, scope.shard).await?;
    let (root, _) = messages::lock(&mut writer, scope, conversation_id, id).await?;
    if root.thread_id.is_some() {
        return Err(Error::NotFound("thread"));
    }
    let tx = writer.tx();
    let before = find(tx, scope.app_id, id, user_id).await?;
    let after = apply(tx, scope.app_id, id, change, before.as_ref()).await?;
    if before.as_ref() == Some(&after)
        || (before.is_none() && !after.following && after.read_ordinal == 0)
    {
        return Ok(after);
    }
    let draft =
        Draft::private(scope.app_id, conversation_id, user_id, EventKind::ThreadMemberUpdated);
    let place = writer.append_news(&draft)?;
    store(&writer, &root, user_id, &after, place.position).await?;
    let member = members::find(writer.tx(), scope.app_id, conversation_id, user_id).await?;
    let member = member.ok_or(Error::NotFound("conversation"))?;
    members::touch(&writer, &member, place.position).await?;
    writer.write(draft, place, &encode(&after)?, None);
    writer.commit().await?;
    Ok(after)
}

async fn find(
    tx: &DatabaseTransaction,
    app_id: AppId,
    id: MessageId,
    user_id: &UserId,
) -> Result<Option<ThreadMembership>> {
    let sql = "select following, read_ordinal, own_last_ordinal from thread_members \
        where app_id = $1 and thread_id = $2 and user_id = $3";
    let values = vec![app_id.0.into(), id.0.into(), user_id.as_str().into()];
    let Some(row) = tx.query_one_raw(statement(tx, sql, values)).await? else { return Ok(None) };
    let (read, own): (i64, i64) =
        (row.try_get("", "read_ordinal")?, row.try_get("", "own_last_ordinal")?);
    let following = row.try_get("", "following")?;
    Ok(Some(ThreadMembership { message_id: id, following, read_ordinal: read.max(own) }))
}

async fn apply(
    tx: &DatabaseTransaction,
    app_id: AppId,
    id: MessageId,
    change: Change,
    before: Option<&ThreadMembership>,
) -> Result<ThreadMembership> {
    let (following, read_ordinal) =
        before.map_or((false, 0), |before| (before.following, before.read_ordinal));
    let after =
        |following, read_ordinal| ThreadMembership { message_id: id, following, read_ordinal };
    Ok(match change {
        Change::Read(seq) => {
            after(following, read_ordinal.max(last_ordinal(tx, app_id, id, seq).await?))
        }
        Change::Follow(true) if !following => {
            after(true, last_ordinal(tx, app_id, id, None).await?)
        }
        Change::Follow(wanted) => after(wanted, read_ordinal),
    })
}

/// The ordinal of the last reply up to an entry; 0 before the first.
async fn last_ordinal(
    tx: &DatabaseTransaction,
    app_id: AppId,
    id: MessageId,
    seq: Option<i64>,
) -> Result<i64> {
    let sql = "select ordinal from messages where app_id = $1 and thread_id = $2 and seq <= $3 \
        order by seq desc limit 1";
    let values = vec![app_id.0.into(), id.0.into(), seq.unwrap_or(i64::MAX).into()];
    let row = tx.query_one_raw(statement(tx, sql, values)).await?;
    Ok(row.map(|row| row.try_get("", "ordinal")).transpose()?.unwrap_or_default())
}

async fn store(
    writer: &Writer<'_>,
    root: &messages::Model,
    user_id: &UserId,
    after: &ThreadMembership,
    position: i64,
) -> Result<()> {
    let sql = "insert into thread_members (app_id, thread_id, user_id, conversation_id, root_seq, \
            following, read_ordinal, own_last_ordinal, changed_position) \
        values ($1, $2, $3, $4, $5, $6, $7, 0, $8) \
        on conflict (app_id, thread_id, user_id) do update set following = excluded.following, \
        read_ordinal = excluded.read_ordinal, changed_position = excluded.changed_position";
    let values = vec![
        root.app_id.into(),
        root.id.into(),
        user_id.as_str().into(),
        root.conversation_id.into(),
        root.seq.into(),
        after.following.into(),
        after.read_ordinal.into(),
        position.into(),
    ];
    writer.tx().execute_raw(statement(writer.tx(), sql, values)).await?;
    Ok(())
}

/// A user no longer sees these roots, and follows nothing about them.
pub(crate) async fn forget(
    tx: &DatabaseTransaction,
    member: &members::Model,
    roots: &[Uuid],
) -> Result<()> {
    for root in roots {
        let sql =
            "delete from thread_members where app_id = $1 and thread_id = $2 and user_id = $3";
        let values = vec![member.app_id.into(), (*root).into(), member.user_id.as_str().into()];
        tx.execute_raw(statement(tx, sql, values)).await?;
    }
    Ok(())
}

/// The same for all roots of a conversation up to an entry.
pub(crate) async fn forget_up_to(
    tx: &DatabaseTransaction,
    member: &members::Model,
    seq: i64,
) -> Result<()> {
    let sql = "delete from thread_members where app_id = $1 and user_id = $2 \
        and conversation_id = $3 and root_seq <= $4";
    let values = vec![
        member.app_id.into(),
        member.user_id.as_str().into(),
        member.conversation_id.into(),
        seq.into(),
    ];
    tx.execute_raw(statement(tx, sql, values)).await?;
    Ok(())
}
