//! What `GET /metrics` shows: everything that was counted through the `metrics` facade, and the
//! process itself (memory, CPU, open files).

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use metrics_process::Collector;
use std::time::Duration;

/// Seconds, from what a commit takes at best to what nobody waits for.
const BUCKETS: &[f64] =
    &[0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

const UPKEEP: Duration = Duration::from_secs(5);

/// The numbers of this process.
#[derive(Clone, Debug)]
pub struct Metrics {
    numbers: PrometheusHandle,
    process: Collector,
}

impl Metrics {
    /// Begins to count; once per process, before anything counts.
    pub fn install() -> Result<Self, BuildError> {
        let numbers = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), BUCKETS)?
            .install_recorder()?;
        let process = Collector::default();
        process.describe();
        Ok(Self { numbers, process })
    }

    /// Numbers that nothing counts into, so that tests of one process do not meet.
    pub fn detached() -> Self {
        let numbers = PrometheusBuilder::new().build_recorder().handle();
        Self { numbers, process: Collector::default() }
    }

    /// In Prometheus' text format.
    pub fn render(&self) -> String {
        self.process.collect();
        self.numbers.render()
    }

    /// Folds what was measured since, for as long as it is polled; otherwise measurements pile up
    /// in memory while nobody asks for them.
    pub async fn keep_up(self) {
        let mut ticks = tokio::time::interval(UPKEEP);
        loop {
            ticks.tick().await;
            self.numbers.run_upkeep();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_shown() {
        let metrics = Metrics::install().unwrap();
        metrics::counter!("sent").increment(2);
        metrics::histogram!("commit_seconds").record(0.002);
        let text = metrics.render();
        assert!(text.contains("sent 2"), "{text}");
        assert!(text.contains("commit_seconds_bucket{le=\"0.0025\"} 1"), "{text}");
        assert!(text.contains("process_open_fds"), "{text}");
    }
}
