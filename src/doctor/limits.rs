//! How many clients may connect before the system says no?

use super::Finding;
use rustix::process::{Resource, getrlimit};

const SUBJECT: &str = "open files";
/// One per connection, and some for everything else.
const ENOUGH: u64 = 10_000;

pub(super) fn check() -> Finding {
    judge(getrlimit(Resource::Nofile).current)
}

fn judge(limit: Option<u64>) -> Finding {
    match limit {
        None => Finding::ok(SUBJECT, "without a limit"),
        Some(limit) if limit >= ENOUGH => Finding::ok(SUBJECT, format!("at most {limit}")),
        Some(limit) => Finding::warn(
            SUBJECT,
            format!("at most {limit}, and every connection takes one"),
            "`ulimit -n 65536`, or LimitNOFILE= in the service's unit",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn a_low_limit_is_a_warning() {
        assert_eq!(judge(Some(1024)).level, Level::Warn);
        assert_eq!(judge(None).level, Level::Ok);
    }
}
