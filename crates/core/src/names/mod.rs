//! Finding users and conversations by what they are called, while the name is being typed.
//!
//! 1. For each place in a name at which somebody may begin to type there is a row: the folded name
//!    from there on, its tail. Looking a beginning up is a range of an index; nothing is scanned.
//! 2. The rows are written in the transaction that writes the name.
//! 3. Names and questions are folded as messages are for search ([`warbler_text`]). Scripts without
//!    spaces may be entered at every character.

mod conversations;
mod fill;
mod find;
mod tails;
mod users;

pub use conversations::find_conversations;
pub(crate) use conversations::{NamedConversation, forget_conversation, keep_conversations};
pub use fill::{FillNames, fill_chunk};
pub use users::find_users;
pub(crate) use users::{forget_user, keep_users};

use crate::{Error, Result};
use tails::Wanted;
use warbler_protocol::ErrorCode;

/// Longest question, in characters.
const MAX_QUESTION: usize = 200;

/// What is looked for by name.
#[derive(Clone, Copy, Debug)]
pub struct NameQuery<'a> {
    pub name: &'a str,
    pub limit: u64,
    pub cursor: Option<&'a str>,
}

impl NameQuery<'_> {
    /// What must stand in a name; nothing where no word is asked for.
    fn wanted(&self) -> Result<Option<Wanted>> {
        if self.name.chars().count() > MAX_QUESTION {
            let detail = format!("q has at most {MAX_QUESTION} characters");
            return Err(Error::Refused(ErrorCode::InvalidParameter, detail));
        }
        Ok(Wanted::read(self.name))
    }
}
