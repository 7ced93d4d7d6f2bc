//! What the contestants have in common.

use super::{corpus::Message, questions::Question};
use anyhow::Result;

/// Takes messages, one after the other, as they are said.
pub(super) trait Store: Send + 'static {
    type Reader: Reader;

    /// Adds messages that are findable, and durable, shortly after.
    fn add(&mut self, messages: &[Message]) -> impl Future<Output = Result<()>> + Send;

    /// Does what it does when there is time, and makes everything findable.
    fn settle(&mut self) -> impl Future<Output = Result<()>> + Send;

    /// What finding takes on the disk, the texts themselves apart; in bytes.
    fn size(&mut self) -> impl Future<Output = Result<u64>> + Send;

    fn reader(&self) -> impl Future<Output = Result<Self::Reader>> + Send;
}

/// Answers beside the writer.
pub(super) trait Reader {
    /// How many messages are on the first page: up to 20, the best first.
    async fn ask(&mut self, question: &Question) -> Result<usize>;

    /// The message that answers a question in plain words best.
    async fn best(&mut self, question: &str) -> Result<Option<u64>>;
}

pub(super) const PAGE: usize = 20;
