//! Latencies as counts in buckets, which can be added up over minutes and nodes; percentiles can
//! not. A percentile is off by at most the width of its bucket, a factor of two.

/// How many buckets: the last one has all that took longer than its lower bound.
pub(super) const BUCKETS: usize = 16;
/// The upper bound of the first bucket, in microseconds; each next one is twice as wide.
const FIRST: u64 = 500;

/// The bucket of a duration in microseconds.
pub(super) fn bucket(micros: u64) -> usize {
    let halvings = u64::BITS - (micros.saturating_sub(1) / FIRST).leading_zeros();
    (halvings as usize).min(BUCKETS - 1)
}

/// The duration in microseconds that so many percent of those counted took at most, as if they lay
/// evenly in their bucket.
pub(super) fn percentile(counts: &[i64], percent: i64) -> Option<i64> {
    let total: i64 = counts.iter().sum();
    let rank = ((total * percent + 99) / 100).max(1);
    let mut before = 0;
    for (at, count) in counts.iter().enumerate() {
        if before + count >= rank {
            let (lower, upper) = bounds(at);
            return Some(lower + (upper - lower) * (rank - before) / count);
        }
        before += count;
    }
    None
}

fn bounds(at: usize) -> (i64, i64) {
    let upper = (FIRST << at) as i64;
    let lower = if at == 0 { 0 } else { upper / 2 };
    if at == BUCKETS - 1 { (lower, lower) } else { (lower, upper) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_find_their_buckets() {
        for (micros, at) in
            [(0, 0), (500, 0), (501, 1), (1000, 1), (1001, 2), (2001, 3), (8_192_000, 14)]
        {
            assert_eq!(bucket(micros), at, "{micros}");
        }
        assert_eq!((bucket(8_192_001), bucket(u64::MAX)), (15, 15));
    }

    #[test]
    fn percentiles_lie_in_the_bucket_of_their_rank() {
        let mut counts = [0; BUCKETS];
        assert_eq!(percentile(&counts, 50), None);
        counts[0] = 90;
        counts[3] = 10;
        assert_eq!(percentile(&counts, 50), Some(277));
        assert_eq!(percentile(&counts, 90), Some(500));
        assert_eq!(percentile(&counts, 99), Some(3800));
        counts[15] = 1000;
        assert_eq!(percentile(&counts, 99), Some(8_192_000), "at least");
    }
}
