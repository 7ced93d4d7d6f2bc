//! Our index.

use super::{
    corpus::Message,
    questions::{Form, Question},
    store::{PAGE, Reader, Store},
};
use anyhow::{Context, Result};
use std::{
    path::Path,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use warbler_search::{
    Document, Index, Request, Writer,
    query::{Query, Text},
};

/// As the product has it.
const MEMORY: usize = 50_000_000;
/// Between commits, as in the product.
const COMMIT: Duration = Duration::from_secs(1);

const APP: &str = "app_0190a3f25c7e7c1a9f3b5d7e9f1a2b3c";

pub(super) struct Ours {
    directory: TempDir,
    index: Index,
    writer: Option<Writer>,
    position: u64,
    committed: Instant,
}

impl Ours {
    pub(super) fn open() -> Result<Self> {
        let directory = TempDir::with_prefix("warbler-search-")?;
        let index = Index::open(directory.path())?;
        let writer = Some(index.writer(MEMORY)?);
        Ok(Self { directory, index, writer, position: 0, committed: Instant::now() })
    }

    fn writer(&mut self) -> Result<&mut Writer> {
        self.writer.as_mut().context("the writer is gone")
    }

    fn commit(&mut self) -> Result<()> {
        let position = self.position;
        self.writer()?.commit(position)?;
        self.committed = Instant::now();
        Ok(())
    }
}

impl Store for Ours {
    type Reader = Asker;

    async fn add(&mut self, messages: &[Message]) -> Result<()> {
        for message in messages {
            self.position = message.position;
            self.writer()?.add(&document(message))?;
        }
        if self.committed.elapsed() >= COMMIT {
            self.commit()?;
        }
        Ok(())
    }

    async fn settle(&mut self) -> Result<()> {
        self.commit()?;
        if let Some(writer) = self.writer.take() {
            writer.close()?;
        }
        self.writer = Some(self.index.writer(MEMORY)?);
        Ok(())
    }

    async fn size(&mut self) -> Result<u64> {
        size(self.directory.path())
    }

    async fn reader(&self) -> Result<Asker> {
        Ok(Asker { index: self.index.clone() })
    }
}

fn document(message: &Message) -> Document {
    Document {
        position: message.position,
        app: APP.to_owned(),
        conversation: message.conversation.clone(),
        sender: Some(message.sender.clone()),
        seq: message.seq,
        created_at: message.created_at,
        traits: vec!["text".to_owned()],
        text: message.text.clone(),
        ..Document::default()
    }
}

fn size(directory: &Path) -> Result<u64> {
    let files = std::fs::read_dir(directory)?;
    files.map(|file| Ok(file?.metadata()?.len())).sum()
}

pub(super) struct Asker {
    index: Index,
}

impl Asker {
    fn find(&self, text: Text, any: bool, limit: usize) -> Result<Vec<u64>> {
        let query = Query { texts: vec![text], filters: Vec::new() };
        let request = Request { app: APP.to_owned(), query, any, limit, ..Request::default() };
        Ok(self.index.find(&request)?.hits.iter().map(|hit| hit.position).collect())
    }
}

impl Reader for Asker {
    async fn ask(&mut self, question: &Question) -> Result<usize> {
        let text = &question.text;
        let query = match question.form {
            Form::Words => text.clone(),
            Form::Phrase => format!("\"{text}\""),
            Form::Prefix => format!("{text}*"),
        };
        let query = Query::parse(&query).context("the question cannot be read")?;
        let request = Request { app: APP.to_owned(), query, limit: PAGE, ..Request::default() };
        Ok(self.index.find(&request)?.hits.len())
    }

    async fn best(&mut self, question: &str) -> Result<Option<u64>> {
        let text = Text { text: question.to_owned(), phrase: false, negated: false, prefix: false };
        Ok(self.find(text, true, 1)?.first().copied())
    }
}
