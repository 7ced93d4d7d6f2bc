//! Exports: the whole app as JSON Lines, which an import takes.
//!
//! An export is of one moment, a position of the app's shard: entries after it are left out, whatever
//! is written meanwhile. It goes from page to page and holds nothing between two, so that it may take
//! as long as it likes, stop and go on. What is not in the log (names, roles) is as it is when its
//! page is read; what was recalled meanwhile is recalled.

mod history;
mod job;
mod model;
mod opening;
mod page;

pub use job::{ForgetExport, RunExport, content, forget, get, give_up, start, step};
pub use opening::{Opening, open};
pub use page::{Progress, next};
