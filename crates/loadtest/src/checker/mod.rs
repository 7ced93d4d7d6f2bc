//! Whether a run kept the promises P1–P7 and P9–P11 (and P18, as far as a history shows it).
//!
//! Pure: a [`History`] goes in, violations come out. Every check is one pass over what it looks
//! at, apart from sorting by time. What is checked against is the log that the readers found at
//! the end, put together once in [`log::Log`]; the checks add no order of their own.

mod access;
mod acks;
mod content;
pub mod history;
mod log;
#[cfg(test)]
mod mutations;
mod order;
mod reads;
mod receipts;
mod sessions;
#[cfg(test)]
mod simulate;
mod violation;

pub use history::History;
pub use violation::{Kind, Violation};

/// All that is wrong with a run; empty if it kept what was promised.
pub fn check(history: &History) -> Vec<Violation> {
    let mut report = violation::Report::default();
    let world = log::World::read(history, &mut report);
    acks::check(history, &world, &mut report);
    content::check(history, &world, &mut report);
    order::check(history, &world, &mut report);
    sessions::check(history, &world, &mut report);
    reads::check(history, &mut report);
    receipts::check(history, &world, &mut report);
    access::check(history, &world, &mut report);
    report.0
}
