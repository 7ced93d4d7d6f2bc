//! Messages entering the log, many in one transaction.

use super::{Sent, Submission, model};
use crate::{
    Error, Result,
    access::InApp as _,
    log::{Audience, Draft, Effect, Head, Writer},
    sql::{Rows, Type, column, nullable, text_or_empty, uuid_or_nil},
    validate::{encode, from_word},
};
use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryResult};
use std::collections::HashMap;
use warbler_protocol::{ErrorCode, EventKind, Message, MessageId, Posting, Role, UserId};

/// Appends what may be appended and says of each what became of it, in the same order. An error
/// means that none was.
pub(crate) async fn append(
    writer: &mut Writer<'_>,
    submissions: Vec<&Submission>,
) -> Result<Vec<Result<Sent>>> {
    if submissions.is_empty() {
        return Ok(Vec::new());
    }
    let found = look_up(writer, &submissions).await?;
    let mut batch = Batch::default();
    let mut answers = Vec::with_capacity(submissions.len());
    for (submission, found) in submissions.iter().zip(found) {
        answers.push(match batch.decide(submission, found) {
            Ok(Decision::Append(head)) => batch.append(writer, submission, head),
            Ok(Decision::Repeat) => batch.repeat(writer, submission).await?,
            Err(error) => Err(error),
        });
    }
    batch.store(writer);
    Ok(answers)
}

/// What stands in the database about one submission.
#[derive(Default)]
struct Found {
    head: Option<Head>,
    /// Of the sender, if they are a member.
    role: Option<Role>,
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
        "select v.n, {}, m.role, x.content_hash from v \
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
        content_hash: row.try_get("", "content_hash")?,
    })
}

/// What one transaction adds to `messages`, `mentions` and the senders' memberships.
struct Batch {
    messages: Rows<15>,
    mentions: Rows<4>,
    /// The newest own ordinal per membership.
    own: HashMap<(uuid::Uuid, uuid::Uuid, String), i64>,
    /// What this batch itself has appended: a repeat may come in the same batch.
    appended: HashMap<(uuid::Uuid, MessageId), ([u8; 16], Sent)>,
}

impl Default for Batch {
    fn default() -> Self {
        Self {
            messages: Rows::new(MESSAGES),
            mentions: Rows::new(MENTIONS),
            own: HashMap::new(),
            appended: HashMap::new(),
        }
    }
}

impl Batch {
    fn decide(&self, submission: &Submission, found: Found) -> Result<Decision> {
        let head = found.head.ok_or(Error::NotFound("conversation"))?;
        if submission.as_member {
            let role = found.role.ok_or(Error::NotFound("conversation"))?;
            may_post(role, head.posting)?;
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
        writer.know((submission.app_id, message.conversation_id), head);
        let draft = Draft {
            app_id: submission.app_id,
            conversation_id: message.conversation_id,
            kind: EventKind::MessageCreated,
            sender_id: message.sender_id.clone(),
            audience: Audience::Members,
            effect: Effect::None,
            hidden_from: Vec::new(),
        };
        let place = writer.append(&draft)?;
        (message.seq, message.ordinal) = (place.seq, place.ordinal);
        message.created_at = writer.now();
        let json = encode(&message)?;
        writer.write(draft, place, &json, Some(message.id));
        self.row(submission, &message)?;
        let sent = Sent { json: json.into(), created: true, position: place.position };
        let repeat = Sent { created: false, ..sent.clone() };
        let key = (submission.app_id.0, message.id);
        self.appended.insert(key, (submission.content_hash, repeat));
        Ok(sent)
    }

    fn row(&mut self, submission: &Submission, message: &Message) -> Result<()> {
        let app_id = submission.app_id.0;
        let mentions = match message.mentions.is_empty() {
            true => String::new(),
            false => encode(&message.mentions)?,
        };
        let sender = message.sender_id.as_ref().map(|id| id.as_str());
        self.messages.push([
            app_id.into(),
            message.id.0.into(),
            message.conversation_id.0.into(),
            message.seq.into(),
            message.ordinal.into(),
            text_or_empty(sender),
            text_or_empty(message.client_id.as_deref()),
            submission.content_hash.to_vec().into(),
            message.text.as_str().into(),
            submission.metadata.as_str().into(),
            mentions.into(),
            message.mention_all.into(),
            uuid_or_nil(message.reply_to.map(|id| id.0)),
            i64::from(message.version).into(),
            message.created_at.0.into(),
        ]);
        for user in mentioned(&message.mentions, message.mention_all) {
            let conversation_id = message.conversation_id.0;
            self.mentions.push([
                app_id.into(),
                conversation_id.into(),
                user.into(),
                message.ordinal.into(),
            ]);
        }
        if let Some(sender) = sender {
            let key = (app_id, message.conversation_id.0, sender.to_owned());
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

    fn store(self, writer: &mut Writer<'_>) {
        let script = writer.script();
        script.insert(self.messages, "messages", "");
        // One who is mentioned twice is mentioned once.
        script.insert(self.mentions, "mentions", "on conflict do nothing");
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
    }
}

/// Whom a message alerts, as the table of mentions has it.
pub(super) fn mentioned(mentions: &[UserId], all: bool) -> impl Iterator<Item = &str> {
    mentions.iter().map(|id| id.as_str()).chain(all.then_some("*"))
}

fn may_post(role: Role, posting: Posting) -> Result<()> {
    let least = match posting {
        Posting::Everyone => Role::Member,
        Posting::Admins => Role::Moderator,
    };
    match role >= least {
        true => Ok(()),
        false => Err(Error::forbidden("this role may not send messages here")),
    }
}

const MESSAGES: [crate::sql::Column; 15] = [
    column("app_id", Type::Uuid),
    column("id", Type::Uuid),
    column("conversation_id", Type::Uuid),
    column("seq", Type::Int),
    column("ordinal", Type::Int),
    nullable("sender_id", Type::Text),
    nullable("client_id", Type::Text),
    column("content_hash", Type::Bytes),
    column("text", Type::Text),
    nullable("metadata", Type::Text),
    nullable("mentions", Type::Text),
    column("mention_all", Type::Bool),
    nullable("reply_to", Type::Uuid),
    column("version", Type::Int),
    column("created_at", Type::Int),
];

const MENTIONS: [crate::sql::Column; 4] = [
    column("app_id", Type::Uuid),
    column("conversation_id", Type::Uuid),
    column("user_id", Type::Text),
    column("ordinal", Type::Int),
];
