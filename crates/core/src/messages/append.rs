//! Messages entering the log, many in one transaction.

use super::{Sent, Submission, model, row};
use crate::{
    Error, Result,
    access::InApp as _,
    files::{self, Attachable},
    log::{Audience, Draft, Effect, Head, Uncounted, Writer},
    members,
    sql::{Rows, Type, column, nullable, text_or_empty},
    threads::Growing,
    validate::{encode, from_word},
};
use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryResult};
use std::collections::HashMap;
use warbler_protocol::{
    ErrorCode, EventKind, Message, MessageId, MessageKind, Posting, Role, Timestamp, UserId,
};

/// Appends what may be appended and says of each what became of it, in the same order. An error
/// means that none was.
pub(crate) async fn append(
    writer: &mut Writer<'_>,
    submissions: &[&Submission],
) -> Result<Vec<Result<Sent>>> {
    if submissions.is_empty() {
        return Ok(Vec::new());
    }
    let found = look_up(writer, submissions).await?;
    let replies = submissions.iter().filter_map(|submission| {
        Some((submission.app_id, submission.message.conversation_id, submission.root.as_ref()?))
    });
    let threads = Growing::load(writer, replies).await?;
    let mut batch = Batch::new(threads, files::attachable(writer.tx(), submissions).await?);
    let mut answers = Vec::with_capacity(submissions.len());
    for (submission, found) in submissions.iter().zip(found) {
        answers.push(match batch.decide(submission, found, writer.now()) {
            Ok(Decision::Append(head)) => batch.append(writer, submission, head),
            Ok(Decision::Repeat) => batch.repeat(writer, submission).await?,
            Err(error) => Err(error),
        });
    }
    batch.store(writer)?;
    Ok(answers)
}

/// What stands in the database about one submission.
#[derive(Default)]
struct Found {
    head: Option<Head>,
    /// Of the sender, if they are a member.
    role: Option<Role>,
    silenced_until: Option<i64>,
    /// Of the message with this id, if there is one.
    content_hash: Option<Vec<u8>>,
}

enum Decision {
    Append(Head),
    Repeat,
}

/// One statement for heads, memberships and repeats alike: all are looked up by primary key.
async fn look_up(writer: &Writer<'_>, submissions: &[&Submission]) -> Result<Vec<Found>> {
    let mut rows = Rows::new([
        column("n", Type::Int),
        column("app_id", Type::Uuid),
        column("conversation_id", Type::Uuid),
        column("user_id", Type::Text),
        column("message_id", Type::Uuid),
    ]);
    for (n, submission) in (0_i64..).zip(submissions) {
        rows.push([
            n.into(),
            submission.app_id.0.into(),
            submission.message.conversation_id.0.into(),
            text_or_empty(submission.message.sender_id.as_ref().map(|id| id.as_str())),
            submission.message.id.0.into(),
        ]);
    }
    let sql = format!(
        "select v.n, {}, m.role, m.silenced_until, x.content_hash from v \
         join conversations c on c.app_id = v.app_id and c.id = v.conversation_id \
             and c.deleted_at is null \
         left join members m on m.app_id = v.app_id and m.conversation_id = v.conversation_id \
             and m.user_id = v.user_id and m.active \
         left join messages x on x.app_id = v.app_id and x.id = v.message_id",
        crate::log::HEAD_COLUMNS
    );
    let mut found: Vec<_> = submissions.iter().map(|_| Found::default()).collect();
    for row in rows.query(writer.tx(), &sql).await? {
        let n = usize::try_from(row.try_get::<i64>("", "n")?).unwrap_or(usize::MAX);
        if let Some(slot) = found.get_mut(n) {
            *slot = read(&row)?;
        }
    }
    Ok(found)
}

fn read(row: &QueryResult) -> Result<Found> {
    let role: Option<String> = row.try_get("", "role")?;
    Ok(Found {
        head: Some(Head::from_row(row)?),
        role: role.as_deref().map(from_word).transpose()?,
        silenced_until: row.try_get("", "silenced_until")?,
        content_hash: row.try_get("", "content_hash")?,
    })
}

/// What one transaction adds to `messages`, `mentions`, `attachments` and the senders' memberships.
struct Batch {
    messages: Rows<{ row::COLUMNS.len() }>,
    mentions: Rows<5>,
    /// The threads that get replies.
    threads: Growing,
    files: Attachable,
    /// The newest own ordinal per membership.
    own: HashMap<(uuid::Uuid, uuid::Uuid, String), i64>,
    /// What this batch itself has appended: a repeat may come in the same batch.
    appended: HashMap<(uuid::Uuid, MessageId), ([u8; 16], Sent)>,
}

impl Batch {
    fn new(threads: Growing, files: Attachable) -> Self {
        Self {
            messages: Rows::new(row::COLUMNS),
            mentions: Rows::new(MENTIONS),
            threads,
            files,
            own: HashMap::new(),
            appended: HashMap::new(),
        }
    }

    fn decide(&self, submission: &Submission, found: Found, now: Timestamp) -> Result<Decision> {
        let head = found.head.ok_or(Error::NotFound("conversation"))?;
        if submission.as_member {
            let role = found.role.ok_or(Error::NotFound("conversation"))?;
            may_post(role, head.posting)?;
            let sender = submission.message.sender_id.as_ref();
            members::may_speak(&head, sender, found.silenced_until, now)?;
        }
        let key = (submission.app_id.0, submission.message.id);
        let known = match self.appended.get(&key) {
            Some((hash, _)) => Some(hash.as_slice()),
            None => found.content_hash.as_deref(),
        };
        match known {
            None => Ok(Decision::Append(head)),
            Some(hash) if *hash == submission.content_hash => Ok(Decision::Repeat),
            Some(_) => Err(Error::Refused(
                ErrorCode::ClientIdConflict,
                "this client_id was used for a message with other content".to_owned(),
            )),
        }
    }

