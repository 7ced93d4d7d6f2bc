//! Business hours: when somebody is there, in a time zone with its changes of time.
//!
//! A span begins and ends by the clock on the wall. Where that clock jumps over the moment, the jump
//! counts; where it shows the moment twice, a span begins with the first and ends with the second.

use crate::{Error, Result};
use chrono::{Datelike as _, Days, NaiveDate, NaiveDateTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;
use std::collections::BTreeSet;
use warbler_protocol::{BusinessHours, OpenSpan, Timestamp, Weekday};

/// Days that are looked at for the next opening, or for the end of a target. Beyond lies never.
const HORIZON: u64 = 3660;
const MINUTE: i64 = 60_000;
/// Minutes of a day.
const DAY: i64 = 24 * 60;

/// Business hours that were checked.
#[derive(Clone, Debug)]
pub(super) struct Hours {
    zone: Tz,
    /// By day of the week from Monday: minutes of the day from which and to which.
    week: [Vec<(i64, i64)>; 7],
    holidays: BTreeSet<NaiveDate>,
}

impl Hours {
    /// Refuses unknown zones, days and times, and spans that overlap.
    pub(super) fn new(hours: &BusinessHours) -> Result<Self> {
        let zone = hours.zone.parse();
        let zone =
            zone.map_err(|_| wrong("/hours/zone", "is no time zone of the IANA database"))?;
        let mut week: [Vec<(i64, i64)>; 7] = Default::default();
        for span in &hours.open {
            if let Some(day) = week.get_mut(index(span.day)) {
                day.push(minutes(span)?);
            }
        }
        for day in &mut week {
            day.sort_unstable();
            if day.windows(2).any(|pair| matches!(pair, [(_, end), (start, _)] if start < end)) {
                return Err(wrong("/hours/open", "two spans of a day overlap"));
            }
        }
        let date = |day: &String| NaiveDate::parse_from_str(day, "%Y-%m-%d");
        let holidays = hours.holidays.iter().map(date).collect::<Result<_, _>>();
        let holidays = holidays.map_err(|_| wrong("/hours/holidays", "has days as YYYY-MM-DD"))?;
        Ok(Self { zone, week, holidays })
    }

    pub(super) fn is_open(&self, at: Timestamp) -> bool {
        self.spans(at).next().is_some_and(|(from, _)| from <= at.0)
    }

    /// When it opens next, or now if it is open.
    pub(super) fn opens_at(&self, at: Timestamp) -> Option<Timestamp> {
        self.spans(at).next().map(|(from, _)| Timestamp(from.max(at.0)))
    }

    /// The moment at which so many minutes of business hours have passed.
    pub(super) fn after(&self, at: Timestamp, minutes: i64) -> Option<Timestamp> {
        let mut left = minutes.saturating_mul(MINUTE);
        for (from, to) in self.spans(at) {
            let from = from.max(at.0);
            if to - from >= left {
                return Some(Timestamp(from + left));
            }
            left -= to - from;
        }
        None
    }

    /// The spans that end after a moment, in order and without overlaps.
    fn spans(&self, after: Timestamp) -> impl Iterator<Item = (i64, i64)> {
        let local = chrono::DateTime::<Utc>::from_timestamp_millis(after.0).unwrap_or_default();
        let today = local.with_timezone(&self.zone).date_naive();
        let first = today.pred_opt().unwrap_or(today);
        let days = (0..HORIZON).map_while(move |n| first.checked_add_days(Days::new(n)));
        let mut until = i64::MIN;
        days.flat_map(|day| self.spans_of(day)).filter_map(move |(from, to)| {
            let from = from.max(until);
            until = until.max(to);
            (to > after.0 && to > from).then_some((from, to))
        })
    }

    fn spans_of(&self, day: NaiveDate) -> Vec<(i64, i64)> {
        let weekday = day.weekday().num_days_from_monday() as usize;
        match (self.week.get(weekday), self.holidays.contains(&day)) {
            (Some(spans), false) => spans
                .iter()
                .filter_map(|(from, to)| {
                    Some((self.instant(day, *from, false)?, self.instant(day, *to, true)?))
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The moment at which the wall shows this; of two the last, if asked for.
    fn instant(&self, day: NaiveDate, minute: i64, last: bool) -> Option<i64> {
        let wall = day.and_hms_opt(0, 0, 0)?.checked_add_signed(TimeDelta::minutes(minute))?;
        (0..=DAY).find_map(|skipped| {
            let wall = wall.checked_add_signed(TimeDelta::minutes(skipped))?;
            self.shown(wall, last)
        })
    }

    fn shown(&self, wall: NaiveDateTime, last: bool) -> Option<i64> {
        let found = self.zone.from_local_datetime(&wall);
        let found = if last { found.latest() } else { found.earliest() };
        found.map(|moment| moment.timestamp_millis())
    }
}

fn index(day: Weekday) -> usize {
    day as usize
}

fn minutes(span: &OpenSpan) -> Result<(i64, i64)> {
    let bad = || wrong("/hours/open", "has times as HH:MM, the end after the beginning");
    let (from, to) = (minute(&span.from).ok_or_else(bad)?, minute(&span.to).ok_or_else(bad)?);
    match from < to {
        true => Ok((from, to)),
        false => Err(bad()),
    }
}

fn minute(clock: &str) -> Option<i64> {
    let (hour, minute) = clock.split_once(':').filter(|_| clock.len() == 5)?;
    let digits = clock.bytes().filter(u8::is_ascii_digit).count();
    let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
    let total = hour * 60 + minute;
    (digits == 4 && minute < 60 && total <= DAY).then_some(total)
}

fn wrong(pointer: &str, detail: &str) -> Error {
    Error::field(pointer, "invalid", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        serde_json::from_value(text.into()).unwrap()
    }

    fn hours(zone: &str, open: &[(&str, &str, &str)]) -> BusinessHours {
        let day = |day: &str| serde_json::from_value(day.into()).unwrap();
        let span = |(on, from, to): &(&str, &str, &str)| OpenSpan {
            day: day(on),
            from: (*from).to_owned(),
            to: (*to).to_owned(),
        };
        let open = open.iter().map(span).collect();
        BusinessHours { zone: zone.to_owned(), open, holidays: vec!["2026-12-25".to_owned()] }
    }

    fn berlin() -> Hours {
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday"];
        let open: Vec<_> = days.iter().map(|day| (*day, "09:00", "17:00")).collect();
        Hours::new(&hours("Europe/Berlin", &open)).unwrap()
    }

    #[test]
    fn a_working_day_begins_by_the_clock_on_the_wall() {
        let hours = berlin();
        // Friday, winter time; the weekend brings summer time.
        assert!(!hours.is_open(at("2026-03-27T07:59:59.999Z")));
        assert!(hours.is_open(at("2026-03-27T08:00:00Z")));
        assert!(!hours.is_open(at("2026-03-27T16:00:00Z")));
        assert_eq!(hours.opens_at(at("2026-03-27T16:00:00Z")), Some(at("2026-03-30T07:00:00Z")));
        assert!(hours.is_open(at("2026-03-30T07:00:00Z")));
        // Christmas is a Friday.
        assert_eq!(hours.opens_at(at("2026-12-24T20:00:00Z")), Some(at("2026-12-28T08:00:00Z")));
    }

    #[test]
    fn targets_count_business_hours_alone() {
        let hours = berlin();
        let due = |from: &str, minutes| hours.after(at(from), minutes).unwrap();
        assert_eq!(due("2026-03-26T10:00:00Z", 60), at("2026-03-26T11:00:00Z"));
        assert_eq!(due("2026-03-27T15:30:00Z", 60), at("2026-03-30T07:30:00Z"));
        assert_eq!(due("2026-03-28T12:00:00Z", 30), at("2026-03-30T07:30:00Z"));
        assert_eq!(due("2026-03-26T08:00:00Z", 480), at("2026-03-26T16:00:00Z"));
        assert_eq!(due("2026-03-26T08:00:00Z", 481), at("2026-03-27T08:01:00Z"));
    }

    #[test]
    fn a_night_shift_has_the_hours_that_the_night_has() {
        let night = [("sunday", "01:00", "04:00")];
        let hours = Hours::new(&hours("Europe/Berlin", &night)).unwrap();
        let length = |from: &str| {
            let (from, to) = hours.spans(at(from)).next().unwrap();
            (to - from) / MINUTE
        };
        assert_eq!(length("2026-03-28T12:00:00Z"), 120, "02:00 to 03:00 is missing");
        assert_eq!(length("2026-10-24T12:00:00Z"), 240, "02:00 to 03:00 comes twice");
        assert_eq!(length("2026-11-01T00:00:00Z"), 180);
    }

    #[test]
    fn what_the_clock_skips_or_shows_twice_counts_once() {
        let spans = [("sunday", "02:30", "02:45"), ("sunday", "02:45", "05:00")];
        let hours = Hours::new(&hours("Europe/Berlin", &spans)).unwrap();
        let all = |from: &str| -> Vec<_> { hours.spans(at(from)).take(2).collect() };
        // Skipped: both begin where the clock goes on, and the first is empty.
        let spring = all("2026-03-28T12:00:00Z");
        assert_eq!(spring[0], (at("2026-03-29T01:00:00Z").0, at("2026-03-29T03:00:00Z").0));
        // Twice: from the first 02:30 to the second 02:45, and on from there.
        let autumn = all("2026-10-24T12:00:00Z");
        assert_eq!(autumn[0], (at("2026-10-25T00:30:00Z").0, at("2026-10-25T01:45:00Z").0));
        assert_eq!(autumn[1], (at("2026-10-25T01:45:00Z").0, at("2026-10-25T04:00:00Z").0));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let refused = |zone: &str, open: &[(&str, &str, &str)]| {
            assert!(Hours::new(&hours(zone, open)).is_err(), "{zone} {open:?}");
        };
        refused("Europe/Atlantis", &[("monday", "09:00", "17:00")]);
        for (from, to) in
            [("9:00", "17:00"), ("17:00", "09:00"), ("09:00", "24:01"), ("+9:00", "17:00")]
        {
            refused("UTC", &[("monday", from, to)]);
        }
        refused("UTC", &[("monday", "09:00", "12:00"), ("monday", "11:00", "13:00")]);
        assert!(Hours::new(&hours("UTC", &[("monday", "00:00", "24:00")])).is_ok());
    }
}
