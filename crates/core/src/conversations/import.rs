//! Conversations as an import has them.
//!
//! One that carries its numbers (`as_of_seq`) begins with the entry it began with; its other entries
//! and its members follow in the file. One that carries none begins here, with the members it names.

mod rows;

use super::{Model, create::Plan};
use crate::{
    Error, Result, Scope,
    log::{Draft, HEAD_COLUMNS, Head, Imported, Writer, effect},
    members,
    names::{self, NamedConversation},
    sql::{Rows, Type, column},
    users,
    validate::{encode, no_nul, rules},
};
use rows::COLUMNS;
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;
use warbler_protocol::{
    Conversation, ConversationId, ConversationRecord, CreateConversation, EventKind, Timestamp,
    UserId,
};

/// The conversations of one chunk: those that are there, and those that are to be made.
pub(crate) struct Intake<'a> {
    scope: &'a Scope,
    /// Whether they were deleted.
    by_id: HashMap<ConversationId, bool>,
    by_key: HashMap<String, ConversationId>,
    by_pair: HashMap<String, ConversationId>,
    new: Rows<{ COLUMNS.len() }>,
    /// Both sides of direct ones that are new.
    pairs: Vec<[UserId; 2]>,
    /// The names of those that are new and have one, and whether they are public.
    named: Vec<(Uuid, String, bool)>,
}

/// By what a chunk names conversations.
#[derive(Default)]
pub(crate) struct Names<'a> {
    pub(crate) ids: BTreeSet<ConversationId>,
    pub(crate) keys: BTreeSet<&'a str>,
    pub(crate) pairs: BTreeSet<String>,
}

impl<'a> Names<'a> {
    pub(crate) fn add(&mut self, id: Option<ConversationId>, key: Option<&'a String>) {
        self.ids.extend(id);
        // One with a NUL is nobody's, and PostgreSQL cannot look for it.
        self.keys.extend(key.map(String::as_str).filter(|key| !key.contains('\0')));
    }

    pub(crate) fn add_record(&mut self, record: &'a ConversationRecord) {
        self.add(record.id, record.key.as_ref());
        if let Ok(Plan { pair: Some(pair), .. }) = plan(record) {
            self.pairs.insert(pair);
        }
    }
}

impl<'a> Intake<'a> {
    /// Looks up which of the named conversations are there, heads included.
    pub(crate) async fn load(
        writer: &mut Writer<'_>,
        scope: &'a Scope,
        names: Names<'_>,
    ) -> Result<Self> {
        let maps = (HashMap::new(), HashMap::new(), HashMap::new());
        let (by_id, by_key, by_pair) = maps;
        let mut intake = Self {
            scope,
            by_id,
            by_key,
            by_pair,
            new: Rows::new(COLUMNS),
            pairs: vec![],
            named: vec![],
        };
        let ids = names.ids.iter().map(|id| id.0.into());
        intake.find(writer, "id", Type::Uuid, ids).await?;
        let keys = names.keys.iter().map(|key| (*key).into());
        intake.find(writer, "key", Type::Text, keys).await?;
        let pairs = names.pairs.iter().map(|pair| pair.as_str().into());
        intake.find(writer, "pair", Type::Text, pairs).await?;
        Ok(intake)
    }

    async fn find(
        &mut self,
        writer: &mut Writer<'_>,
        by: &str,
        kind: Type,
        values: impl Iterator<Item = sea_orm::Value>,
    ) -> Result<()> {
        let app_id = self.scope.app_id;
        let mut rows = Rows::new([column("app_id", Type::Uuid), column("it", kind)]);
        values.for_each(|value| rows.push([app_id.0.into(), value]));
        let sql = format!(
            "select c.id, c.key, c.pair, c.deleted_at, {HEAD_COLUMNS} from v \
             join conversations c on c.app_id = v.app_id and c.{by} = v.it"
        );
        for row in rows.query(writer.tx(), &sql).await? {
            let id = ConversationId(row.try_get::<Uuid>("", "id")?);
            let deleted: Option<i64> = row.try_get("", "deleted_at")?;
            self.by_id.insert(id, deleted.is_some());
            self.by_key.extend(row.try_get::<Option<String>>("", "key")?.map(|key| (key, id)));
            self.by_pair.extend(row.try_get::<Option<String>>("", "pair")?.map(|pair| (pair, id)));
            if deleted.is_none() {
                writer.know((app_id, id), Head::from_row(&row)?);
            }
        }
        Ok(())
    }

    /// The conversation that a record belongs to.
    pub(crate) fn resolve(
        &self,
        id: Option<ConversationId>,
        key: Option<&String>,
    ) -> Result<ConversationId> {
        let found = match (id, key) {
            (Some(id), _) => self.by_id.get(&id).map(|_| id),
            (None, Some(key)) => self.by_key.get(key).copied(),
            (None, None) => {
                let detail = "says which conversation, as conversation_key does";
                return Err(Error::field("/conversation_id", "required", detail));
            }
        };
        let found = found.ok_or_else(|| Error::conflict("the conversation is not there yet"))?;
        match self.by_id.get(&found) {
            Some(true) => Err(Error::conflict("the conversation was deleted")),
            _ => Ok(found),
        }
    }

