//! The support desk: who answers a customer, from the first question to the resolution.
//!
//! 1. A support conversation has one owner: a bot, a queue or an operator. Every change of owner or
//!    state is one transaction of the log's writer: an entry in the conversation, another in the inbox
//!    of its queue, what is said with it, and the row that is folded from them. What it takes for
//!    granted is checked under the lock ([`change`]).
//! 2. `owner_epoch` only grows: with every change of owner, and when the conversation is resolved or
//!    opened again. Who acts with an older one is refused.
//! 3. The operator who owns a conversation is a member of it, and of the linked conversation of kind
//!    `internal`, which has notes and summaries. No other operator is: what one may read, membership
//!    says here as everywhere. The operators of a queue are members of its inbox.
//! 4. Time passes in the worker: [`listening`] notes who wrote last, and [`sweep`] does what is due.

mod assign;
pub mod canned_replies;
mod change;
mod desk;
mod episodes;
mod forget;
pub(crate) mod hand_over;
mod hours;
mod inbox;
mod labels;
mod listening;
mod model;
mod open;
pub mod operators;
pub(crate) mod ownership;
pub mod queues;
mod rate;
mod report;
pub(crate) mod resolve;
mod say;
mod seat;
mod show;
mod sweep;
mod take;
mod transcript;
mod triage;

pub use assign::assign_due;
pub use desk::{desk, update_desk};
pub(crate) use forget::{forget, forget_conversation, forget_notes};
pub use hand_over::{hand_over, offer, return_to_bot};
pub use inbox::{InboxQuery, counts, list};
pub use listening::Listening;
pub use model::Owner;
pub(crate) use open::open;
pub(crate) use ownership::is_answered_by;
pub use ownership::{Ownership, owner};
pub use rate::rate;
pub use report::{ReportQuery, report};
pub use resolve::{reopen, resolve, snooze, wake};
pub use show::get;
pub use sweep::sweep;
pub use take::{assign, claim, take_over};
pub use transcript::transcript;
pub use triage::{add_note, triage};
