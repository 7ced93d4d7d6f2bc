//! What entries about messages say when they are read, and to whom.

use super::{
    Entry, Hidden,
    entry::{frame, shows_message},
};
use crate::{
    Context, Result,
    members::{self, Visible},
    messages::{self, Told},
    validate::encode,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;
use warbler_protocol::{AppId, EventKind, MessageId, UserId};

/// The messages that entries are about, as they are now.
pub(super) struct Texts(HashMap<(AppId, MessageId), Told>);

impl Texts {
    pub(super) async fn load(ctx: &Context, entries: impl Iterator<Item = &Entry>) -> Result<Self> {
        let mut wanted: HashMap<AppId, HashSet<Uuid>> = HashMap::new();
        for entry in entries {
            wanted.entry(AppId(entry.app_id)).or_default().extend(entry.message_id);
        }
        let mut texts = HashMap::new();
        for (app_id, ids) in wanted {
            let ids = ids.into_iter().collect();
            let found = messages::told(ctx.db.reader(), app_id, ids).await?;
            texts.extend(found.into_iter().map(|told| ((app_id, told.message.id), told)));
        }
        Ok(Self(texts))
    }

    fn about(&self, entry: &Entry) -> Option<&Told> {
        self.0.get(&(AppId(entry.app_id), MessageId(entry.message_id?)))
    }

    /// Whether a reader may see the message that the entry is about, if it is about one.
    pub(super) fn seen(&self, entry: &Entry, visible: &Visible) -> bool {
        self.about(entry).is_none_or(|told| visible.shows(told.message.seq, told.thread_seq))
    }

    /// The JSON of the entry's event, unless there is nothing left of it.
    pub(super) fn of(&self, entry: &Entry) -> Result<Option<String>> {
        let kind = entry.kind()?;
        if !shows_message(kind) {
            return Ok(entry.body.clone());
        }
        let json = |told: &Told| match kind {
            EventKind::ReactionUpdated => encode(&told.reactions()),
            _ => encode(&told.message),
        };
        self.about(entry).map(json).transpose()
    }

    /// What a reader is told who may not see the entry: of a reply in a thread that they see, how
    /// the thread stands with it.
    pub(super) fn instead(&self, entry: &Entry, visible: &Visible) -> Result<(EventKind, String)> {
        let thread_seq = self.about(entry).and_then(|told| told.thread_seq);
        match self.thread(entry)?.filter(|_| thread_seq.is_some_and(|seq| visible.contains(seq))) {
            Some(thread) => Ok((EventKind::ThreadUpdated, thread)),
            None => Ok((EventKind::Hidden, self.place(entry, visible)?)),
        }
    }

    /// What is told of a message that the reader has deleted for themselves: its place among the
    /// others, so that they know how far the conversation has come.
    fn place(&self, entry: &Entry, visible: &Visible) -> Result<String> {
        let told = self.about(entry).filter(|told| visible.covers(told.message.seq));
        let created = entry.kind()? == EventKind::MessageCreated;
        match told.map(|told| &told.message).filter(|message| created && message.is_counted()) {
            Some(message) => Ok(format!(r#"{{"ordinal":{}}}"#, message.ordinal)),
            None => Ok("{}".to_owned()),
        }
    }

    /// Who of the members is told something instead of the entry, and what.
    pub(super) async fn hidden(&self, ctx: &Context, entry: &Entry) -> Result<Vec<Hidden>> {
        let Some(told) = self.about(entry) else { return Ok(Vec::new()) };
        let from = blind_to(ctx, entry, told.thread_seq).await?;
        let mut others = blind_to(ctx, entry, Some(told.message.seq)).await?;
        others.retain(|user_id| !from.contains(user_id));
        let nothing = (EventKind::Hidden, "{}".to_owned());
        let thread = self.thread(entry)?.map(|thread| (EventKind::ThreadUpdated, thread));
        let thread = thread.unwrap_or_else(|| nothing.clone());
        let (app_id, conversation_id) = entry.key();
        let numbers = (entry.position, entry.seq);
        let hidden = [(from, nothing), (others, thread)].into_iter();
        let hidden = hidden.filter(|(from, _)| !from.is_empty()).map(|(from, (kind, data))| {
            let frame = frame(&ctx.secrets, app_id, conversation_id, kind, numbers, &data);
            Hidden { from, frame }
        });
        Ok(hidden.collect())
    }

    /// The thread that the entry's message is a reply in, if the entry is about that reply itself.
    fn thread(&self, entry: &Entry) -> Result<Option<String>> {
        let is_about_it =
            shows_message(entry.kind()?) && entry.kind()? != EventKind::ReactionUpdated;
        let told = self.about(entry).filter(|_| is_about_it);
        let thread = told.and_then(Told::thread);
        thread.map(|thread| encode(&thread)).transpose()
    }
}

/// The members who may not see what was sent at a seq before the entry.
async fn blind_to(ctx: &Context, entry: &Entry, seq: Option<i64>) -> Result<Vec<UserId>> {
    let (app_id, conversation_id) = entry.key();
    match seq.filter(|seq| Some(*seq) != entry.seq) {
        Some(seq) => members::blind_to(ctx.db.reader(), app_id, conversation_id, &[seq]).await,
        None => Ok(Vec::new()),
    }
}
