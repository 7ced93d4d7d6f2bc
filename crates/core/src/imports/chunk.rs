//! A chunk of lines on its way into the log, in one short transaction.
//!
//! Everything that the lines name is looked up at once. Then they are taken one after the other, in
//! memory, so that a bad one is told without having written anything; what came of them is written
//! together.

use super::{Line, intakes::Intakes, received::Received};
use crate::{Error, Result, Scope, log::Writer};
use warbler_protocol::{BadLine, FieldError, Tally};

/// What came of a chunk.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) tally: Tally,
    pub(super) bad_lines: Vec<BadLine>,
    /// Whether a bad line stopped it; those before it were taken.
    pub(super) stopped: bool,
}

/// Takes lines into the log. Answers what they were; the caller commits.
pub(super) async fn take(
    writer: &mut Writer<'_>,
    scope: &Scope,
    lines: &[Line],
    received: Received,
    skip_bad: bool,
) -> Result<Outcome> {
    let records = || lines.iter().filter_map(|line| line.record.as_ref().ok()?.as_ref());
    let mut intakes = Intakes::load(writer, scope, records).await?;
    let mut received = received;
    let mut outcome = Outcome::default();
    for line in lines {
        let taken = match (&line.record, received.remove(&line.number)) {
            (Ok(None), _) => Ok(()),
            (Ok(Some(_)), Some(file)) => file.map(|new| match new {
                true => outcome.tally.files_new += 1,
                false => outcome.tally.files_known += 1,
            }),
            (Ok(Some(record)), None) => match intakes.take(writer, record, &mut outcome.tally) {
                Ok(()) => Ok(()),
                Err(error) => Err(reason(error)?),
            },
            (Err(reason), _) => Err(reason.clone()),
        };
        if let Err(reason) = taken {
            let line = i64::try_from(line.number).unwrap_or(i64::MAX);
            outcome.bad_lines.push(BadLine { line, reason });
            outcome.stopped = !skip_bad;
            if outcome.stopped {
                break;
            }
            outcome.tally.skipped += 1;
        }
    }
    // Boxed, as it holds a state for each of the tables that it writes.
    outcome.tally.users_new += Box::pin(intakes.store(writer)).await?;
    Ok(outcome)
}

/// Why a line is bad; an error that is not about the line stays one.
pub(super) fn reason(error: Error) -> Result<String> {
    match error {
        Error::Invalid(fields) => {
            let field = |it: &FieldError| format!("{} {}", it.pointer, it.detail);
            Ok(fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        Error::Refused(_, detail) => Ok(detail),
        Error::NotFound(what) => Ok(format!("the {what} is not there")),
        other => Err(other),
    }
}
