//! Reactions: an emoji or a short word that a member attaches to a message.
//!
//! 1. A user reacts in one way once: doing it again is no second reaction, and no entry.
//! 2. How many reacted how stands with the message and moves in the same transaction.
//! 3. A key is what somebody wrote, so the log keeps it in one place at most for each user, message
//!    and key: the entry that says so last. Taking back a message or erasing a user finds it there.
//! 4. In large conversations reactions are state and news, not history: they take no seq, and who
//!    was away is told how the reactions are now.

mod change;
mod export;
mod forget;
mod import;
mod list;
mod model;

pub use change::{add, remove};
pub(crate) use export::{AfterReaction, records};
pub(crate) use forget::{forget_chunk, forget_message};
pub(crate) use import::{Intake, Key, change_of};
pub use list::list;
pub(crate) use list::{changed_since, mine};
