//! Drafts entering the log, many in one transaction and one entry per draft.

use super::Change;
use crate::{
    Error, Result,
    log::{Audience, Draft as Entry, Effect, HEAD_COLUMNS, Head, Writer},
    sql::{Rows, Type, column, nullable, uuid_or_nil},
    validate::encode,
};
use std::collections::HashMap;
use warbler_protocol::{AppId, ConversationId, Draft, EventKind, Timestamp, UserId};

type Key<'a> = (AppId, ConversationId, &'a UserId);

/// Changes what changes and answers, in the same order, what each asked for. Of several changes of
/// one draft, the last one counts.
pub(crate) async fn append(
    writer: &mut Writer<'_>,
    changes: Vec<&Change>,
) -> Result<Vec<Result<Option<Draft>>>> {
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    let found = look_up(writer, &changes).await?;
    let mut last: HashMap<Key<'_>, (&Change, bool)> = HashMap::new();
    let mut answers = Vec::with_capacity(changes.len());
    for (change, found) in changes.into_iter().zip(found) {
        let Some(Found { head, drafted }) = found else {
            answers.push(Err(Error::NotFound("conversation")));
            continue;
        };
        writer.know((change.app_id, change.conversation_id), head);
        let key = (change.app_id, change.conversation_id, &change.user_id);
        last.insert(key, (change, drafted));
        answers.push(Ok(change.draft(writer.now())));
    }
    // To throw away what is not there is no news.
    let news = last.into_values().filter(|(change, drafted)| change.content.is_some() || *drafted);
    store(writer, news.map(|(change, _)| change).collect()).await?;
    Ok(answers)
}

struct Found {
    head: Head,
    /// Whether there is a draft already.
    drafted: bool,
}

async fn look_up(writer: &Writer<'_>, changes: &[&Change]) -> Result<Vec<Option<Found>>> {
    let mut rows = Rows::new([
        column("n", Type::Int),
        column("app_id", Type::Uuid),
        column("conversation_id", Type::Uuid),
        column("user_id", Type::Text),
    ]);
    for (n, change) in (0_i64..).zip(changes) {
        rows.push([
            n.into(),
            change.app_id.0.into(),
            change.conversation_id.0.into(),
            change.user_id.as_str().into(),
        ]);
    }
    let sql = format!(
        "select v.n, {HEAD_COLUMNS}, d.updated_at as drafted_at from v \
         join conversations c on c.app_id = v.app_id and c.id = v.conversation_id \
             and c.deleted_at is null \
         join members m on m.app_id = v.app_id and m.conversation_id = v.conversation_id \
             and m.user_id = v.user_id and m.active \
         left join drafts d on d.app_id = v.app_id and d.user_id = v.user_id \
             and d.conversation_id = v.conversation_id"
    );
    let mut found: Vec<_> = changes.iter().map(|_| None).collect();
    for row in rows.query(writer.tx(), &sql).await? {
        let n = usize::try_from(row.try_get::<i64>("", "n")?).unwrap_or(usize::MAX);
        if let Some(slot) = found.get_mut(n) {
            let drafted = row.try_get::<Option<i64>>("", "drafted_at")?.is_some();
            *slot = Some(Found { head: Head::from_row(&row)?, drafted });
        }
    }
    Ok(found)
}

impl Change {
    /// The draft that it makes.
    fn draft(&self, now: Timestamp) -> Option<Draft> {
        let (content, _) = self.content.clone()?;
        Some(Draft {
            text: content.text,
            metadata: content.metadata,
            reply_to: content.reply_to,
            thread_id: content.thread_id,
            updated_at: now,
        })
    }
}

async fn store(writer: &mut Writer<'_>, changes: Vec<&Change>) -> Result<()> {
    let mut saved = Rows::new(DRAFTS);
    let mut discarded = Rows::new(KEYS);
    let mut moved = Rows::new(MOVED);
    for change in changes {
        let key = [
            change.app_id.0.into(),
            change.user_id.as_str().into(),
            change.conversation_id.0.into(),
        ];
        let [app_id, user_id, conversation_id] = key.clone();
        let position = tell(writer, change)?;
        match &change.content {
            None => discarded.push(key),
            Some((content, metadata)) => saved.push([
                app_id.clone(),
                user_id.clone(),
                conversation_id.clone(),
                content.text.as_str().into(),
                metadata.as_str().into(),
                uuid_or_nil(content.reply_to.map(|id| id.0)),
                uuid_or_nil(content.thread_id.map(|id| id.0)),
                writer.now().0.into(),
            ]),
        }
        moved.push([app_id, user_id, conversation_id, position.into()]);
    }
    let again = "on conflict (app_id, user_id, conversation_id) do update set \
        text = excluded.text, metadata = excluded.metadata, reply_to = excluded.reply_to, \
        thread_id = excluded.thread_id, updated_at = excluded.updated_at";
    saved.insert(writer.tx(), "drafts", again).await?;
    let sql = "delete from drafts where (app_id, user_id, conversation_id) in \
        (select app_id, user_id, conversation_id from v)";
    discarded.execute(writer.tx(), sql).await?;
    let sql = "update members set draft_position = v.position from v \
        where members.app_id = v.app_id and members.conversation_id = v.conversation_id \
        and members.user_id = v.user_id";
    Ok(moved.execute(writer.tx(), sql).await?)
}

/// Appends the news, for the writer alone, and answers where they stand.
fn tell(writer: &mut Writer<'_>, change: &Change) -> Result<i64> {
    let entry = Entry {
        app_id: change.app_id,
        conversation_id: change.conversation_id,
        kind: EventKind::DraftUpdated,
        sender_id: Some(change.user_id.clone()),
        audience: Audience::User(change.user_id.clone()),
        effect: Effect::None,
        hidden_from: Vec::new(),
    };
    let place = writer.append(&entry)?;
    let data = match change.draft(writer.now()) {
        Some(draft) => encode(&draft)?,
        None => "{}".to_owned(),
    };
    writer.write(entry, place, &data, None);
    Ok(place.position)
}

const KEYS: [crate::sql::Column; 3] = [
    column("app_id", Type::Uuid),
    column("user_id", Type::Text),
    column("conversation_id", Type::Uuid),
];

const MOVED: [crate::sql::Column; 4] = [KEYS[0], KEYS[1], KEYS[2], column("position", Type::Int)];

pub(super) const DRAFTS: [crate::sql::Column; 8] = [
    KEYS[0],
    KEYS[1],
    KEYS[2],
    column("text", Type::Text),
    nullable("metadata", Type::Text),
    nullable("reply_to", Type::Uuid),
    nullable("thread_id", Type::Uuid),
    column("updated_at", Type::Int),
];
