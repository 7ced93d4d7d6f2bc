//! How an index fails.

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was asked cannot be understood; says where.
    #[error("{0}")]
    Query(#[from] crate::query::QueryError),

    /// The files are missing, damaged or of another release: build them anew.
    #[error("the index cannot be read: {0}")]
    Unreadable(String),

    #[error("the index failed: {0}")]
    Index(#[from] tantivy::TantivyError),
}