    /// Takes a conversation. Answers whether it is new.
    pub(crate) fn take(
        &mut self,
        writer: &mut Writer<'_>,
        users: &mut users::Intake,
        members: &mut members::Intake,
        record: &ConversationRecord,
    ) -> Result<bool> {
        rules(record)?;
        no_nul("/key", record.key.as_deref())?;
        no_nul("/name", record.name.as_deref())?;
        no_nul("/description", record.description.as_deref())?;
        if record.id.is_none() && record.key.is_none() {
            return Err(Error::field("/id", "required", "a conversation has an id or a key"));
        }
        let plan = plan(record)?;
        if self.is_there(record, &plan)? {
            return Ok(false);
        }
        let at = record.created_at.unwrap_or(writer.now());
        let updated_at = record.updated_at.unwrap_or(at).0;
        let id = record.id.unwrap_or_else(ConversationId::generate);
        let created_by = record.created_by.as_ref().map(ToString::to_string);
        let row = plan.row(self.scope, at.0)?;
        let row = Model { id: id.0, created_by, updated_at, ..row };
        self.begin(writer, users, members, (record, &plan, &row, at))?;
        self.by_id.insert(id, false);
        self.by_key.extend(row.key.clone().map(|key| (key, id)));
        self.by_pair.extend(row.pair.clone().map(|pair| (pair, id)));
        if let (Some(_), [one, other]) = (&row.pair, &*plan.members) {
            self.pairs.push([one.user_id.clone(), other.user_id.clone()]);
        }
        let public = row.is_public()?;
        self.named.extend(row.name.clone().map(|name| (row.id, name, public)));
        self.new.push(rows::cells(row));
        Ok(true)
    }

    fn is_there(&self, record: &ConversationRecord, plan: &Plan) -> Result<bool> {
        let by_key = record.key.as_ref().and_then(|key| self.by_key.get(key));
        let by_pair = plan.pair.as_ref().and_then(|pair| self.by_pair.get(pair));
        let there = record.id.filter(|id| self.by_id.contains_key(id));
        match (there, by_key, by_pair) {
            (Some(id), ..) if self.by_id.get(&id) == Some(&true) => {
                Err(Error::conflict("the conversation was deleted"))
            }
            (Some(_), ..) => Ok(true),
            (None, Some(_), _) if record.id.is_none() => Ok(true),
            (None, Some(other), _) => {
                Err(Error::conflict(&format!("the key is that of {other} already")))
            }
            (None, None, Some(other)) => {
                let detail = format!("the two have a direct conversation already, {other}");
                Err(Error::conflict(&detail))
            }
            (None, None, None) => Ok(false),
        }
    }

    /// Appends the first entry.
    fn begin(
        &self,
        writer: &mut Writer<'_>,
        users: &mut users::Intake,
        members: &mut members::Intake,
        (record, plan, row, at): (&ConversationRecord, &Plan, &Model, Timestamp),
    ) -> Result<()> {
        let (app_id, conversation_id) = (self.scope.app_id, row.id());
        let numbered = record.as_of_seq.is_some();
        let count = if numbered { 0 } else { plan.count() };
        let circle = plan.members.iter().map(|member| members::joining(member, at)).collect();
        let data = match (&record.created, numbered) {
            (Some(created), true) => with_app(created.clone(), app_id),
            (None, true) => {
                return Err(Error::field("/created", "required", "goes with as_of_seq"));
            }
            (_, false) => {
                let row = Model { last_seq: 1, ..row.clone() };
                encode(&Conversation { members: circle, ..row.conversation()? })?
            }
        };
        let kind = EventKind::ConversationCreated;
        let effect = effect(kind, &data).map_err(not_created)?;
        let draft =
            Draft::imported((app_id, conversation_id), kind, record.created_by.clone(), effect);
        record.members.iter().for_each(|member| users.imply(&member.user_id));
        writer.know((app_id, conversation_id), Head { member_count: count, ..plan.head() });
        let imported = Imported { at, data: Some(&data), message_id: None, uncounted: None };
        let place = writer.import(&draft, imported)?;
        if !numbered {
            members.begin(conversation_id, place, at, &plan.members)?;
        }
        Ok(())
    }

    /// Writes those that are new.
    pub(crate) async fn store(self, writer: &Writer<'_>) -> Result<()> {
        self.new.insert(writer.tx(), "conversations", "").await?;
        let named = self.named.iter().map(|(id, name, public)| NamedConversation {
            id: *id,
            name: Some(name),
            public: *public,
        });
        let named: Vec<_> = named.collect();
        names::keep_conversations(writer.tx(), self.scope.app_id, &named).await?;
        let pairs = self.pairs.iter().map(|[one, other]| [one, other]);
        super::fold_blocks(writer.tx(), self.scope.app_id, pairs).await
    }
}

/// What a record comes to, as if it were to be created.
fn plan(record: &ConversationRecord) -> Result<Plan> {
    let members = match &record.created {
        None => record.members.clone(),
        Some(created) => {
            let members = created.get("members").cloned().unwrap_or_else(|| Value::Array(vec![]));
            members::first(members)?
        }
    };
    Plan::of(CreateConversation {
        kind: record.kind,
        key: record.key.clone(),
        name: record.name.clone(),
        description: record.description.clone(),
        avatar_url: record.avatar_url.clone(),
        visibility: record.visibility,
        history: record.history,
        posting: record.posting,
        metadata: record.metadata.clone(),
        members,
    })
}

/// An event's data, with the app that exports leave out.
pub(crate) fn with_app(mut data: Map<String, Value>, app_id: warbler_protocol::AppId) -> String {
    data.insert("app_id".to_owned(), app_id.to_string().into());
    Value::Object(data).to_string()
}

fn not_created(_: Error) -> Error {
    Error::field("/created", "invalid", "is not what conversation.created has")
}
