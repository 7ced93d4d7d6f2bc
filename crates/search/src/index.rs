//! One index: its files, its writer, and what it is read with.

use crate::{
    Error, Result,
    files::Files,
    schema::{Fields, VERSION, schema, tokenizers},
};
use serde::{Deserialize, Serialize};
use std::{fs, path::Path, sync::Arc};
use tantivy::{
    IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term,
    directory::MmapDirectory,
    query::{BooleanQuery, Query, TermQuery},
    schema::{Field, IndexRecordOption},
};

/// A message, as the index takes it. Texts are only read here.
#[derive(Clone, Debug, Default)]
pub struct Document {
    pub position: u64,
    pub app: String,
    pub conversation: String,
    pub sender: Option<String>,
    pub seq: u64,
    /// Of a reply: that of what its thread is about, without which it is not seen.
    pub thread_seq: Option<u64>,
    /// Milliseconds since 1970.
    pub created_at: u64,
    pub traits: Vec<String>,
    pub text: String,
}

/// What a commit says of itself.
#[derive(Debug, Deserialize, Serialize)]
struct Payload {
    version: u32,
    position: u64,
}

/// An open index. Cheap to clone.
#[derive(Clone)]
pub struct Index {
    index: tantivy::Index,
    reader: IndexReader,
    fields: Fields,
    files: Arc<Files>,
}

/// The one writer of an index: the directory is locked while it lives.
pub struct Writer {
    index: Index,
    writer: IndexWriter,
}

impl Index {
    /// Opens what is there, or makes an empty index where nothing is.
    ///
    /// [`Error::Unreadable`] means that what is there cannot be used and has to be built anew.
    pub fn open(directory: &Path) -> Result<Self> {
        fs::create_dir_all(directory).map_err(|error| Error::Unreadable(error.to_string()))?;
        let (schema, fields) = schema();
        let files =
            MmapDirectory::open(directory).map_err(|error| Error::Unreadable(error.to_string()))?;
        let builder = tantivy::Index::builder().schema(schema).tokenizers(tokenizers());
        let index = builder.open_or_create(files).map_err(unreadable)?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(unreadable)?;
        let files = Arc::new(Files::new(directory));
        let index = Self { index, reader, fields, files };
        index.position()?;
        Ok(index)
    }

    /// Everything of the log up to here is in the last commit.
    pub fn position(&self) -> Result<u64> {
        let Some(payload) = self.index.load_metas().map_err(unreadable)?.payload else {
            return Ok(0);
        };
        match serde_json::from_str::<Payload>(&payload) {
            Ok(payload) if payload.version == VERSION => Ok(payload.position),
            Ok(payload) => Err(Error::Unreadable(format!("it is of version {}", payload.version))),
            Err(error) => Err(Error::Unreadable(error.to_string())),
        }
    }

    /// Takes the index for writing. `memory` is what may be in memory between commits, in bytes.
    pub fn writer(&self, memory: usize) -> Result<Writer> {
        // One thread: order among the changes of a message is order in time.
        let writer = self.index.writer_with_num_threads(1, memory)?;
        Ok(Writer { index: self.clone(), writer })
    }

    /// How many messages can be found.
    pub fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether every file says what it said when it was written.
    pub fn is_sound(&self) -> bool {
        self.index.validate_checksum().is_ok_and(|damaged| damaged.is_empty())
    }

    /// Whether the files are those that were written: none is gone, and none was written over. Reads
    /// no more of them than their names, so that it can be asked before each search.
    pub fn is_intact(&self) -> bool {
        // What is merged away meanwhile goes after it is out of the list.
        (0..2).any(|_| {
            let listed = self.index.load_metas();
            listed.is_ok_and(|metas| self.files.are_as_they_were(&metas.segments))
        })
    }

    pub(crate) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    pub(crate) fn fields(&self) -> Fields {
        self.fields
    }
}

impl Writer {
    /// Adds a message, in place of what the index has of it.
    pub fn put(&mut self, document: &Document) -> Result<()> {
        self.remove(document.position);
        self.add(document)
    }

    /// Adds a message that the index has never seen.
    pub fn add(&mut self, document: &Document) -> Result<()> {
        let fields = self.index.fields;
        let mut row = TantivyDocument::default();
        row.add_u64(fields.position, document.position);
        row.add_text(fields.app, &document.app);
        row.add_text(fields.conversation, &document.conversation);
        row.add_text(fields.sender, document.sender.as_deref().unwrap_or_default());
        row.add_u64(fields.seq, document.seq);
        row.add_u64(fields.thread_seq, document.thread_seq.unwrap_or_default());
        row.add_u64(fields.created_at, document.created_at);
        for name in &document.traits {
            row.add_text(fields.traits, name);
        }
        row.add_text(fields.text, &document.text);
        self.writer.add_document(row)?;
        Ok(())
    }

    pub fn remove(&mut self, position: u64) {
        self.writer.delete_term(Term::from_field_u64(self.index.fields.position, position));
    }

    /// Removes a conversation.
    pub fn forget_conversation(&mut self, app: &str, conversation: &str) -> Result<()> {
        let fields = self.index.fields;
        self.forget(&[(fields.app, app), (fields.conversation, conversation)])
    }

    /// Removes everything of an app.
    pub fn forget_app(&mut self, app: &str) -> Result<()> {
        self.forget(&[(self.index.fields.app, app)])
    }

    fn forget(&mut self, values: &[(Field, &str)]) -> Result<()> {
        let is = |(field, value): &(Field, &str)| -> Box<dyn Query> {
            let term = Term::from_field_text(*field, value);
            Box::new(TermQuery::new(term, IndexRecordOption::Basic))
        };
        let all = BooleanQuery::intersection(values.iter().map(is).collect());
        self.writer.delete_query(Box::new(all))?;
        Ok(())
    }

    /// Makes what was put and removed findable, and durable together with the position it goes up to.
    pub fn commit(&mut self, position: u64) -> Result<()> {
        let payload = serde_json::to_string(&Payload { version: VERSION, position })
            .map_err(|error| Error::Unreadable(error.to_string()))?;
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&payload);
        commit.commit()?;
        self.index.reader.reload()?;
        Ok(())
    }

    /// Waits until nothing is being merged, and lets go of the directory.
    pub fn close(self) -> Result<()> {
        Ok(self.writer.wait_merging_threads()?)
    }
}

fn unreadable(error: TantivyError) -> Error {
    match error {
        // Out of disk or files: what is there may be sound.
        TantivyError::IoError(io) => Error::Index(TantivyError::IoError(Arc::clone(&io))),
        other => Error::Unreadable(other.to_string()),
    }
}