    fn append(
        &mut self,
        writer: &mut Writer<'_>,
        submission: &Submission,
        head: Head,
    ) -> Result<Sent> {
        let mut message = submission.message.clone();
        message.attachments = self.files.of(submission)?;
        writer.know((submission.app_id, message.conversation_id), head);
        let (app_id, root) = (submission.app_id, submission.root.as_ref());
        let draft = Draft {
            app_id,
            conversation_id: message.conversation_id,
            kind: EventKind::MessageCreated,
            sender_id: message.sender_id.clone(),
            audience: Audience::Members,
            effect: Effect::None,
            hidden_from: root.map_or(Vec::new(), |root| self.threads.blind_to(app_id, root)),
        };
        let uncounted = uncounted(&message);
        let place = match uncounted {
            None => writer.append(&draft)?,
            Some(why) => writer.append_uncounted(&draft, why)?,
        };
        let position = place.position;
        message.seq = place.seq;
        message.created_at = writer.now();
        match (root, uncounted) {
            (Some(root), _) => self.threads.reply(app_id, root, place, &mut message),
            (None, Some(_)) => {}
            (None, None) => message.ordinal = place.ordinal,
        }
        let json = encode(&message)?;
        writer.write(draft, place, &json, Some(message.id));
        self.row(submission, &message)?;
        let place = (message.id, message.conversation_id, message.seq);
        self.files.carry(submission.app_id, place, &message.attachments);
        let sent = Sent { json: json.into(), created: true, position };
        let repeat = Sent { created: false, ..sent.clone() };
        let key = (submission.app_id.0, message.id);
        self.appended.insert(key, (submission.content_hash, repeat));
        Ok(sent)
    }

    fn row(&mut self, submission: &Submission, message: &Message) -> Result<()> {
        let app_id = submission.app_id.0;
        self.messages.push(row::cells(submission, message)?);
        if uncounted(message).is_some() {
            return Ok(());
        }
        for user in mentioned(&message.mentions, message.mention_all) {
            let conversation_id = message.conversation_id.0;
            self.mentions.push([
                app_id.into(),
                conversation_id.into(),
                user.into(),
                message.ordinal.into(),
                text_or_empty(message.sender_id.as_ref().map(|id| id.as_str())),
            ]);
        }
        if let Some(sender) = &message.sender_id {
            let key = (app_id, message.conversation_id.0, sender.to_string());
            self.own.insert(key, message.ordinal);
        }
        Ok(())
    }

    /// The message as it is now, which an edit or a recall may have changed since it was sent.
    async fn repeat(&self, writer: &Writer<'_>, submission: &Submission) -> Result<Result<Sent>> {
        let key = (submission.app_id.0, submission.message.id);
        if let Some((_, sent)) = self.appended.get(&key) {
            return Ok(Ok(sent.clone()));
        }
        let model = model::Entity::in_app(submission.app_id)
            .filter(model::Column::Id.eq(submission.message.id.0))
            .one(writer.tx())
            .await?;
        let model = model.ok_or(Error::NotFound("message"))?;
        let json = encode(&Message::try_from(model)?)?;
        Ok(Ok(Sent { json: json.into(), created: false, position: 0 }))
    }

    fn store(self, writer: &mut Writer<'_>) -> Result<()> {
        let script = writer.script();
        script.insert(self.messages, "messages", "");
        // One who is mentioned twice is mentioned once.
        script.insert(self.mentions, "mentions", "on conflict do nothing");
        self.files.store(script);
        let mut own = Rows::new([
            column("app_id", Type::Uuid),
            column("conversation_id", Type::Uuid),
            column("user_id", Type::Text),
            column("ordinal", Type::Int),
        ]);
        for ((app_id, conversation_id, user_id), ordinal) in self.own {
            own.push([app_id.into(), conversation_id.into(), user_id.into(), ordinal.into()]);
        }
        let sql = "update members set own_last_ordinal = v.ordinal from v \
            where members.app_id = v.app_id and members.conversation_id = v.conversation_id \
            and members.user_id = v.user_id";
        script.add(own, sql);
        self.threads.store(script)
    }
}

fn uncounted(message: &Message) -> Option<Uncounted> {
    match (message.thread_id, message.kind) {
        (Some(_), _) => Some(Uncounted::Thread),
        (None, Some(MessageKind::System)) => Some(Uncounted::System),
        (None, None) => None,
    }
}

/// Whom a message alerts, as the table of mentions has it.
pub(crate) fn mentioned(mentions: &[UserId], all: bool) -> impl Iterator<Item = &str> {
    mentions.iter().map(|id| id.as_str()).chain(all.then_some("*"))
}

fn may_post(role: Role, posting: Posting) -> Result<()> {
    let least = match posting {
        Posting::Everyone => Role::Member,
        Posting::Admins => Role::Moderator,
    };
    match role >= least {
        true => Ok(()),
        false => Err(members::may_not_send()),
    }
}

const MENTIONS: [crate::sql::Column; 5] = [
    column("app_id", Type::Uuid),
    column("conversation_id", Type::Uuid),
    column("user_id", Type::Text),
    column("ordinal", Type::Int),
    nullable("sender_id", Type::Text),
];
