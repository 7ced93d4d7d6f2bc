//! Lists come in pages.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct Page<T> {
    pub data: Vec<T>,
    /// Where the next page begins. Opaque; absent on the last page.
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    pub has_more: bool,
}

impl<T> Page<T> {
    /// The same page of other items, unless one of them cannot be made.
    pub fn try_map<U, E>(self, f: impl FnMut(T) -> Result<U, E>) -> Result<Page<U>, E> {
        let data = self.data.into_iter().map(f).collect::<Result<_, E>>()?;
        Ok(Page { data, next_cursor: self.next_cursor, has_more: self.has_more })
    }
}
