//! Where a member stands, in entries and messages.

use crate::{Error, Result, log::Place};
use warbler_protocol::MemberNumbers;

/// Those of somebody who joins at an entry.
pub(super) fn joined_at(place: Place) -> MemberNumbers {
    MemberNumbers {
        intervals: vec![(place.seq, None)],
        joined_ordinal: place.ordinal,
        read_seq: place.seq,
        read_ordinal: place.ordinal,
        delivered_seq: place.seq,
        own_last_ordinal: 0,
        marked_unread: false,
        cleared_seq: 0,
        cleared_ordinal: 0,
    }
}

/// Whether they are a member now.
pub(super) fn is_active(numbers: &MemberNumbers) -> bool {
    numbers.intervals.last().is_some_and(|(_, to)| to.is_none())
}

/// The entry since which they are, or were last.
pub(super) fn joined_seq(numbers: &MemberNumbers) -> i64 {
    numbers.intervals.last().map(|(from, _)| *from).unwrap_or_default()
}

/// Refuses numbers that no member of a conversation can have whose last entry and message are these.
pub(super) fn check(numbers: &MemberNumbers, last_seq: i64, last_ordinal: i64) -> Result<()> {
    let mut end = Some(0);
    for (from, to) in &numbers.intervals {
        let in_order = end.is_some_and(|end| end < *from);
        if !in_order || to.is_some_and(|to| to < *from) || from.max(&to.unwrap_or(0)) > &last_seq {
            return Err(Error::field("/numbers/intervals", "range", "are not one after the other"));
        }
        end = *to;
    }
    let seqs = [numbers.read_seq, numbers.delivered_seq, numbers.cleared_seq];
    let (read, own) = (numbers.read_ordinal, numbers.own_last_ordinal);
    let ordinals = [numbers.joined_ordinal, read, own, numbers.cleared_ordinal];
    let within = seqs.iter().all(|seq| (0..=last_seq).contains(seq))
        && ordinals.iter().all(|ordinal| (0..=last_ordinal).contains(ordinal));
    match within && !numbers.intervals.is_empty() {
        true => Ok(()),
        false => Err(Error::field("/numbers", "range", "point behind the last entry before it")),
    }
}
