//! What comes of an attempt.
//!
//! Ten attempts over about 75 hours. 2xx is success and everything else a failure, redirects
//! included; 410 says that nobody wants any more of it.

use crate::egress;
use reqwest::{
    StatusCode,
    header::{HeaderMap, RETRY_AFTER},
};
use std::time::{Duration, UNIX_EPOCH};
use warbler_protocol::Timestamp;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// Seconds from one attempt to the next.
const PAUSES: [u64; 9] =
    [5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];
/// Up to this part of a pause is added to it, so that what failed together does not come back so.
pub(super) const JITTER: f64 = 0.1;
/// Longest that an endpoint is left alone because it says so.
const MOST_PATIENT: Duration = Duration::from_secs(24 * HOUR);

/// What an attempt was answered with.
#[derive(Clone, Debug)]
pub enum Answer {
    Response(egress::Response),
    Failure(egress::Error),
    /// Nothing was sent: there is nothing left to say.
    Gone,
}

/// What is to become of the delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Succeeded,
    /// Not before then, nor anything else to the endpoint if `pause` says so.
    Retry {
        at: Timestamp,
        pause: bool,
    },
    Dead,
    /// Dead, and the endpoint with it.
    Disable,
}

/// `attempts` counts this one.
pub(super) fn judge(answer: &Answer, attempts: i64, now: Timestamp) -> Verdict {
    let asked = match answer {
        Answer::Gone => return Verdict::Dead,
        Answer::Failure(_) => None,
        Answer::Response(response) => match response.status {
            status if status.is_success() => return Verdict::Succeeded,
            StatusCode::GONE => return Verdict::Disable,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
                retry_after(&response.headers, now)
            }
            _ => None,
        },
    };
    let pause = usize::try_from(attempts - 1).ok().and_then(|past| PAUSES.get(past));
    let Some(pause) = pause else { return Verdict::Dead };
    let pause = Duration::from_secs(*pause).mul_f64(1.0 + rand::random::<f64>() * JITTER);
    Verdict::Retry { at: now + pause.max(asked.unwrap_or_default()), pause: asked.is_some() }
}

/// As seconds, or as a date.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?;
    let wait = match text.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let date = httpdate::parse_http_date(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
            Timestamp(i64::try_from(date.as_millis()).ok()?).since(now)
        }
    };
    Some(wait.min(MOST_PATIENT))
}

/// Why it failed, in words.
pub(super) fn error(answer: &Answer) -> Option<String> {
    match answer {
        Answer::Gone => Some("the event is no longer there".to_owned()),
        Answer::Failure(error) => Some(error.to_string()),
        Answer::Response(response) => {
            let status = response.status;
            let words = match status {
                _ if status.is_success() => return None,
                _ if status.is_redirection() => "redirects are not followed",
                StatusCode::GONE => "the endpoint wants no more events",
                _ => "the endpoint refused the event",
            };
            Some(format!("answered {}: {words}", status.as_u16()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    fn answer(status: u16, retry_after: Option<&str>) -> Answer {
        let mut headers = HeaderMap::new();
        if let Some(value) = retry_after {
            headers.insert(RETRY_AFTER, value.parse().unwrap());
        }
        let status = StatusCode::from_u16(status).unwrap();
        let timing = egress::Timing { began: Duration::ZERO, ended: Duration::ZERO };
        Answer::Response(egress::Response { status, headers, body: Bytes::new(), timing })
    }

    fn wait(answer: &Answer, attempts: i64) -> Duration {
        match judge(answer, attempts, NOW) {
            Verdict::Retry { at, .. } => at.since(NOW),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn ten_attempts_over_75_hours() {
        let refused = answer(500, None);
        let waits = (1..=9).map(|attempts| wait(&refused, attempts));
        let hours = waits.sum::<Duration>().as_secs_f64() / 3600.0;
        assert!((75.0..84.0).contains(&hours), "{hours}");
        assert!(wait(&refused, 1) >= Duration::from_secs(5));
        assert_eq!(judge(&refused, 10, NOW), Verdict::Dead);
    }

    #[test]
    fn success_is_2xx_alone() {
        assert_eq!(judge(&answer(204, None), 1, NOW), Verdict::Succeeded);
        assert_eq!(judge(&answer(410, None), 1, NOW), Verdict::Disable);
        for status in [301, 304, 400, 404, 500] {
            assert!(matches!(judge(&answer(status, None), 1, NOW), Verdict::Retry { .. }));
        }
        let timeout = Answer::Failure(egress::Error::Timeout);
        assert!(matches!(judge(&timeout, 1, NOW), Verdict::Retry { pause: false, .. }));
    }

    #[test]
    fn an_endpoint_is_left_alone_as_long_as_it_asks() {
        assert_eq!(wait(&answer(429, Some("600")), 1).as_secs(), 600);
        let date = "Tue, 14 Nov 2023 22:23:20 GMT";
        assert_eq!(wait(&answer(503, Some(date)), 1).as_secs(), 600);
        assert_eq!(wait(&answer(503, Some("99999999999")), 1), MOST_PATIENT);
        // Only these two are asked to wait.
        assert!(wait(&answer(500, Some("600")), 1).as_secs() < 10);
        assert!(wait(&answer(429, Some("soon")), 1).as_secs() < 10);
        // Asked for less than there would be anyway.
        assert!(wait(&answer(429, Some("1")), 2).as_secs() >= 300);
    }
}
