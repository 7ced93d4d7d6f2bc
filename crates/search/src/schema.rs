//! What a document of the index has.

use crate::analysis::Analyzer;
use tantivy::{
    schema::{
        FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions,
    },
    tokenizer::{TextAnalyzer, TokenizerManager},
};

/// Grows whenever documents or their terms change: an index of another version is built anew.
pub(crate) const VERSION: u32 = 2;

const ANALYZER: &str = "warbler";

#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// The key: of the entry that created the message, in the shard.
    pub(crate) position: Field,
    pub(crate) app: Field,
    pub(crate) conversation: Field,
    pub(crate) sender: Field,
    pub(crate) seq: Field,
    /// Of a reply: what its thread is about; else 0.
    pub(crate) thread_seq: Field,
    pub(crate) created_at: Field,
    /// What it is and has: `text`, `system`, `file`, `link`, `image`.
    pub(crate) traits: Field,
    pub(crate) text: Field,
}

pub(crate) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(ANALYZER)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let fields = Fields {
        position: builder.add_u64_field("position", INDEXED | FAST),
        app: builder.add_text_field("app", STRING),
        conversation: builder.add_text_field("conversation", STRING | FAST),
        sender: builder.add_text_field("sender", STRING | FAST),
        seq: builder.add_u64_field("seq", FAST),
        thread_seq: builder.add_u64_field("thread_seq", FAST),
        created_at: builder.add_u64_field("created_at", FAST),
        traits: builder.add_text_field("traits", STRING),
        text: builder.add_text_field("text", TextOptions::default().set_indexing_options(indexing)),
    };
    (builder.build(), fields)
}

pub(crate) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(ANALYZER, TextAnalyzer::builder(Analyzer).build());
    manager
}
