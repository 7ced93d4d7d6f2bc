//! Keeps so many a second, evenly, and says how many each stands for.

/// How often something happened in this second and in the one before.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sampler {
    second: i64,
    seen: u32,
    kept: u32,
    /// One in so many is kept.
    stride: u32,
}

impl Sampler {
    /// Whether to keep this one: how many it then stands for. The second before says how many will
    /// come; where they are far more, those beyond twice of `most` are lost.
    pub(super) fn take(&mut self, second: i64, most: u32) -> Option<u32> {
        if second != self.second {
            let before = if second == self.second + 1 { self.seen } else { 0 };
            *self = Self { second, seen: 0, kept: 0, stride: before.div_ceil(most).max(1) };
        }
        self.seen = self.seen.saturating_add(1);
        let keep = (self.seen - 1).is_multiple_of(self.stride) && self.kept < 2 * most;
        self.kept += u32::from(keep);
        keep.then_some(self.stride)
    }

    pub(super) fn is_idle(&self, second: i64) -> bool {
        self.second + 1 < second
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn second(sampler: &mut Sampler, second: i64, requests: u32) -> (u32, u32) {
        let kept = (0..requests).filter_map(|_| sampler.take(second, 20));
        kept.fold((0, 0), |(count, weight), each| (count + 1, weight + each))
    }

    #[test]
    fn few_are_all_kept_and_many_are_told_by_their_weights() {
        let mut sampler = Sampler::default();
        assert_eq!(second(&mut sampler, 100, 15), (15, 15));
        assert_eq!(second(&mut sampler, 101, 200), (40, 40), "nobody knew");
        assert_eq!(second(&mut sampler, 102, 200), (20, 200));
        assert_eq!(second(&mut sampler, 103, 201), (21, 210));
        assert_eq!(second(&mut sampler, 110, 5), (5, 5), "after a pause");
        assert!(sampler.is_idle(112) && !sampler.is_idle(111));
    }
}
