//! Files and the messages that carry them. Called under the lock of the shard, so that a file is
//! never given to a message and removed at once.

use super::{collect::Collect, model::Model};
use crate::{
    Error, Result, jobs,
    messages::Submission,
    sql::{Rows, Script, Type, column, statement},
    validate::decode,
};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult as _};
use std::collections::HashMap;
use uuid::Uuid;
use warbler_protocol::{AppId, Attachment, ConversationId, FileId, MessageId, Timestamp};

/// The files that a batch of messages wants to carry, locked, and what became of the wish.
pub(crate) struct Attachable {
    files: HashMap<(Uuid, Uuid), Model>,
    carried: Rows<5>,
}

/// Reads the files of a batch in one statement; nothing is read where no message has any.
pub(crate) async fn attachable(
    tx: &impl ConnectionTrait,
    submissions: &[&Submission],
) -> Result<Attachable> {
    let keys = submissions
        .iter()
        .flat_map(|submission| submission.attachments.iter().map(|id| (submission.app_id, *id)));
    Attachable::load(tx, keys.collect()).await
}

async fn lock(tx: &impl ConnectionTrait, rows: Rows<2>) -> Result<HashMap<(Uuid, Uuid), Model>> {
    let lock = match tx.get_database_backend() {
        DbBackend::Postgres => "for update of f",
        _ => "",
    };
    let sql = format!(
        "select f.* from v join files f on f.app_id = v.app_id and f.id = v.file_id \
         where f.status = 'ready' order by f.id {lock}"
    );
    let found = rows.query(tx, &sql).await?;
    let files = found.iter().map(|row| {
        let file = Model::from_query_result(row, "")?;
        Ok(((file.app_id, file.id), file))
    });
    files.collect()
}

impl Attachable {
    /// Reads these files; without any it reads nothing.
    pub(crate) async fn load(
        tx: &impl ConnectionTrait,
        keys: Vec<(AppId, FileId)>,
    ) -> Result<Self> {
        let mut rows = Rows::new([column("app_id", Type::Uuid), column("file_id", Type::Uuid)]);
        keys.iter().for_each(|(app_id, id)| rows.push([app_id.0.into(), id.0.into()]));
        let files = if rows.is_empty() { HashMap::new() } else { lock(tx, rows).await? };
        Ok(Self { files, carried: Rows::new(COLUMNS) })
    }

    /// What the message shows of its files, if it may carry all of them.
    pub(crate) fn of(&self, submission: &Submission) -> Result<Vec<Attachment>> {
        let own = |file: &Model| {
            !submission.own_files
                || submission.message.sender_id.as_ref().is_some_and(|user| file.is_of(user))
        };
        self.shown(submission.app_id, &submission.attachments, own)
    }

    /// What a message shows of files, whoever uploaded them.
    pub(crate) fn show(&self, app_id: AppId, ids: &[FileId]) -> Result<Vec<Attachment>> {
        self.shown(app_id, ids, |_| true)
    }

    fn shown(
        &self,
        app_id: AppId,
        ids: &[FileId],
        may: impl Fn(&Model) -> bool,
    ) -> Result<Vec<Attachment>> {
        let unknown = || Error::field("/attachments", "unknown", "names a file that is not there");
        let attachment = |id: &FileId| {
            let file = self.files.get(&(app_id.0, id.0)).filter(|file| may(file));
            file.map(Model::attachment).ok_or_else(unknown)
        };
        ids.iter().map(attachment).collect()
    }

    /// Notes that a message with this seq carries files.
    pub(crate) fn carry(
        &mut self,
        app_id: AppId,
        (message_id, conversation_id, seq): (MessageId, ConversationId, i64),
        attachments: &[Attachment],
    ) {
        for attachment in attachments {
            self.carried.push([
                app_id.0.into(),
                attachment.id.0.into(),
                message_id.0.into(),
                conversation_id.0.into(),
                seq.into(),
            ]);
        }
    }

    /// Writes what was noted.
    pub(crate) fn store(self, script: &mut Script) {
        let keep = "update files set expires_at = null from v \
            where files.app_id = v.app_id and files.id = v.file_id";
        script.add(self.carried.clone(), keep);
        script.insert(self.carried, "attachments", "");
    }
}

/// A message stops carrying its files. Those that no other one carries expire at once.
pub(crate) async fn release(
    tx: &impl ConnectionTrait,
    now: Timestamp,
    (app_id, message_id): (AppId, MessageId),
    attachments: Option<&str>,
) -> Result<()> {
    let Some(attachments) = attachments else { return Ok(()) };
    let attachments: Vec<Attachment> = decode(attachments)?;
    for Attachment { id, .. } in attachments {
        let key = vec![app_id.0.into(), id.0.into(), message_id.0.into()];
        let sql = "delete from attachments where app_id = $1 and file_id = $2 and message_id = $3";
        tx.execute_raw(statement(tx, sql, key)).await?;
        let sql = "update files set expires_at = $3 where app_id = $1 and id = $2 \
            and not exists (select 1 from attachments a \
                where a.app_id = files.app_id and a.file_id = files.id)";
        let values = vec![app_id.0.into(), id.0.into(), now.0.into()];
        tx.execute_raw(statement(tx, sql, values)).await?;
    }
    jobs::enqueue(tx, app_id, now, &Collect {}).await?;
    Ok(())
}

/// Up to `limit` messages that carry a file, in the order of their ids, from after `after`.
pub(crate) async fn carriers(
    db: &impl ConnectionTrait,
    (app_id, file_id): (AppId, FileId),
    after: MessageId,
    limit: u64,
) -> Result<Vec<(ConversationId, MessageId)>> {
    let sql = format!(
        "select conversation_id, message_id from attachments \
         where app_id = $1 and file_id = $2 and message_id > $3 order by message_id limit {limit}"
    );
    let values = vec![app_id.0.into(), file_id.0.into(), after.0.into()];
    let rows = db.query_all_raw(statement(db, &sql, values)).await?;
    rows.iter()
        .map(|row| {
            let conversation_id = ConversationId(row.try_get("", "conversation_id")?);
            Ok((conversation_id, MessageId(row.try_get("", "message_id")?)))
        })
        .collect()
}

const COLUMNS: [crate::sql::Column; 5] = [
    column("app_id", Type::Uuid),
    column("file_id", Type::Uuid),
    column("message_id", Type::Uuid),
    column("conversation_id", Type::Uuid),
    column("seq", Type::Int),
];
